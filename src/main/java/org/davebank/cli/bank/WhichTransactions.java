package org.davebank.cli.bank;

import org.davebank.cli.command.BankCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Selects the transactions of a command by time and by kind. */
final class WhichTransactions {

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "effective from then on, ISO 8601")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "INSTANT",
            description = "effective before then; the day of --from once more is that day")
    private @Nullable String to;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "deposit, withdrawal, transfer, reversal, hold, capture or release")
    private @Nullable String kind;

    /** Rejects these options for data that has no transactions. */
    void refuseFor(String what) {
        refuse(what, "--from", from);
        refuse(what, "--to", to);
        refuse(what, "--kind", kind);
    }

    static void refuse(String what, String option, @Nullable String value) {
        if (value != null) {
            throw BankCommand.usage(option + " is about transactions, not " + what);
        }
    }

    /** Adds the options to a path. */
    String in(String path) {
        String timed = BankCommand.with(BankCommand.with(path, "from", from), "to", to);
        return BankCommand.with(timed, "kind", kind);
    }
}
