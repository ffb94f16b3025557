package org.davebank.cli.network;

import java.nio.file.Files;
import java.nio.file.Path;
import org.davebank.cli.bank.ImportCommand;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Program;

/** The small sample bank of {@code data/small/}, imported as a user would. */
final class SampleBank {

    private static final String ACCOUNTS = "accounts.csv";
    private static final String TRANSACTIONS = "transactions.csv";

    private SampleBank() {}

    /** Imports both files, accounts first; repeating it creates nothing. */
    static void load(Path data) {
        for (String name : new String[] {ACCOUNTS, TRANSACTIONS}) {
            Path file = DataFolder.home().resolve("data").resolve("small").resolve(name);
            if (!Files.exists(file)) {
                throw new Failure("the sample data is not there: " + file);
            }
            int code =
                    Program.commandLine(new ImportCommand())
                            .execute(file.toString(), "--data", data.toString());
            if (code != 0) {
                throw new Failure("the sample data was not imported: " + file);
            }
        }
    }
}
