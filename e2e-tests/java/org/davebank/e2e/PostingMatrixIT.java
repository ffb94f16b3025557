package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.e2e.Counter.assertProblem;
import static org.davebank.e2e.Counter.isReplayed;
import static org.davebank.e2e.Counter.json;
import static org.davebank.e2e.Counter.lasting;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a posting of each kind answers, by the state of either account: first, when it is repeated at
 * another server, and with another body under the same key.
 */
@Timeout(300)
@SampleNetwork.Used
class PostingMatrixIT {

    private static final String AMOUNT = "40.00";
    private static final String OTHER_AMOUNT = "39.99";
    private static final AtomicInteger NEXT = new AtomicInteger(61_000_000);

    private static LocalNetwork network;

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
    }

    /** An account with the shard that keeps it. */
    private record Party(String number, int shard) {}

    /** A posting that is about to be sent: its route, and its body but for the amount. */
    private record Order(String path, String body) {
        String with(String amount) {
            return body.replace("AMOUNT", amount);
        }
    }

    /**
     * States of an account: rich has the amount, poor has not; a frozen one has it, a closed one is
     * empty; absent is not there; foreign keeps another currency. Far accounts are in different shards. The
     * first account of a reversal is the one that is debited, or credited after a withdrawal.
     */
    @ParameterizedTest(name = "{0} of {1} to {2}: {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    deposit                | rich   | -       | posted
                    deposit                | frozen | -       | posted
                    deposit                | closed | -       | account_closed
                    deposit                | absent | -       | account_not_found
                    withdrawal             | rich   | -       | posted
                    withdrawal             | poor   | -       | insufficient_funds
                    withdrawal             | frozen | -       | account_frozen
                    withdrawal             | closed | -       | account_closed
                    withdrawal             | absent | -       | account_not_found
                    transfer               | rich   | rich    | posted
                    transfer               | rich   | frozen  | posted
                    transfer               | rich   | closed  | account_closed
                    transfer               | rich   | absent  | account_not_found
                    transfer               | rich   | foreign | currency_mismatch
                    transfer               | poor   | rich    | insufficient_funds
                    transfer               | frozen | rich    | account_frozen
                    transfer               | closed | rich    | account_closed
                    transfer               | absent | rich    | account_not_found
                    far transfer           | rich   | rich    | posted
                    far transfer           | rich   | frozen  | posted
                    far transfer           | rich   | closed  | account_closed
                    far transfer           | rich   | absent  | account_not_found
                    far transfer           | rich   | foreign | currency_mismatch
                    far transfer           | poor   | rich    | insufficient_funds
                    far transfer           | frozen | rich    | account_frozen
                    far transfer           | closed | rich    | account_closed
                    far transfer           | absent | rich    | account_not_found
                    hold                   | rich   | -       | posted
                    hold                   | poor   | -       | insufficient_funds
                    hold                   | frozen | -       | account_frozen
                    hold                   | closed | -       | account_closed
                    hold                   | absent | -       | account_not_found
                    capture                | rich   | -       | posted
                    capture                | frozen | -       | account_frozen
                    capture                | rich   | rich    | posted
                    capture                | rich   | frozen  | posted
                    capture                | rich   | closed  | account_closed
                    far capture            | rich   | rich    | posted
                    far capture            | frozen | rich    | account_frozen
                    far capture            | rich   | frozen  | posted
                    far capture            | rich   | closed  | account_closed
                    release                | rich   | -       | posted
                    release                | frozen | -       | posted
                    reversed deposit       | rich   | -       | posted
                    reversed deposit       | poor   | -       | insufficient_funds
                    reversed deposit       | frozen | -       | account_frozen
                    reversed deposit       | closed | -       | account_closed
                    reversed withdrawal    | rich   | -       | posted
                    reversed withdrawal    | frozen | -       | posted
                    reversed withdrawal    | closed | -       | account_closed
                    reversed transfer      | rich   | rich    | posted
                    reversed transfer      | poor   | rich    | insufficient_funds
                    reversed transfer      | frozen | rich    | account_frozen
                    reversed transfer      | rich   | frozen  | posted
                    reversed transfer      | rich   | closed  | account_closed
                    reversed far transfer  | rich   | rich    | posted
                    reversed far transfer  | poor   | rich    | insufficient_funds
                    reversed far transfer  | frozen | rich    | account_frozen
                    reversed far transfer  | rich   | frozen  | posted
                    reversed far transfer  | rich   | closed  | account_closed
                    """)
    void aPostingAnswersTheSameHoweverOftenAndWhereverItIsRepeated(
            String kind, String account, String to, String expected) throws IOException {
        Party first = party(account, -1, false);
        Party second = to.equals("-") ? null : party(to, first.shard(), kind.contains("far"));
        Order order =
                kind.startsWith("reversed")
                        ? reversal(kind, first, second)
                        : posting(kind, first, second);
        become(first, account);
        if (second != null) {
            become(second, to);
        }
        String key = "matrix-" + NEXT.getAndIncrement();

        HttpResponse<String> answer = send(0, order, AMOUNT, key);
        HttpResponse<String> again = send(1, order, AMOUNT, key);
        HttpResponse<String> other = send(2, order, OTHER_AMOUNT, key);

        boolean recorded = !account.equals("absent");
        if (expected.equals("posted")) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            assertThat(lasting(again)).isEqualTo(lasting(answer));
        } else {
            assertProblem(answer, expected);
            assertProblem(again, expected);
        }
        assertThat(isReplayed(answer)).isFalse();
        assertThat(isReplayed(again)).as("a retry is answered from the record").isEqualTo(recorded);
        assertProblem(other, recorded ? "idempotency_key_reused" : expected);
    }

    /** An account that can be used; its state is set when the posting is prepared. */
    private static Party party(String state, int shard, boolean far) {
        if (state.equals("absent")) {
            return new Party(Integer.toString(NEXT.getAndIncrement()), shard);
        }
        String currency = state.equals("foreign") ? "EUR" : "GBP";
        while (true) {
            String number = Integer.toString(NEXT.getAndIncrement());
            HttpResponse<String> opened =
                    network.send(
                            "POST",
                            "/accounts",
                            "{\"holder\":\"Matrix\",\"number\":\"%s\",\"currency\":\"%s\"}"
                                    .formatted(number, currency));
            assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
            String index = opened.headers().firstValue("X-DaveBank-Index").orElse("");
            int its = Integer.parseInt(index.substring(0, index.indexOf(':')));
            if (shard < 0 || (its != shard) == far) {
                return new Party(number, its);
            }
        }
    }

    private static Order posting(String kind, Party account, Party to) {
        return switch (kind) {
            case "deposit", "withdrawal" -> new Order("/transactions/", body(kind, account, null));
            case "hold" -> new Order("/transactions/", held(account, null));
            case "capture", "far capture" -> ofHold("capture", account, to);
            case "release" -> ofHold("release", account, null);
            default -> new Order("/transactions/", body("transfer", account, to));
        };
    }

    private static String held(Party account, Party to) {
        String type = to == null ? "withdrawal" : "transfer";
        return body(type, account, to).replace("{", "{\"hold\":true,");
    }

    /** Holds the amount, for the account that will get it. */
    private static Order ofHold(String action, Party account, Party to) {
        done(body("deposit", account, null), AMOUNT);
        String hold = done(held(account, to), AMOUNT);
        return new Order("/transactions/" + hold + "/" + action, "{\"amount\":AMOUNT}");
    }

    private static String body(String type, Party account, Party to) {
        return "{\"account_num\":\"%s\",\"transaction_type\":\"%s\",\"amount\":AMOUNT%s}"
                .formatted(
                        account.number(),
                        type,
                        to == null ? "" : ",\"to_account\":\"" + to.number() + "\"");
    }

    /** Posts what is to be reversed. */
    private static Order reversal(String kind, Party account, Party to) {
        String original;
        switch (kind) {
            case "reversed deposit" -> original = done(body("deposit", account, null), AMOUNT);
            case "reversed withdrawal" -> {
                done(body("deposit", account, null), AMOUNT);
                original = done(body("withdrawal", account, null), AMOUNT);
            }
            default -> {
                done(body("deposit", to, null), AMOUNT);
                original = done(body("transfer", to, account), AMOUNT);
            }
        }
        return new Order("/transactions/" + original + "/reversal", "{\"amount\":AMOUNT}");
    }

    private static String done(String body, String amount) {
        HttpResponse<String> posted =
                network.send("POST", "/transactions/", body.replace("AMOUNT", amount));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        return json(posted).path("id").asString("");
    }

    private static void become(Party account, String state) {
        if (state.equals("absent") || state.equals("foreign")) {
            return;
        }
        long has = new Counter(network).balanceMinor(account.number());
        long wanted = state.equals("poor") || state.equals("closed") ? 0 : 40_00;
        if (has < wanted) {
            done(body("deposit", account, null), AMOUNT);
        } else if (has > wanted) {
            done(body("withdrawal", account, null), AMOUNT);
        }
        if (state.equals("frozen") || state.equals("closed")) {
            String action = state.equals("frozen") ? "/freeze" : "/close";
            HttpResponse<String> changed =
                    network.send("POST", "/accounts/" + account.number() + action, "{}");
            assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> send(int server, Order order, String amount, String key)
            throws IOException {
        List<String> servers = network.servers();
        return network.send(
                servers.get(server % servers.size()),
                "POST",
                order.path(),
                order.with(amount),
                key);
    }
}
