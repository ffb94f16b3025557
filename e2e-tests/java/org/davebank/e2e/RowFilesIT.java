package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files of rows in and out: every format, stated balances, statements. The class comes before those
 * that fill the bank, because it exports all of it.
 */
@Timeout(120)
@Order(1)
@SampleNetwork.Used
class RowFilesIT {

    /** The accounts of the large bank that the sample has opened. */
    private static final long OPEN_ALREADY = 200;

    private static LocalNetwork network;

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void theSameBankInEveryFormatIsPostedOnceAndAnExportImportsAsNothingNew() throws IOException {
        Path data = Path.of(System.getProperty("davebank.home", ".")).resolve("data");
        JsonNode first = imported(data.resolve("bank.json.gz"));
        assertThat(first.path("created").asLong()).isEqualTo(22_000 - OPEN_ALREADY);
        assertThat(first.path("duplicate").asLong()).isEqualTo(OPEN_ALREADY);
        assertThat(first.path("rejected").asLong()).isZero();
        for (String other : List.of("bank.xml.gz", "bank.ndjson.gz", "bank.zip")) {
            JsonNode again = imported(data.resolve(other));
            assertThat(again.path("created").asLong()).as(other).isZero();
            assertThat(again.path("duplicate").asLong()).as(other).isEqualTo(22_000);
            assertThat(again.path("rejected").asLong()).as(other).isZero();
        }
        for (String format : List.of("csv", "json", "xml", "camt053")) {
            Path out = network.data().resolve("transactions." + format);
            Davebank.Result written =
                    network.run("export", "transactions", "--format", format, "-o", out.toString());
            assertThat(written.exitCode()).as(written.output()).isZero();
            System.out.println(written.output().strip());
            JsonNode again = imported(out);
            assertThat(again.path("rows").asLong()).as(format).isGreaterThanOrEqualTo(20_000);
            assertThat(again.path("created").asLong()).as(format).isZero();
            assertThat(again.path("rejected").asLong()).as(format).isZero();
        }
        network.awaitVerdict("conserved");
    }

    private static Path file(String name, String... lines) throws IOException {
        return Files.writeString(network.data().resolve(name), String.join("\n", lines) + "\n");
    }

