import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The file of another bank, and what an importer must make of it, counted apart from the product.
 *
 * <p>Run it as a single file, JDK 17 or newer: {@code java ForeignBank.java OUT.csv [--rows N]
 * [--seed N] [--accounts N] [--prefix TEXT] [--no-ids]}, where the prefix begins all ids of rows and
 * accounts, so that two files have none in common. It writes
 *
 * <ul>
 *   <li>{@code OUT.csv}: semicolons, CRLF, dates as {@code yyMMdd}, own words for the types,
 *       account ids that are no numbers of eight digits, quoted texts with semicolons, quotes and
 *       line breaks, and a last row that is cut inside a quote;
 *   <li>{@code OUT.mapping.json} and {@code OUT.mapping-full.json}: the mapping without and with
 *       the type word POPLATEK (a fee);
 *   <li>{@code OUT.totals.json}: rows, accounts, sums and balances for both mappings.
 * </ul>
 *
 * <p>Balances may fall below zero, as those of real history do: import it with {@code
 * mode=history}.
 */
public final class ForeignBank {

    private static final String FEE = "POPLATEK";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyMMdd");
    private static final String[] TEXTS = {
        "",
        "mzda",
        "nájem; byt č. 4",
        "zpráva \"děkuji\" za dar",
        "první řádek\r\ndruhý řádek; stále týž text",
        "výběr z bankomatu",
        "faktura 2024/117",
        "=SUM(A1:A9)",
        "\"",
        "účet uzavřen\nna přání"
    };

    /** What one reading of the file amounts to. */
    private static final class Totals {

        long created;
        long rejected;
        long deposits;
        long withdrawals;
        long depositsMinor;
        long withdrawalsMinor;
        final Map<String, Long> balances = new TreeMap<>();

        void deposit(String account, long minor) {
            created++;
            deposits++;
            depositsMinor += minor;
            balances.merge(account, minor, Long::sum);
        }

        void withdrawal(String account, long minor) {
            created++;
            withdrawals++;
            withdrawalsMinor += minor;
            balances.merge(account, -minor, Long::sum);
        }

        String json(String indent) {
            StringBuilder text = new StringBuilder("{\n");
            text.append(indent).append("  \"created\": ").append(created).append(",\n");
            text.append(indent).append("  \"rejected\": ").append(rejected).append(",\n");
            text.append(indent).append("  \"accounts\": ").append(balances.size()).append(",\n");
            text.append(indent).append("  \"deposits\": ").append(deposits).append(",\n");
            text.append(indent).append("  \"withdrawals\": ").append(withdrawals).append(",\n");
            text.append(indent)
                    .append("  \"deposits_minor\": ")
                    .append(depositsMinor)
                    .append(",\n");
            text.append(indent)
                    .append("  \"withdrawals_minor\": ")
                    .append(withdrawalsMinor)
                    .append(",\n");
            text.append(indent)
                    .append("  \"net_minor\": ")
                    .append(depositsMinor - withdrawalsMinor)
                    .append(",\n");
            text.append(indent).append("  \"balances_minor\": {");
            String separator = "\n";
            for (Map.Entry<String, Long> entry : balances.entrySet()) {
                text.append(separator).append(indent).append("    \"").append(entry.getKey());
                text.append("\": ").append(entry.getValue());
                separator = ",\n";
            }
            return text.append('\n')
                    .append(indent)
                    .append("  }\n")
                    .append(indent)
                    .append('}')
                    .toString();
        }
    }

    private ForeignBank() {}

