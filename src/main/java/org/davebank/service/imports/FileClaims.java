package org.davebank.service.imports;

/**
 * What a file claims besides its rows, to be compared with the ledger.
 *
 * @param balances after a row, and of an account at the end
 * @param statements opening and closing balances of statements, and the sums between them
 * @param order whether the oldest or the newest row stands first
 */
record FileClaims(StatedBalances balances, StatementSums statements, BalanceOrder order) {

    static FileClaims of(ImportTask task) {
        // Row by row nobody sees in which order a file has its rows.
        boolean seesOrder = !task.job().dryRun() && !task.job().abortOnError();
        StatedBalances balances = new StatedBalances();
        return new FileClaims(
                balances,
                new StatementSums(balances),
                new BalanceOrder(task.mapping().openingBalances() && seesOrder));
    }
}
