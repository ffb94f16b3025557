package org.davebank.cli.bank;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Formats;
import org.davebank.client.BankClient;
import org.davebank.exchange.FileFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exports accounts or transactions as a stream, to a file or to standard output. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes accounts or transactions as a file that can be imported again.")
public final class ExportCommand extends BankCommand {

    enum What {
        ACCOUNTS,
        TRANSACTIONS
    }

    @Parameters(index = "0", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}")
    private What what = What.ACCOUNTS;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Formats.Exports.class,
            completionCandidates = Formats.Exports.class,
            description = "${COMPLETION-CANDIDATES} (default: by the file's ending, else csv)")
    private @Nullable FileFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "instead of standard output; a name that ends in .gz is packed")
    private @Nullable Path output;

    @Option(names = "--gzip", description = "packs the file")
    private boolean gzip;

    @Option(names = "--account", paramLabel = "NUMBER", description = "of one account")
    private @Nullable String account;

    @Mixin private WhichTransactions which = new WhichTransactions();

    @Option(names = "--min", paramLabel = "AMOUNT", description = "least amount")
    private @Nullable String min;

    @Option(names = "--max", paramLabel = "AMOUNT", description = "greatest amount")
    private @Nullable String max;

    @Option(names = "--q", paramLabel = "TEXT", description = "only rows with this text")
    private @Nullable String text;

    @Option(names = "--reference", paramLabel = "TEXT", description = "exactly this reference")
    private @Nullable String reference;

    @Override
    public int run(BankClient bank) throws IOException {
        if (what == What.ACCOUNTS) {
            refuse("--account", account);
            refuse("--min", min);
            refuse("--max", max);
            refuse("--reference", reference);
            which.refuseFor("accounts");
        }
        String path = with("/exports/" + what.name().toLowerCase(Locale.ROOT), "format", format());
        path = with(path, "compress", gzip || isPacked() ? "gzip" : null);
        path = which.in(with(path, "account", account));
        path = with(path, "min", min == null ? null : amount(min));
        path = with(path, "max", max == null ? null : amount(max));
        path = with(with(path, "q", text), "reference", reference);
        Path file = output;
        if (file == null || file.toString().equals("-")) {
            try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
                bank.download(path, out);
            }
            return 0;
        }
        long bytes = save(bank, path, file);
        if (json) {
            out().println("{\"file\":" + write(file.toString()) + ",\"bytes\":" + bytes + "}");
        } else {
            out().println(String.format(Locale.ROOT, "%s: %,d bytes", file, bytes));
        }
        return 0;
    }

    private static void refuse(String option, @Nullable String value) {
        WhichTransactions.refuse("accounts", option, value);
    }

    private boolean isPacked() {
        return output != null && output.toString().endsWith(".gz");
    }

    private String format() {
        FileFormat chosen = format;
        if (chosen == null && output != null) {
            String name = output.toString().toLowerCase(Locale.ROOT);
            String plain = isPacked() ? name.substring(0, name.length() - 3) : name;
            for (FileFormat each : FileFormat.EXPORTS) {
                boolean fits =
                        plain.endsWith("." + each.ending()) || plain.endsWith("." + each.spelled());
                chosen = fits ? each : chosen;
            }
        }
        return (chosen == null ? FileFormat.CSV : chosen).spelled();
    }

    /** Saves under the final name only when complete, and removes a partial file. */
    private static long save(BankClient bank, String path, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            long bytes;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                bytes = bank.download(path, out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return bytes;
        } catch (IOException e) {
            throw new Failure("cannot write " + file + ": " + e.getMessage());
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
