package org.davebank.service;

import org.jspecify.annotations.Nullable;

/**
 * How an uploaded file is to be read.
 *
 * @param mapping the mapping's JSON, empty for the bank's own columns
 * @param format as in the mapping; null leaves it to the mapping, or to the file
 * @param openingBalances posts what an account's row states, as in the mapping
 */
public record ImportRequest(
        String fileName,
        String mapping,
        @Nullable String format,
        boolean history,
        boolean abortOnError,
        boolean dryRun,
        boolean openingBalances) {}
