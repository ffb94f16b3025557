package org.davebank.service.imports;

import org.jspecify.annotations.Nullable;

/**
 * How an uploaded file is to be read.
 *
 * @param mapping the mapping's JSON, empty for the bank's own columns, or {@link #AUTO}
 * @param format as in the mapping; null leaves it to the mapping, or to the file
 * @param account the account of all rows, by its number, an alias or a foreign id; null uses the
 *     mapping's
 * @param createAccounts opens accounts for foreign ids, as in the mapping
 * @param openingBalances posts the balances stated in the rows of accounts, as in the mapping
 */
public record ImportRequest(
        String fileName,
        String mapping,
        @Nullable String format,
        boolean history,
        boolean abortOnError,
        boolean dryRun,
        @Nullable String account,
        boolean createAccounts,
        boolean openingBalances) {

    /** Proposes a mapping from the file's first rows and uses it unchanged. */
    public static final String AUTO = "auto";
}
