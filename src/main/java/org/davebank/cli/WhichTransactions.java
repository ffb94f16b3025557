package org.davebank.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which transactions a command is about: those of a time, those of a kind. */
final class WhichTransactions {

    @Option(names = "--from", paramLabel = "INSTANT", description = "ISO 8601, inclusive")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "ISO 8601, exclusive")
    private @Nullable String to;

    @Option(names = "--kind", paramLabel = "KIND", description = "deposit, withdrawal or transfer")
    private @Nullable String kind;

    /** The path with what was asked for. */
    String in(String path) {
        String timed = BankCommand.with(BankCommand.with(path, "from", from), "to", to);
        return BankCommand.with(timed, "kind", kind);
    }
}
