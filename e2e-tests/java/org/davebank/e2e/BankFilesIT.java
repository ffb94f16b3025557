package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.e2e.ConsoleWords.button;
import static org.davebank.e2e.ConsoleWords.drop;
import static org.davebank.e2e.ConsoleWords.english;
import static org.davebank.e2e.ConsoleWords.signIn;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of other banks, as people bring them: by command, by HTTP, and by drop in the console. */
@SampleNetwork.Used
class BankFilesIT {

    private static final String TWO_AMOUNTS =
            """
            "Date","Transaction type","Description","Paid out","Paid in","Balance"
            "02 Nov 2026","Bank credit","Pay","","£1,900.50","£1,910.50"
            "03 Nov 2026","Direct debit","Gas","£75.10","","£1,835.40"
            "04 Nov 2026","Card","Shoes","£1,035.40","","£800.00"
            """;

    private final LocalNetwork network = SampleNetwork.network();
    private final Browser browser = SampleNetwork.browser();

    private Path file(String name, String text) throws IOException {
        return Files.writeString(network.data().resolve(name), text);
    }

    private BigDecimal balance(String alias) {
        return network.get("/accounts/" + URLEncoder.encode(alias, StandardCharsets.UTF_8))
                .path("balance")
                .decimalValue();
    }

    private static String commission(String closing) {
        String entry =
                "<Ntry><Amt Ccy='EUR'>%s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt>"
                        + "<Dt>2026-11-02</Dt></BookgDt><AcctSvcrRef>P1</AcctSvcrRef></Ntry>";
        String balance =
                "<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>%s</Amt><CdtDbtInd>"
                        + "CRDT</CdtDbtInd></Bal>";
        return "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.10'><BkToCstmrStmt>"
                + "<Stmt><Id>1</Id><Acct><Id><IBAN>LV-"
                + closing
                + "</IBAN></Id><Ccy>EUR</Ccy></Acct>"
                + balance.formatted("OPBD", "500.00")
                + balance.formatted("CLBD", closing)
                + entry.formatted("100.00")
                + entry.formatted("1.20")
                + entry.formatted("1.20")
                + "</Stmt></BkToCstmrStmt></Document>";
    }

    @Test
    void byCommandOverlappingDownloadsPostOnceAndOddStatementsExitWithThree() throws IOException {
        Path mapping =
                file(
                        "days.json",
                        "{\"account_num\":{\"constant\":\"IT-9\"},\"transaction_type\":{\"by_sign\":"
                                + "true},\"amount\":\"Amount\",\"timestamp\":\"Date\",\"description\":"
                                + "\"Text\",\"create_accounts\":true}");
        String rows = "2026-11-02,Tram,-1.49\n2026-11-02,Tram,-1.49\n2026-11-01,Pay,100.00\n";
        Path monday = file("it-monday.csv", "Date,Text,Amount\n" + rows);
        Path tuesday = file("it-tuesday.csv", "Date,Text,Amount\n2026-11-03,Tea,-3.20\n" + rows);
        Davebank.Result live = imported(monday, "--mapping", mapping.toString());
        assertThat(live.output()).contains("1 created, 0 duplicates, 2 rejected");
        assertThat(live.exitCode()).isEqualTo(3);
        Davebank.Result first =
                imported(monday, "--mapping", mapping.toString(), "--mode", "history");
        assertThat(first.output()).contains("2 created, 1 duplicates, 0 rejected");
        Davebank.Result second =
                imported(tuesday, "--mapping", mapping.toString(), "--mode", "history");
        assertThat(second.output()).contains("1 created, 3 duplicates, 0 rejected");
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(balance("IT-9")).isEqualByComparingTo("93.82");

        Davebank.Result sound =
                imported(file("fees.xml", commission("397.60")), "--mapping", "auto");
        assertThat(sound.exitCode()).as(sound.output()).isZero();
        assertThat(sound.output()).contains("3 created", "397.60 EUR");
        assertThat(balance("LV-397.60")).isEqualByComparingTo("397.60");
        Davebank.Result odd = imported(file("odd.xml", commission("397.61")), "--mapping", "auto");
        assertThat(odd.exitCode()).as(odd.output()).isEqualTo(3);
        assertThat(odd.output()).contains("a statement does not add up", "397.61");
    }

    private Davebank.Result imported(Path file, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "import";
        arguments[1] = file.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return network.run(arguments);
    }

