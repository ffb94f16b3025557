package org.davebank.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.davebank.cli.CounterHall.Asked;
import org.davebank.cli.CounterHall.Ended;
import org.davebank.cli.CounterHall.Said;
import org.davebank.cli.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else listens on a port that the data folder remembers. */
@Timeout(60)
class StrangerTest {

    private static final Said POSTED =
            new Said(
                    201,
                    "{\"id\":\"i\",\"transaction_type\":\"deposit\",\"amount_minor\":1,"
                            + "\"currency\":\"GBP\"}");
    private static final Said ANYTHING = new Said(200, "{\"proof\":\"c3VyZQ\",\"items\":[]}");

    @TempDir Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "open",
                "deposit 12345678 1",
                "account 12345678",
                "account --list",
                "balance 12345678",
                "transactions",
                "export accounts -o OUT",
                "import ROWS",
                "attach 018f0000-0000-7000-8000-000000000000 ROWS",
                "download 018f0000-0000-7000-8000-000000000000",
                "fault list",
                "heal",
                "bot --seconds 1",
                "bench --http --seconds 1",
                "failover --times 1"
            })
    void getsNoTokenWhateverTheCommand(String line) throws IOException {
        Path rows = data.resolve("rows.csv");
        Files.writeString(rows, "account_num,transaction_type,amount\n12345678,deposit,1\n");
        try (CounterHall hall = new CounterHall(data).stranger(any -> ANYTHING)) {
            Ended ended =
                    hall.run(
                            line.replace("ROWS", rows.toString())
                                    .replace("OUT", data.resolve("out.csv").toString())
                                    .split(" "));
            assertThat(hall.tokens).isEmpty();
            assertThat(ended.code()).as(ended.toString()).isEqualTo(ExitCode.FAILURE);
            assertThat(ended.err())
                    .startsWith("davebank: what listens on http://127.0.0.1:" + hall.port())
                    .contains("is no server of the network of " + data)
                    .contains("no token was sent")
                    .hasLineCount(1);
            assertThat(hall.asked).isNotEmpty();
            assertThat(hall.asked)
                    .allSatisfy(each -> assertThat(each.uri()).startsWith("/network/proof?nonce="));
        }
    }

    @Test
    void isPassedOverForAServerThatProvesItself() throws IOException {
        try (CounterHall hall =
                new CounterHall(data).stranger(any -> ANYTHING).counter(any -> POSTED)) {
            Ended ended = hall.run("deposit", "12345678", "1");
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(hall.tokens).isEmpty();
        }
    }

    @Test
    void provesNothingByTheWordsOfARealServer() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> POSTED)) {
            int real = hall.port();
            // The record leads to the stranger alone, who asks the real server on our behalf.
            hall.forget();
            hall.stranger(question -> passedOn(real, question));
            Ended ended = hall.run("deposit", "12345678", "1");
            assertThat(ended.code()).isEqualTo(ExitCode.FAILURE);
            assertThat(hall.tokens).isEmpty();
        }
    }

    private static Said passedOn(int port, Asked question) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + question.uri()))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Said(answer.statusCode(), answer.body());
        } catch (IOException | InterruptedException e) {
            return new Said(500, "");
        }
    }

    @Test
    void whomAPersonNamesNeedsNoProof() throws IOException {
        try (CounterHall hall = new CounterHall(data).stranger(any -> POSTED)) {
            String url = "http://127.0.0.1:" + hall.port();
            Path token = Files.writeString(data.resolve("other.token"), "theirs");
            Ended ended =
                    hall.run(
                            "deposit",
                            "12345678",
                            "1",
                            "--url",
                            url,
                            "--token-file",
                            token.toString());
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(hall.tokens).containsExactly("Bearer theirs");
        }
    }
}
