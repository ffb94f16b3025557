package org.davebank.cli.bench;

/** What a bench asks for. */
enum BenchWork {
    DEPOSITS(""),
    /** Each between two accounts of different shards. */
    TRANSFERS("-transfers"),
    /** Of balances, by REST only. */
    READS("-reads");

    private final String suffix;

    BenchWork(String suffix) {
        this.suffix = suffix;
    }

    /** The name of the variant in a line of figures. */
    String variant(String way) {
        return way + suffix;
    }
}
