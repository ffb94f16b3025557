package org.davebank.cli.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.davebank.exchange.FileFormat;

/** Writes files for {@link BenchRowsCommand}, in the bank's own formats (docs/files.md). */
final class BenchRowFile {

    static final int ACCOUNTS = 2_000;

    private static final int FIRST_ACCOUNT = 92_000_000;

    static final List<FileFormat> FORMATS =
            List.of(FileFormat.CSV, FileFormat.JSON, FileFormat.XML);

    private BenchRowFile() {}

    /**
     * Writes the accounts of this many transactions, at most {@link #ACCOUNTS}; the same in every
     * run.
     */
    static void accounts(Path to, int rows, String currency) throws IOException {
        try (Writer out = Files.newBufferedWriter(to)) {
            out.write("account_num,holder,currency\n");
            for (int i = 0; i < Math.min(ACCOUNTS, rows); i++) {
                int number = FIRST_ACCOUNT + i;
                out.write(number + ",Bench " + number + "," + currency + "\n");
            }
        }
    }

    /**
     * Writes deposits on random accounts among those.
     *
     * @param run makes the rows unique, together with their numbers
     */
    static void transactions(Path to, FileFormat format, int rows, UUID run, String currency)
            throws IOException {
        Random random = new Random(run.getLeastSignificantBits());
        try (BufferedWriter out = Files.newBufferedWriter(to)) {
            out.write(
                    switch (format) {
                        case CSV ->
                                "account_num,transaction_type,amount,currency,effective_at,"
                                        + "reference,description,external_id\n";
                        case JSON -> "{\"version\":1,\"transactions\":[\n";
                        case XML ->
                                "<davebank xmlns=\"urn:davebank:1\" version=\"1\">\n"
                                        + "<transactions>\n";
                        default -> throw notWritten(format);
                    });
            for (int i = 0; i < rows; i++) {
                int account = FIRST_ACCOUNT + random.nextInt(Math.min(ACCOUNTS, rows));
                String amount =
                        String.format(
                                Locale.ROOT,
                                "%d.%02d",
                                1 + random.nextInt(2_000),
                                random.nextInt(100));
                out.write(row(format, i, rows, account, amount, currency, run + "-" + i));
            }
            out.write(
                    switch (format) {
                        case CSV -> "";
                        case JSON -> "]}\n";
                        case XML -> "</transactions>\n</davebank>\n";
                        default -> throw notWritten(format);
                    });
        }
    }

    private static String row(
            FileFormat format,
            int number,
            int rows,
            int account,
            String amount,
            String currency,
            String id) {
        return switch (format) {
            case CSV ->
                    "%08d,deposit,%s,%s,2026-01-02T08:12:00Z,B-%d,Groceries and more,%s\n"
                            .formatted(account, amount, currency, number, id);
            case JSON ->
                    """
                    {"account_num":"%08d","transaction_type":"deposit","amount":%s,"currency":"%s",\
                    "effective_at":"2026-01-02T08:12:00Z","reference":"B-%d",\
                    "description":"Groceries and more","external_id":"%s"}%s
                    """
                            .formatted(
                                    account,
                                    amount,
                                    currency,
                                    number,
                                    id,
                                    number < rows - 1 ? "," : "");
            case XML ->
                    """
                    <transaction><account_num>%08d</account_num>\
                    <transaction_type>deposit</transaction_type><amount>%s</amount>\
                    <currency>%s</currency><effective_at>2026-01-02T08:12:00Z</effective_at>\
                    <reference>B-%d</reference><description>Groceries and more</description>\
                    <external_id>%s</external_id></transaction>
                    """
                            .formatted(account, amount, currency, number, id);
            default -> throw notWritten(format);
        };
    }

    private static IllegalArgumentException notWritten(FileFormat format) {
        return new IllegalArgumentException(format + " is none of " + FORMATS);
    }
}
