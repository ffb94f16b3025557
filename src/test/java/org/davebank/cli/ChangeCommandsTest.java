package org.davebank.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.davebank.cli.CounterHall.Asked;
import org.davebank.cli.CounterHall.Ended;
import org.davebank.cli.CounterHall.Said;
import org.davebank.cli.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that change accounts, and those that take back, reserve and capture. */
class ChangeCommandsTest {

    private static final String TX = "019a4c3e-7b1d-7c55-9a3f-1f0e5a6b7c8d";

    @TempDir Path data;

    private static Said posted(String type) {
        return new Said(
                201,
                "{\"id\":\"i\",\"transaction_type\":\""
                        + type
                        + "\",\"account_num\":\"12345678\",\"amount\":10.00,\"amount_minor\":1000,"
                        + "\"currency\":\"GBP\",\"balance_after_minor\":11000,\"shard\":2,\"index\":17}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    reverse TX                            | reversal | /transactions/TX/reversal | {}
                    reverse TX --amount 2.50 --reason why | reversal | /transactions/TX/reversal | {"amount":2.50,"reason":"why"}
                    capture TX                            | capture  | /transactions/TX/capture  | {}
                    capture TX --amount 2.50 --final      | capture  | /transactions/TX/capture  | {"amount":2.50,"final":true}
                    release TX --amount 2.50              | release  | /transactions/TX/release  | {"amount":2.50}
                    """)
    void whatIsTakenBackCapturedOrFreedIsPostedToItsOwnRoute(
            String line, String type, String route, String body) throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> posted(type))) {
            String[] words = (line.replace("TX", TX) + " --key k").split(" ");
            Ended ended = hall.run(words);
            assertThat(ended.code()).as(ended.toString()).isZero();
            assertThat(ended.out()).startsWith("10.00 GBP ").contains("Transaction i, shard 2");
            assertThat(hall.asked)
                    .containsExactly(new Asked("POST", route.replace("TX", TX), "k", body));
        }
    }

    @Test
    void holdsAreListedByTheirState() throws IOException {
        String item =
                posted("hold")
                        .body()
                        .replace(
                                "\"shard\"",
                                "\"committed_at\":\"now\",\"hold\":{\"state\":\"expired\"},\"shard\"");
        Said page = new Said(200, "{\"items\":[" + item + "],\"next_cursor\":null}");
        try (CounterHall hall = new CounterHall(data).counter(any -> page)) {
            Ended ended = hall.run("transactions", "--hold", "expired", "--of-hold", TX);
            assertThat(ended.out()).contains("hold (expired)");
            assertThat(hall.asked.getFirst().uri())
                    .isEqualTo("/transactions?hold=expired&of_hold=" + TX + "&limit=20");
        }
    }

    @Test
    void aHoldSaysForWhomAndForHowLong() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> posted("hold"))) {
            hall.run("hold", "12345678", "10.00", "--to", "87654321", "--expires", "60");
            assertThat(hall.asked.getFirst().body())
                    .contains("\"transaction_type\":\"transfer\"", "\"to_account\":\"87654321\"")
                    .contains("\"hold\":true", "\"expires_in_s\":60");
            hall.run("hold", "12345678", "10.00");
            assertThat(hall.asked.getLast().body())
                    .contains("\"transaction_type\":\"withdrawal\"")
                    .doesNotContain("expires_in_s", "to_account");
        }
    }

    @Test
    void whatIsNoIdIsAUsageError() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> posted("capture"))) {
            for (String command : List.of("reverse", "capture", "release")) {
                assertThat(hall.run(command, "12345678").code()).isEqualTo(ExitCode.USAGE);
            }
            assertThat(hall.asked).isEmpty();
        }
    }

    private static Said account(String status, String limit) {
        return new Said(
                200,
                "{\"account_num\":\"12345678\",\"holder\":\"Ada King\",\"currency\":\"GBP\","
                        + "\"status\":\""
                        + status
                        + "\",\"overdraft_limit\":"
                        + limit
                        + ",\"balance\":0.00,\"balance_minor\":0,\"version\":4,"
                        + "\"opened_at\":\"2026-11-02T09:15:00.123Z\",\"aliases\":[]}");
    }

    @Test
    void anAccountIsFrozenUnfrozenAndClosed() throws IOException {
        for (String action : List.of("freeze", "unfreeze", "close")) {
            try (CounterHall hall = new CounterHall(data).counter(any -> account("FROZEN", "0"))) {
                Ended ended = hall.run(action, "12345678", "--key", "k");
                assertThat(ended.code()).as(ended.toString()).isZero();
                assertThat(ended.out()).isEqualTo("12345678 is frozen\n");
                assertThat(hall.asked)
                        .containsExactly(
                                new Asked("POST", "/accounts/12345678/" + action, "k", ""));
                assertThat(hall.run(action, "an alias", "--json").out()).startsWith("{");
                assertThat(hall.asked.getLast().uri()).isEqualTo("/accounts/an+alias/" + action);
            }
        }
    }

    @Test
    void whyAnAccountIsNotClosedIsSaid() throws IOException {
        Said full = new Said(409, "{\"detail\":\"not empty\",\"code\":\"balance_not_zero\"}");
        try (CounterHall hall = new CounterHall(data).counter(any -> full)) {
            Ended ended = hall.run("close", "12345678");
            assertThat(ended.code()).isEqualTo(ExitCode.FAILURE);
            assertThat(ended.err()).isEqualTo("davebank: not empty (balance_not_zero)\n");
        }
    }

    @Test
    void anAccountGetsAnotherNameAndLimit() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> account("ACTIVE", "9.50"))) {
            Ended ended =
                    hall.run("account", "12345678", "--rename", "Ada King", "--set-limit", "9.50");
            assertThat(ended.code()).as(ended.toString()).isZero();
            assertThat(ended.out()).contains("Holder     Ada King", "Overdraft  9.50");
            Asked asked = hall.asked.getFirst();
            assertThat(asked.method()).isEqualTo("PATCH");
            assertThat(asked.body())
                    .isEqualTo("{\"holder\":\"Ada King\",\"overdraft_limit\":9.50}");
            assertThat(hall.run("account", "Ada", "--set-limit", "1").code())
                    .isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void anAccountGetsAnAliasAndLosesAnother() throws IOException {
        String now = account("ACTIVE", "0").body().replace("[]", "[\"old\",\"kept\"]");
        try (CounterHall hall = new CounterHall(data).counter(any -> new Said(200, now))) {
            Ended ended =
                    hall.run("account", "12345678", "--alias", "new", "--remove-alias", "old");
            assertThat(ended.code()).as(ended.toString()).isZero();
            assertThat(ended.out()).contains("Aliases    old, kept");
            assertThat(hall.asked.getFirst().method()).isEqualTo("GET");
            Asked asked = hall.asked.getLast();
            assertThat(asked.method()).isEqualTo("PATCH");
            assertThat(asked.body()).isEqualTo("{\"aliases\":[\"kept\",\"new\"]}");
            assertThat(hall.run("account", "Ada", "--remove-alias", "x").code())
                    .isEqualTo(ExitCode.USAGE);
        }
    }
}
