package org.davebank.service;

/**
 * How an uploaded file is to be read.
 *
 * @param mapping the mapping's JSON, empty for the bank's own columns
 * @param openingBalances posts what an account's row states, as in the mapping
 */
public record ImportRequest(
        String fileName,
        String mapping,
        boolean history,
        boolean abortOnError,
        boolean dryRun,
        boolean openingBalances) {}