    /** Imports and looks at the counts: created, duplicates, rejected, balances that differ. */
    private static JsonNode job(Path file, List<Integer> counts, String... options) {
        List<String> command = new ArrayList<>(List.of("import", file.toString(), "--json"));
        command.addAll(List.of(options));
        Davebank.Result result = network.run(command.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isEqualTo(counts.get(2) > 0 ? 3 : 0);
        JsonNode job = json(result.output().strip().lines().toList().getLast());
        List<Integer> seen =
                List.of("created", "duplicate", "rejected", "balance_mismatches").stream()
                        .map(name -> job.path(name).asInt(-1))
                        .toList();
        assertThat(seen).as(job.toString()).isEqualTo(counts);
        assertThat(job.path("rows").asInt())
                .isEqualTo(counts.get(0) + counts.get(1) + counts.get(2));
        return job;
    }

    @Test
    void balancesOfAFileAreCheckedAndArePostedOnlyWhenAsked() throws IOException {
        Path accounts =
                file(
                        "opening.csv",
                        "account_num,holder,currency,status,overdraft_limit,balance",
                        "44000001,Ada,GBP,ACTIVE,0.00,12.50",
                        "44000002,Bob,GBP,ACTIVE,20.00,-20.00",
                        "44000003,Cy,GBP,ACTIVE,0.00,-1.00",
                        "44000004,Di,GBP,FROZEN,0.00,");
        JsonNode first = job(accounts, List.of(3, 0, 1, 0), "--opening-balances");
        assertThat(first.path("net_minor").asInt()).isEqualTo(-750);
        assertThat(new Counter(network).balanceMinor("44000001")).isEqualTo(1_250);
        assertThat(network.get("/accounts/44000004").path("status").asString(""))
                .isEqualTo("FROZEN");
        JsonNode again = job(accounts, List.of(0, 3, 1, 0), "--opening-balances");
        assertThat(again.path("net_minor").asInt()).isZero();
        assertThat(new Counter(network).balanceMinor("44000002")).isEqualTo(-2_000);

        Path rows =
                file(
                        "with-balances.csv",
                        "account_num,transaction_type,amount,balance,external_id",
                        "44000001,deposit,1.00,13.50,O-1",
                        "44000001,deposit,1.00,99.00,O-2");
        JsonNode checked = job(rows, List.of(2, 0, 0, 1));
        JsonNode warning = checked.path("warnings").get(0);
        assertThat(warning.path("line").asInt()).isEqualTo(3);
        assertThat(warning.path("code").asString("")).isEqualTo("balance_differs");
        job(rows, List.of(0, 2, 0, 1));
        job(accounts, List.of(1, 3, 0, 2));
        assertThat(new Counter(network).balanceMinor("44000003"))
                .as("never posted unasked")
                .isZero();
    }

    @Test
    void aStatementOpensItsAccountWithItsBalanceAndIsPostedOnce() throws IOException {
        Path settings =
                file("statement.json", "{\"create_accounts\":true,\"opening_balances\":true}");
        String[] options = {"--mapping", settings.toString()};
        Path january = file("january.xml", statement("100.00", "75.00", "A-1", "A-2"));
        JsonNode first = job(january, List.of(2, 0, 1, 0), options);
        assertThat(first.path("accounts_created").asInt()).isEqualTo(1);
        JsonNode account = network.get("/accounts/XX44DAVE0001");
        assertThat(account.path("balance_minor").asInt()).isEqualTo(7_500);
        assertThat(account.path("currency").asString("")).isEqualTo("EUR");
        job(january, List.of(0, 2, 1, 0), options);
        Path march = file("march.xml", statement("60.00", "35.00", "A-3", "A-4"));
        job(march, List.of(2, 0, 1, 2), options);

        String number = account.path("account_num").asString("");
        Path out = network.data().resolve("one.camt053.xml");
        Davebank.Result written =
                network.run("export", "transactions", "--account", number, "-o", out.toString());
        assertThat(written.exitCode()).as(written.output()).isZero();
        assertThat(Files.readString(out))
                .contains("<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">50.00</Amt>");
        job(out, List.of(0, 5, 0, 0));
        String refused = "/exports/accounts?format=camt053";
        assertThat(network.send("GET", refused, null).statusCode()).isEqualTo(400);

        String path = "/accounts/" + number + "/statement";
        JsonNode whole = json(network.get(path, "*/*", 200).body());
        assertThat(whole.path("closing_balance").asDouble()).isEqualTo(50.0);
        assertThat(whole.path("entries").size()).isEqualTo(5);
        JsonNode later = json(network.get(path + "?from=2026-02-01", "*/*", 200).body());
        assertThat(later.path("opening_balance").asDouble()).isEqualTo(50.0);
        assertThat(later.path("entries").size()).isZero();
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assertThat(network.get(path, browser, 200).body()).contains("Closing balance", ">50.00<");
        assertThat(network.get(path, "text/csv", 200).body()).contains("closing_balance,");
        assertThat(network.get(path, "text/xml", 200).body()).contains("camt.053.001.08");
        assertThat(network.get(path, "image/png", 406).body()).contains("not_acceptable");
        assertThat(network.get("/accounts/44999999/statement", "*/*", 404).body())
                .contains("account_not_found");
    }

    private static String statement(String opening, String closing, String one, String other) {
        return "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>"
                + "<Stmt><Id>S</Id><Acct><Id><IBAN>XX44DAVE0001</IBAN></Id><Ccy>EUR</Ccy></Acct>"
                + balance("OPBD", opening)
                + balance("CLBD", closing)
                + entry("5.00", "CRDT", "BOOK", one)
                + entry("1.00", "CRDT", "PDNG", "pending")
                + entry("30.00", "DBIT", "BOOK", other)
                + "</Stmt></BkToCstmrStmt></Document>";
    }

    private static String balance(String type, String amount) {
        return "<Bal><Tp><CdOrPrtry><Cd>"
                + type
                + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">"
                + amount
                + "</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>";
    }

    private static String entry(String amount, String direction, String status, String id) {
        return "<Ntry><Amt Ccy=\"EUR\">"
                + amount
                + "</Amt><CdtDbtInd>"
                + direction
                + "</CdtDbtInd><Sts>"
                + status
                + "</Sts><BookgDt><Dt>2026-01-31</Dt></BookgDt><AcctSvcrRef>"
                + id
                + "</AcctSvcrRef></Ntry>";
    }

    private static JsonNode imported(Path file) {
        long startNs = System.nanoTime();
        Davebank.Result result = network.run("import", file.toString(), "--json");
        assertThat(result.exitCode()).as(result.output()).isZero();
        JsonNode job = json(result.output().strip().lines().toList().getLast());
        System.out.printf(
                "%s: %d rows in %.1f s, with the start of the command%n",
                file.getFileName(), job.path("rows").asLong(), (System.nanoTime() - startNs) / 1e9);
        return job;
    }
}