    @Test
    void byHttpTheMappingIsProposedAndARejectionIsThatOfItsMoment() throws IOException {
        JsonNode job =
                ended("/imports?mode=history&mapping=auto&file_name=it-http.csv", TWO_AMOUNTS);
        assertThat(job.path("created").asLong()).as(job.toString()).isEqualTo(3);
        assertThat(job.path("balance_mismatches").asLong()).as(job.toString()).isZero();
        assertThat(balance("it-http")).isEqualByComparingTo("800.00");

        String mixed =
                "account_num,transaction_type,amount,currency\nM-1,deposit,2.00,GBP\n"
                        + "M-2,deposit,3000.00,HUF\n";
        JsonNode sums = ended("/imports?create_accounts=true&file_name=m.csv", mixed);
        assertThat(sums.path("net_minor").isNull()).as(sums.toString()).isTrue();
        assertThat(sums.path("sums").toString()).contains("\"GBP\"", "200", "\"HUF\"", "300000");

        JsonNode none =
                ended(
                        "/imports?file_name=n.csv",
                        "account_num,transaction_type,amount\n" + "12345678,deposit,\"883,04\"\n");
        assertThat(none.path("state").asString("")).as(none.toString()).isEqualTo("failed");
        assertThat(none.path("message").asString("")).contains("decimal");

        String account = network.get("/accounts/M-1").path("account_num").asString("");
        String order =
                "{\"account_num\":\""
                        + account
                        + "\",\"transaction_type\":\"withdrawal\",\"amount\":5}";
        JsonNode refused = refused(order);
        assertThat(refused.has("replayed_from")).as(refused.toString()).isFalse();
        JsonNode again = refused(order);
        assertThat(again.path("replayed_from").asString("")).startsWith("20");
        assertThat(again.path("detail")).isEqualTo(refused.path("detail"));
        Davebank.Result told = network.run("withdraw", account, "5", "--key", "it-once");
        assertThat(told.output()).contains("this is the answer of 20");
    }

    private JsonNode refused(String order) throws IOException {
        HttpResponse<String> answer =
                network.send(
                        network.servers().getFirst(), "POST", "/transactions/", order, "it-once");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        return JsonMapper.shared().readTree(answer.body());
    }

    private JsonNode ended(String path, String file) throws IOException {
        HttpResponse<String> taken = network.send("POST", path, file);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        String id = JsonMapper.shared().readTree(taken.body()).path("id").asString("");
        AtomicReference<JsonNode> job = new AtomicReference<>();
        network.await(
                "the end of the import",
                () -> {
                    job.set(network.get("/imports/" + id));
                    String state = job.get().path("state").asString("");
                    return state.equals("done") || state.equals("failed");
                });
        return job.get();
    }

    @Test
    void byDropWithNothingChangedInWhatIsProposed() throws IOException {
        Path amounts = file("it-drop.csv", TWO_AMOUNTS);
        Path commas =
                file(
                        "it-commas.csv",
                        "Konto;Datum;Betrag\nIT-C;01.11.2026;883,04\nIT-C;02.11.2026;-1.000,00 €\n");
        Path thousands =
                file(
                        "it-3.csv",
                        "Account;No;Amount;Currency\nIT-T;1x;3.000;HUF\nIT-T;2x;1.500;GBP\n");
        browser.visit(
                "console-bank-files",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "import");
                    Locator main = page.getByRole(AriaRole.MAIN);
                    drop(page, amounts, "text/csv");
                    button(page, "Start the import").click();
                    assertThat(main).containsText("Done: 3 created, 0 duplicate, 0 rejected");
                    page.navigate(network.servers().getFirst() + "/console/import");
                    drop(page, commas, "text/csv");
                    button(page, "Start the import").click();
                    assertThat(main).containsText("Done: 2 created, 0 duplicate, 0 rejected");
                    page.navigate(network.servers().getFirst() + "/console/import");
                    drop(page, thousands, "text/csv");
                    button(page, "Start the import").click();
                    assertThat(main).containsText("Nothing of the file was imported");
                    assertThat(main).containsText("failed");
                    assertThat(button(page, "Import it now")).isHidden();
                });
        assertThat(balance("it-drop")).isEqualByComparingTo("800.00");
        assertThat(balance("IT-C")).isEqualByComparingTo("-116.96");
    }
}
