package org.davebank.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ann pays Bob, who gives half of it back: each history here is broken by hand in one place. */
class JudgeOfPaymentsTest {

    private static final String RUN = "bot-t-";
    private static final String ANN = "10000000";
    private static final String BOB = "10000001";

    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, List<Entry>> books =
            new TreeMap<>(Map.of(ANN, new ArrayList<>(), BOB, new ArrayList<>()));
    private final Map<String, Long> balances = new TreeMap<>(Map.of(ANN, 0L, BOB, 0L));

    JudgeOfPaymentsTest() {
        done(new Order(RUN + 0, Kind.DEPOSIT, ANN, null, 1_000, ""), 10, 0);
        Entry paid = done(new Order(RUN + 1, Kind.TRANSFER, ANN, BOB, 400, ""), 11, 20);
        done(Order.reversal(RUN + 2, paid, 200, ""), 21, 12);
        done(new Order(RUN + 3, Kind.WITHDRAWAL, BOB, null, 150, ""), 22, 0);
    }

    /** Books an order; operation n takes from 100 n to 100 n + 50. */
    private Entry done(Order order, long index, long creditIndex) {
        balances.merge(order.account(), order.effectMinor(), Long::sum);
        Entry home = entry(order, order.account(), order.key(), index);
        books.get(order.account()).add(home);
        if (order.to() != null) {
            balances.merge(order.to(), order.amountMinor(), Long::sum);
            books.get(order.to()).add(entry(order, order.to(), null, creditIndex));
        }
        long startNs = operations.size() * 100L;
        operations.add(new Operation(order, startNs, startNs + 50, new Outcome.Posted(home)));
        return home;
    }

    private Entry entry(Order order, String owner, @Nullable String key, long index) {
        return new Entry(
                "id of " + order.key(),
                key,
                null,
                order.kind(),
                order.account(),
                order.to(),
                order.amountMinor(),
                true,
                null,
                balances.get(owner),
                index,
                index,
                owner.equals(ANN) ? 0 : 1,
                index,
                order.reverses() == null ? null : order.reverses().id(),
                null,
                0);
    }

    private Verdict judge() {
        Map<String, Statement> statements = new TreeMap<>();
        books.forEach((account, entries) ->
                statements.put(
                        account,
                        new Statement(
                                account,
                                balances.get(account),
                                0,
                                balances.get(account),
                                0,
                                entries)));
        return Judge.judge(RUN, operations, List.of(), statements);
    }

    private void change(String account, int at, long amountMinor, long index) {
        Entry e = books.get(account).get(at);
        books.get(account)
                .set(
                        at,
                        new Entry(
                                e.id(),
                                e.key(),
                                e.reference(),
                                e.kind(),
                                e.account(),
                                e.to(),
                                amountMinor,
                                e.posted(),
                                e.code(),
                                e.balanceAfterMinor(),
                                e.committedMs(),
                                e.effectiveMs(),
                                e.shard(),
                                index,
                                e.reverses(),
                                null,
                                0));
    }

    @Test
    void aTrueHistoryIsCorrect() {
        Verdict verdict = judge();
        assertThat(verdict.examples()).isEmpty();
        assertThat(verdict.posted()).isEqualTo(4);
        assertThat(verdict.foreign()).isZero();
    }

    static Stream<Arguments> brokenHistories() {
        return Stream.of(
                broken("the payee never gets it", "J8", test -> test.books.get(BOB).remove(0)),
                broken(
                        "the payee gets it twice",
                        "J8",
                        test -> test.books.get(BOB).add(1, test.books.get(BOB).getFirst())),
                broken("another amount arrives", "J8", test -> test.change(BOB, 0, 401, 20)),
                broken(
                        "an order of the payee does not see a payment that had ended",
                        "J9",
                        test -> test.change(BOB, 0, 400, 23)),
                broken(
                        "more is given back than was paid",
                        "J10",
                        test ->
                                test.done(
                                        Order.reversal(
                                                RUN + 4, test.books.get(ANN).get(1), 201, ""),
                                        24,
                                        25)),
                broken(
                        "the payer has paid and nothing says so",
                        "J1",
                        test -> test.books.get(ANN).remove(1)));
    }

    private static Arguments broken(String what, String rule, Consumer<JudgeOfPaymentsTest> how) {
        return Arguments.of(what, rule, how);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenHistories")
    void aBrokenHistoryIsViolated(String what, String rule, Consumer<JudgeOfPaymentsTest> how) {
        how.accept(this);
        assertThat(judge().examples()).anyMatch(each -> each.startsWith(rule + ":"));
    }
}
