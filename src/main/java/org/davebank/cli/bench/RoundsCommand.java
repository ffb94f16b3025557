package org.davebank.cli.bench;

import org.davebank.cli.command.BankCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The common part of the benches that repeat a measurement in rounds. */
abstract class RoundsCommand extends BankCommand {

    private static final int ROUNDS_MAX = 100;

    final RoundFigures figures;

    private final int roundsByDefault;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "the first of them is the cold one (default: see above)")
    private @Nullable Integer rounds;

    RoundsCommand(String unit, int roundsByDefault) {
        this.figures = new RoundFigures(unit);
        this.roundsByDefault = roundsByDefault;
    }

    /** The number of rounds; a usage error if it is out of range. */
    int rounds() {
        int asked = rounds == null ? roundsByDefault : rounds;
        if (asked < 1 || asked > ROUNDS_MAX) {
            throw usage("--rounds takes 1 to " + ROUNDS_MAX);
        }
        return asked;
    }

    void print() {
        if (json) {
            out().println(write(figures.json()));
        } else {
            out().print(figures.table());
        }
    }
}
