import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes the sample bank in this folder: {@code java data/SampleBank.java [FOLDER]}, JDK 17 or
 * newer.
 *
 * <p>The same every time. Each account's transactions, in file order, never take it below zero, so
 * the sample passes the checks of a live import; there are deposits and withdrawals only.
 */
public final class SampleBank {

    private static final int ACCOUNTS = 200;
    private static final int TRANSACTIONS = 2_000;
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 2);
    private static final int DAYS = 270;

    private static final String[] FIRST = {
        "Amara", "Bela", "Chidi", "Dana", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaya",
        "Leon", "Mira", "Nils", "Olive", "Pavel", "Quinn", "Rosa", "Sami", "Tilda"
    };
    private static final String[] LAST = {
        "Ashdown", "Birch", "Calder", "Dunmore", "Eastley", "Fenwick", "Garrow", "Holt", "Ivory",
        "Jessop", "Kestrel", "Larkin", "Marlow", "Northey", "Oakes", "Pryor"
    };
    private static final String[] INCOME = {
        "Salary", "Refund", "Gift", "Invoice paid", "Expenses repaid", "Sale of a bicycle"
    };
    private static final String[] OUTGO = {
        "Groceries",
        "Cash machine",
        "Rent",
        "Electricity",
        "Train ticket",
        "Books",
        "Coffee and cake",
        "Insurance",
        "Garden tools",
        "Concert ticket"
    };

    private SampleBank() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "data");
        Random random = new Random(20_260_102);
        Map<String, Long> balances = new LinkedHashMap<>();
        try (BufferedWriter out = writer(folder.resolve("accounts.csv"))) {
            out.write(
                    "account_num,holder,currency,status,overdraft_limit,balance,opened_at,aliases");
            out.write("\r\n");
            for (int i = 0; i < ACCOUNTS; i++) {
                String number = number(random, balances);
                String holder =
                        i == 0
                                ? "Ada Example"
                                : FIRST[i % FIRST.length] + " " + LAST[i / 13 % LAST.length];
                String overdraft = i % 10 == 3 ? "250.00" : "0.00";
                String alias = i % 4 == 1 ? "SAMPLE-" + number : "";
                out.write(number + "," + holder + ",GBP,ACTIVE," + overdraft + ",,");
                out.write(FIRST_DAY.minusDays(1 + random.nextInt(900)) + "T09:00:00Z,");
                out.write(alias + "\r\n");
                balances.put(number, 0L);
            }
        }
        writeTransactions(folder.resolve("transactions.csv"), random, balances);
    }

    private static String number(Random random, Map<String, Long> taken) {
        if (taken.isEmpty()) {
            return "12345678";
        }
        while (true) {
            String number = String.format("%08d", random.nextInt(100_000_000));
            if (!taken.containsKey(number)) {
                return number;
            }
        }
    }

    private static void writeTransactions(Path file, Random random, Map<String, Long> balances)
            throws IOException {
        List<String> accounts = new ArrayList<>(balances.keySet());
        List<String> times = new ArrayList<>();
        for (int i = 0; i < TRANSACTIONS; i++) {
            LocalDate day = FIRST_DAY.plusDays((long) i * DAYS / TRANSACTIONS);
            LocalTime time = LocalTime.of(8 + random.nextInt(12), random.nextInt(60));
            times.add(day + "T" + time + ":00Z");
        }
        times.sort(Comparator.naturalOrder());
        try (BufferedWriter out = writer(file)) {
            out.write("id,account_num,transaction_type,amount,currency,to_account,timestamp,");
            out.write("effective_at,reference,description,idempotency_key,external_id\r\n");
            for (int i = 0; i < TRANSACTIONS; i++) {
                // The first round gives every account its opening deposit.
                String account = accounts.get(i < ACCOUNTS ? i : random.nextInt(ACCOUNTS));
                long balance = balances.get(account);
                boolean income = i < ACCOUNTS || balance < 2_000 || random.nextInt(100) < 40;
                String text = pick(random, income ? INCOME : OUTGO);
                long minor =
                        income
                                ? 5_000 + random.nextInt(200_000)
                                : 1 + (long) (random.nextDouble() * balance * 0.6);
                balances.put(account, income ? balance + minor : balance - minor);
                String external = String.format("SAMPLE-%06d", i + 1);
                String type = income ? "deposit" : "withdrawal";
                out.write("," + account + "," + type + ",");
                out.write(String.format("%d.%02d", minor / 100, minor % 100) + ",GBP,,");
                out.write(times.get(i) + "," + times.get(i) + ",");
                out.write((income ? "IN-" : "OUT-") + (10_000 + i) + "," + text + ",,");
                out.write(external + "\r\n");
            }
        }
    }

    private static String pick(Random random, String[] words) {
        return words[random.nextInt(words.length)];
    }

    private static BufferedWriter writer(Path file) throws IOException {
        return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }
}