    public static void main(String[] args) throws IOException {
        String out = null;
        int rows = 20_000;
        int accounts = 500;
        long seed = 7;
        boolean ids = true;
        String prefix = "";
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--rows" -> rows = Integer.parseInt(args[++i]);
                case "--accounts" -> accounts = Integer.parseInt(args[++i]);
                case "--seed" -> seed = Long.parseLong(args[++i]);
                case "--prefix" -> prefix = args[++i];
                case "--no-ids" -> ids = false;
                default -> out = args[i];
            }
        }
        if (out == null || rows < 1 || accounts < 1) {
            System.err.println(
                    "usage: java ForeignBank.java OUT.csv [--rows N] [--seed N] [--accounts N]"
                            + " [--prefix TEXT] [--no-ids]");
            System.exit(2);
        }
        write(Path.of(out), rows, accounts, seed, prefix, ids);
    }

    private static void write(
            Path file, int rows, int accounts, long seed, String prefix, boolean ids)
            throws IOException {
        Random random = new Random(seed);
        Totals unmapped = new Totals();
        Totals mapped = new Totals();
        try (BufferedWriter csv = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            csv.write("cislo_pohybu;ucet;datum;typ;castka;kod_meny;popis;banka\r\n");
            for (int row = 1; row <= rows; row++) {
                String account = prefix + account(random, accounts);
                String type = type(random);
                long minor = 1 + (long) (Math.exp(random.nextDouble() * 9) * 25);
                String date = DATE.format(LocalDate.of(1993, 1, 1).plusDays(row * 12_000L / rows));
                csv.write(prefix + (700_000 + row) + ";" + account + ";" + date + ";" + type + ";");
                csv.write(major(minor) + ";;" + text(random) + ";" + bank(random) + "\r\n");
                count(unmapped, type, account, minor, false);
                count(mapped, type, account, minor, true);
            }
            String account = prefix + account(random, accounts);
            csv.write(prefix + (700_001 + rows) + ";" + account + ";250101;PRIJEM;1.00;;\"přenos; byl př");
            unmapped.rejected++;
            mapped.rejected++;
        }
        String base = file.toString().replaceFirst("\\.csv$", "");
        Files.writeString(Path.of(base + ".mapping.json"), mapping(false, ids));
        Files.writeString(Path.of(base + ".mapping-full.json"), mapping(true, ids));
        Files.writeString(
                Path.of(base + ".totals.json"),
                "{\n  \"rows\": "
                        + (rows + 1)
                        + ",\n  \"complete_rows\": "
                        + rows
                        + ",\n  \"cut_rows\": 1,\n  \"unmapped\": "
                        + unmapped.json("  ")
                        + ",\n  \"mapped\": "
                        + mapped.json("  ")
                        + "\n}\n");
        System.out.println(
                (rows + 1)
                        + " rows, "
                        + mapped.balances.size()
                        + " accounts; without "
                        + FEE
                        + " created "
                        + unmapped.created
                        + " rejected "
                        + unmapped.rejected
                        + " net_minor "
                        + (unmapped.depositsMinor - unmapped.withdrawalsMinor)
                        + "; with it created "
                        + mapped.created
                        + " rejected "
                        + mapped.rejected
                        + " net_minor "
                        + (mapped.depositsMinor - mapped.withdrawalsMinor));
    }

    private static void count(
            Totals totals, String type, String account, long minor, boolean feesKnown) {
        if (type.equals("PRIJEM")) {
            totals.deposit(account, minor);
        } else if (type.equals(FEE) && !feesKnown) {
            totals.rejected++;
        } else {
            totals.withdrawal(account, minor);
        }
    }

    /** Ids of several shapes, none of them eight digits alone. */
    private static String account(Random random, int accounts) {
        int n = random.nextInt(accounts);
        return switch (n % 3) {
            case 0 -> "U" + (100_000 + n);
            case 1 -> "19-" + (2_000_000_000L + n * 97L) + "/0800";
            default -> String.valueOf(5_000 + n);
        };
    }

    private static String type(Random random) {
        int n = random.nextInt(100);
        return n < 50 ? "PRIJEM" : n < 80 ? "VYDAJ" : n < 95 ? "VYBER" : FEE;
    }

    private static String text(Random random) {
        String text = TEXTS[random.nextInt(TEXTS.length)];
        boolean special = text.matches("(?s).*[;\"\r\n].*");
        boolean quoted = special || random.nextInt(10) == 0;
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    private static String bank(Random random) {
        return random.nextInt(4) == 0 ? "" : String.valueOf((char) ('A' + random.nextInt(26)));
    }

    private static String major(long minor) {
        long cents = minor % 100;
        return minor / 100 + (cents < 10 ? ".0" : ".") + cents;
    }

    private static String mapping(boolean full, boolean ids) {
        String fee = full ? ", \"" + FEE + "\": \"withdrawal\"" : "";
        String id = ids ? "  \"external_id\": \"cislo_pohybu\",\n" : "";
        return "{\n"
                + id
                + "  \"account_num\": \"ucet\",\n"
                + "  \"transaction_type\": {\"column\": \"typ\", \"values\": {\"PRIJEM\":"
                + " \"deposit\", \"VYDAJ\": \"withdrawal\", \"VYBER\": \"withdrawal\""
                + fee
                + "}},\n"
                + "  \"amount\": \"castka\",\n"
                + "  \"timestamp\": {\"column\": \"datum\", \"pattern\": \"yyMMdd\"},\n"
                + "  \"description\": \"popis\",\n"
                + "  \"delimiter\": \";\",\n"
                + "  \"create_accounts\": true\n"
                + "}\n";
    }
}
