import java.io.IOException;
import java.nio.charset.Charset;
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
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes the sample banks in this folder: {@code java data/SampleBank.java [FOLDER]}, JDK 17 or
 * newer. The large one comes in every format, the small one, which {@code up --sample} imports, and
 * the messy one as CSV.
 *
 * <p>The same every time. Each account's transactions, in file order, never take it below zero, so
 * the sample passes the checks of a live import; there are deposits and withdrawals only.
 */
public final class SampleBank {

    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 2);
    private static final int DAYS = 270;
    private static final int STATEMENTS = 4;

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

    /** An account of the sample; what is empty is left out where a format can. */
    private record Account(String number, String holder, String overdraft, String opened, String alias) {}

    /** A transaction of the sample. */
    private record Transaction(
            String account, String type, String amount, String time, String reference, String text, String external) {}

    private record Bank(List<Account> accounts, List<Transaction> transactions) {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "data");
        Files.createDirectories(folder.resolve("small"));
        Bank small = bank(200, 2_000, "SAMPLE");
        csv(folder.resolve("small"), small);
        Files.writeString(folder.resolve("small/statements.camt053.xml"), camt(small));
        Bank large = bank(2_000, 20_000, "LARGE");
        csv(folder, large);
        gzip(folder.resolve("bank.json.gz"), json(large));
        gzip(folder.resolve("bank.ndjson.gz"), ndjson(large));
        gzip(folder.resolve("bank.xml.gz"), xml(large));
        zip(folder.resolve("bank.zip"), large);
        String messy = messy();
        Files.write(folder.resolve("messy.csv"), messy.getBytes(Charset.forName("windows-1252")));
        Files.writeString(folder.resolve("messy-bom.csv"), '\ufeff' + messy);
    }

    private static Bank bank(int accounts, int transactions, String prefix) {
        Random random = new Random(20_260_102);
        Map<String, Long> balances = new LinkedHashMap<>();
        List<Account> opened = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            String number = number(random, balances);
            String holder =
                    i == 0
                            ? "Ada Example"
                            : FIRST[i % FIRST.length] + " " + LAST[i / 13 % LAST.length];
            opened.add(
                    new Account(
                            number,
                            holder,
                            i % 10 == 3 ? "250.00" : "0.00",
                            FIRST_DAY.minusDays(1 + random.nextInt(900)) + "T09:00:00Z",
                            i % 4 == 1 ? "SAMPLE-" + number : ""));
            balances.put(number, 0L);
        }
        return new Bank(opened, transactions(random, balances, transactions, prefix));
    }

    private static void csv(Path folder, Bank bank) throws IOException {
        Files.writeString(folder.resolve("accounts.csv"), accountsCsv(bank));
        Files.writeString(folder.resolve("transactions.csv"), transactionsCsv(bank));
    }

    private static String accountsCsv(Bank bank) {
        StringBuilder out = new StringBuilder("account_num,holder,currency,status,overdraft_limit,balance,opened_at,aliases\r\n");
        for (Account a : bank.accounts()) {
            out.append(a.number() + "," + a.holder() + ",GBP,ACTIVE," + a.overdraft() + ",,");
            out.append(a.opened() + "," + a.alias() + "\r\n");
        }
        return out.toString();
    }

    private static String transactionsCsv(Bank bank) {
        StringBuilder out = new StringBuilder("id,account_num,transaction_type,amount,currency,to_account,timestamp,");
        out.append("effective_at,reference,description,idempotency_key,external_id\r\n");
        for (Transaction t : bank.transactions()) {
            out.append("," + t.account() + "," + t.type() + "," + t.amount() + ",GBP,,");
            out.append(t.time() + "," + t.time() + "," + t.reference() + "," + t.text() + ",,");
            out.append(t.external() + "\r\n");
        }
        return out.toString();
    }

    private static String json(Account a) {
        String alias = a.alias().isEmpty() ? "" : ",\"aliases\":[\"" + a.alias() + "\"]";
        return "{\"account_num\":\"" + a.number() + "\",\"holder\":\"" + a.holder()
                + "\",\"currency\":\"GBP\",\"status\":\"ACTIVE\",\"overdraft_limit\":" + a.overdraft()
                + ",\"opened_at\":\"" + a.opened() + "\"" + alias + "}";
    }

    private static String json(Transaction t) {
        return "{\"account_num\":\"" + t.account() + "\",\"transaction_type\":\"" + t.type()
                + "\",\"amount\":" + t.amount() + ",\"currency\":\"GBP\",\"timestamp\":\"" + t.time()
                + "\",\"effective_at\":\"" + t.time() + "\",\"reference\":\"" + t.reference()
                + "\",\"description\":\"" + t.text() + "\",\"external_id\":\"" + t.external() + "\"}";
    }

    private static String json(Bank bank) {
        List<String> accounts = bank.accounts().stream().map(SampleBank::json).toList();
        List<String> transactions = bank.transactions().stream().map(SampleBank::json).toList();
        return "{\"version\":1,\"accounts\":[\n" + String.join(",\n", accounts)
                + "\n],\"transactions\":[\n" + String.join(",\n", transactions) + "\n]}\n";
    }

    private static String ndjson(Bank bank) {
        StringBuilder out = new StringBuilder();
        bank.accounts().forEach(each -> out.append(json(each)).append('\n'));
        bank.transactions().forEach(each -> out.append(json(each)).append('\n'));
        return out.toString();
    }

    private static String tag(String name, String text) {
        return text.isEmpty() ? "" : "<" + name + ">" + text + "</" + name + ">";
    }

    private static String xml(Bank bank) {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.append("<davebank xmlns=\"urn:davebank:1\" version=\"1\">\n<accounts>\n");
        for (Account a : bank.accounts()) {
            String alias = a.alias().isEmpty() ? "" : tag("aliases", tag("alias", a.alias()));
            String own = tag("account_num", a.number()) + tag("holder", a.holder()) + tag("currency", "GBP")
                    + tag("status", "ACTIVE") + tag("overdraft_limit", a.overdraft()) + tag("opened_at", a.opened());
            out.append(tag("account", own + alias)).append('\n');
        }
        out.append("</accounts>\n<transactions>\n");
        for (Transaction t : bank.transactions()) {
            String own = tag("account_num", t.account()) + tag("transaction_type", t.type())
                    + tag("amount", t.amount()) + tag("currency", "GBP") + tag("timestamp", t.time())
                    + tag("effective_at", t.time()) + tag("reference", t.reference())
                    + tag("description", t.text()) + tag("external_id", t.external());
            out.append(tag("transaction", own)).append('\n');
        }
        return out.append("</transactions>\n</davebank>\n").toString();
    }

    /** Statements of the first accounts, as another bank would write them. */
    private static String camt(Bank bank) {
        String created = FIRST_DAY.plusDays(DAYS) + "T00:00:00Z";
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.append("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n<BkToCstmrStmt>\n");
        out.append(tag("GrpHdr", tag("MsgId", "SAMPLE") + tag("CreDtTm", created))).append('\n');
        for (Account a : bank.accounts().subList(0, STATEMENTS)) {
            List<Transaction> entries =
                    bank.transactions().stream().filter(t -> t.account().equals(a.number())).toList();
            long minor = 0;
            StringBuilder text = new StringBuilder();
            for (Transaction t : entries) {
                boolean credit = t.type().equals("deposit");
                long amount = Long.parseLong(t.amount().replace(".", ""));
                minor += credit ? amount : -amount;
                text.append(entry(t, credit)).append('\n');
            }
            String closing = String.format("%d.%02d", minor / 100, minor % 100);
            out.append("<Stmt>" + tag("Id", "S-" + a.number()) + tag("CreDtTm", created));
            out.append(tag("Acct", tag("Id", tag("Othr", tag("Id", a.number()))) + tag("Ccy", "GBP")
                    + tag("Ownr", tag("Nm", a.holder())))).append('\n');
            out.append(balance("OPBD", "0.00", FIRST_DAY)).append('\n');
            out.append(balance("CLBD", closing, FIRST_DAY.plusDays(DAYS - 1))).append('\n');
            out.append(text).append("</Stmt>\n");
        }
        return out.append("</BkToCstmrStmt>\n</Document>\n").toString();
    }

    private static String entry(Transaction t, boolean credit) {
        return tag("Ntry", money(t.amount(), credit) + tag("Sts", tag("Cd", "BOOK"))
                + tag("BookgDt", tag("DtTm", t.time())) + tag("ValDt", tag("DtTm", t.time()))
                + tag("AcctSvcrRef", t.external())
                + tag("BkTxCd", tag("Domn", tag("Cd", "PMNT") + tag("Fmly", tag("Cd", credit ? "RCDT" : "ICDT")
                        + tag("SubFmlyCd", "OTHR"))))
                + tag("NtryDtls", tag("TxDtls", tag("Refs", tag("EndToEndId", t.reference()))))
                + tag("AddtlNtryInf", t.text()));
    }

    private static String balance(String type, String amount, LocalDate day) {
        return tag("Bal", tag("Tp", tag("CdOrPrtry", tag("Cd", type))) + money(amount, true)
                + tag("Dt", tag("Dt", day.toString())));
    }

    private static String money(String amount, boolean credit) {
        return "<Amt Ccy=\"GBP\">" + amount + "</Amt>" + tag("CdtDbtInd", credit ? "CRDT" : "DBIT");
    }

    private static void gzip(Path file, String text) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void zip(Path file, Bank bank) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            entry(out, "accounts.csv", accountsCsv(bank));
            entry(out, "transactions.csv", transactionsCsv(bank));
        }
    }

    private static void entry(ZipOutputStream out, String name, String text) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // The same bytes every time, so no time of day.
        entry.setTimeLocal(FIRST_DAY.atStartOfDay());
        out.putNextEntry(entry);
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
    }

    /** Everything that goes wrong with files at once; README.md says what becomes of each line. */
    private static String messy() {
        String id = "01890a5d-ac96-774b-bcce-b302099a80";
        String[] lines = {
            "id,account_num,transaction_type,amount,currency,description,external_id",
            id + "01,12345678,deposit,10.00,GBP,a good row,",
            ",12345678,deposit,20.00,GBP,caf\u00e9 for 5 \u20ac,M-3",
            "",
            ",1234567,deposit,1.00,GBP,seven digits,M-5",
            ",99999999,deposit,1.00,GBP,nobody's account,M-6",
            ",12345678,gift,1.00,GBP,unknown type,M-7",
            ",12345678,deposit,1.005,GBP,three decimals,M-8",
            ",12345678,deposit,-1.00,GBP,negative,M-9",
            ",12345678,deposit,99999999999999999999.00,GBP,huge,M-10",
            ",12345678,deposit,1.00,USD,wrong currency,M-11",
            id + "01,12345678,deposit,10.00,GBP,a good row,",
            id + "01,12345678,deposit,11.00,GBP,the id again with another amount,",
            ",12345678,deposit,1.00,GBP," + "x".repeat(501) + ",M-14",
            ",12345678,deposit,1.00,GBP,\"=HYPERLINK(\"\"x\"\")\",M-15",
            ",12345678,deposit,1e3,GBP,exponent,M-16",
            ",12345678,deposit,NaN,GBP,not a number,M-17",
            ",12345678,deposit,1.00,GBP",
            ",12345678,deposit,0.00,GBP,nothing,M-19",
            ",12345678,withdrawal,5.00,GBP,\"said \"\"so\"\", and more\",M-20",
            ",12345678,deposit,1.00,GBP,\"cut here",
        };
        return String.join("\r\n", lines);
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

    private static List<Transaction> transactions(
            Random random, Map<String, Long> balances, int count, String prefix) {
        int accountCount = balances.size();
        List<String> accounts = new ArrayList<>(balances.keySet());
        List<String> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LocalDate day = FIRST_DAY.plusDays((long) i * DAYS / count);
            LocalTime time = LocalTime.of(8 + random.nextInt(12), random.nextInt(60));
            times.add(day + "T" + time + ":00Z");
        }
        times.sort(Comparator.naturalOrder());
        List<Transaction> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // The first round gives every account its opening deposit.
            String account = accounts.get(i < accountCount ? i : random.nextInt(accountCount));
            long balance = balances.get(account);
            boolean income = i < accountCount || balance < 2_000 || random.nextInt(100) < 40;
            String text = pick(random, income ? INCOME : OUTGO);
            long minor =
                    income
                            ? 5_000 + random.nextInt(200_000)
                            : 1 + (long) (random.nextDouble() * balance * 0.6);
            balances.put(account, income ? balance + minor : balance - minor);
            made.add(
                    new Transaction(
                            account,
                            income ? "deposit" : "withdrawal",
                            String.format("%d.%02d", minor / 100, minor % 100),
                            times.get(i),
                            (income ? "IN-" : "OUT-") + (10_000 + i),
                            text,
                            String.format("%s-%06d", prefix, i + 1)));
        }
        return made;
    }

    private static String pick(Random random, String[] words) {
        return words[random.nextInt(words.length)];
    }
}
