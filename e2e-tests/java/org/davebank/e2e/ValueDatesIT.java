package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.e2e.Counter.assertProblem;
import static org.davebank.e2e.Counter.json;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is booked for a later day, over HTTP, by command and from a file. */
@Timeout(300)
@SampleNetwork.Used
class ValueDatesIT {

    private static LocalNetwork network;
    private static Counter counter;

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
        counter = new Counter(network);
    }

    private static HttpResponse<String> order(
            String account, String type, String amount, Instant effective) {
        return network.send(
                "POST",
                "/transactions",
                """
                {"account_num":"%s","transaction_type":"%s","amount":%s,"effective_at":"%s"}\
                """
                        .formatted(account, type, amount, effective));
    }

    private static JsonNode balance(String account, String query) {
        HttpResponse<String> answer =
                network.send("GET", "/accounts/" + account + "/balance" + query, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static void shows(JsonNode json, long balance, long value, long available) {
        assertThat(json.path("balance_minor").asLong()).as(json.toString()).isEqualTo(balance);
        assertThat(json.path("value_balance_minor").asLong()).as(json.toString()).isEqualTo(value);
        assertThat(json.path("available_minor").asLong()).as(json.toString()).isEqualTo(available);
    }

    @Test
    void aDepositOfTomorrowIsBookedShownApartAndNoFundsToday() throws IOException {
        counter.open("30007001");
        Instant tomorrow = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        assertThat(order("30007001", "deposit", "360.00", tomorrow).statusCode()).isEqualTo(201);
        JsonNode now = balance("30007001", "");
        shows(now, 360_00, 0, 0);
        assertThat(now.path("by").asString()).isEqualTo("booked");
        shows(json(network.send("GET", "/accounts/30007001", null)), 360_00, 0, 0);
        assertProblem(
                counter.post(0, "early", "30007001", "withdrawal", "0.01"), "insufficient_funds");
        JsonNode before = balance("30007001", "?at=" + tomorrow.minusMillis(1));
        shows(before, 0, 0, 0);
        assertThat(before.path("by").asString()).isEqualTo("effective_at");
        shows(balance("30007001", "?at=" + tomorrow), 360_00, 360_00, 360_00);

        Davebank.Result command = network.run("balance", "30007001");
        assertThat(command.output()).contains("360.00 GBP", "0.00 GBP effective", "available");
        assertThat(network.run("account", "30007001").output()).contains("0.00 GBP effective");

        String statement = "/accounts/30007001/statement";
        HttpResponse<String> whole = network.send("GET", statement, null);
        assertThat(whole.headers().firstValue("X-DaveBank-Dated-By")).contains("effective_at");
        assertThat(json(whole).path("by").asString()).isEqualTo("effective_at");
        assertThat(json(whole).path("closing_balance").decimalValue()).isEqualByComparingTo("360");
        assertThat(Instant.parse(json(whole).path("to").asString())).isAfter(tomorrow);
        JsonNode until = json(network.send("GET", statement + "?to=" + tomorrow, null));
        assertThat(until.path("closing_balance").decimalValue()).isEqualByComparingTo("0");
        assertThat(until.path("entries")).isEmpty();
    }

    @Test
    void anOrderForNextYearIsRefusedAndStaysRefused() {
        counter.open("30007002");
        Instant now = Instant.now();
        assertProblem(
                order("30007002", "deposit", "1.00", now.plus(366, ChronoUnit.DAYS)),
                "invalid_effective_at");
        assertThat(order("30007002", "deposit", "1.00", now.plus(31, ChronoUnit.DAYS)).statusCode())
                .isEqualTo(201);
        shows(balance("30007002", ""), 1_00, 0, 0);
    }

    @Test
    void rowsOfAFewDaysAheadAreImportedAndThoseOfNextYearAreRejects(@TempDir Path folder)
            throws IOException {
        counter.open("30007003");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Path file = folder.resolve("rows.csv");
        Files.writeString(
                file,
                """
                id,account_num,transaction_type,amount,currency,timestamp,effective_at
                018f0000-0000-7000-8000-00000000a001,30007003,deposit,10.00,GBP,%1$s,%2$s
                018f0000-0000-7000-8000-00000000a002,30007003,deposit,20.00,GBP,%1$s,%3$s
                """
                        .formatted(
                                today + "T00:00:00Z",
                                today.plusDays(3) + "T00:00:00Z",
                                today.plusDays(400) + "T00:00:00Z"));
        for (String mode : new String[] {"live", "history"}) {
            Davebank.Result result = network.run("import", file.toString(), "--mode", mode);
            assertThat(result.exitCode()).as(result.output()).isEqualTo(3);
        }
        shows(balance("30007003", ""), 10_00, 0, 0);
    }

    @Test
    void aDayTwiceIsThatDay() {
        counter.open("30007004");
        for (String day : new String[] {"2026-11-01", "2026-11-02", "2026-11-03"}) {
            assertThat(
                            order("30007004", "deposit", "1.00", Instant.parse(day + "T12:00:00Z"))
                                    .statusCode())
                    .isEqualTo(201);
        }
        String day = "from=2026-11-02&to=2026-11-02";
        assertThat(json(network.send("GET", "/transactions/30007004?" + day, null))).hasSize(1);
        JsonNode statement = json(network.send("GET", "/accounts/30007004/statement?" + day, null));
        assertThat(statement.path("opening_balance").decimalValue()).isEqualByComparingTo("1");
        assertThat(statement.path("closing_balance").decimalValue()).isEqualByComparingTo("2");
        Davebank.Result listed =
                network.run(
                        "transactions", "30007004", "--from", "2026-11-02", "--to", "2026-11-02");
        assertThat(listed.output()).containsOnlyOnce("deposit");
        Davebank.Result refused =
                network.run(
                        "transactions", "30007004", "--from", "2026-11-03", "--to", "2026-11-02");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("invalid_period");
    }
}
