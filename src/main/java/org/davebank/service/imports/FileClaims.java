package org.davebank.service.imports;

/**
 * What a file claims besides its rows, for comparison with the ledger.
 *
 * @param balances after a row, and of an account at the end of the file
 * @param statements opening and closing balances of statements, and the sums between them
 * @param order whether the oldest or the newest row comes first
 */
record FileClaims(StatedBalances balances, StatementSums statements, BalanceOrder order) {

    static FileClaims of(ImportTask task) {
        // The order can't be inferred from single rows.
        boolean seesOrder = !task.job().dryRun() && !task.job().abortOnError();
        StatedBalances balances = new StatedBalances();
        return new FileClaims(
                balances,
                new StatementSums(balances),
                new BalanceOrder(task.mapping().openingBalances() && seesOrder));
    }
}
