package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.withdrawal;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.ledger.store.StateHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExactlyOnceTest {

    private static final TransactionId OTHER_ID = new TransactionId(5, 6);

    private final Shard shard = new Shard().open(1, 2);

    /** A retry moves nothing and makes no record; a key or id that is new is bound. */
    private void replays(Post post, Transaction first) {
        long records = shard.ledger.transactionCount() + shard.ledger.rejectedCount();
        assertThat(shard.apply(post)).isEqualTo(new Recorded(first, true));
        long hash = shard.ledger.stateHash();
        assertThat(shard.apply(post)).isEqualTo(new Recorded(first, true));
        assertThat(shard.ledger.stateHash()).isEqualTo(hash);
        assertThat(shard.ledger.transactionCount() + shard.ledger.rejectedCount())
                .isEqualTo(records);
    }

    private static Post keyed(Consumer<Draft> change) {
        return Draft.of(d -> {
            d.key = "k1";
            d.reference = "invoice 7";
            d.description = "thé vert";
            d.effectiveAtMs = 5_000;
            change.accept(d);
        });
    }

    @Test
    void aRetryUnderTheSameKeyIsAnsweredWithTheFirstRecordForEver() {
        Post post = keyed(d -> {});
        Transaction first = shard.posted(post);
        replays(post, first);
        for (int i = 0; i < 3_000; i++) {
            shard.posted(deposit(1, 1));
        }
        replays(post, first);
        assertThat(shard.balance(1)).isEqualTo(1_00 + 3_000);
    }

    @Test
    void retriesAreRecognisedWhenRecordsAndIndexesHaveLeftMemory() {
        int posts = 50_000;
        for (int i = 0; i < posts; i++) {
            shard.posted(numbered(i));
        }
        for (int i = 0; i < posts; i++) {
            assertThat(shard.apply(numbered(i)))
                    .isInstanceOfSatisfying(
                            Recorded.class, record -> assertThat(record.replayed()).isTrue());
        }
        assertThat(shard.balance(1)).isEqualTo(1_00L * posts);
        assertThat(shard.ledger.bytes()).isLessThan(20L * posts);
    }

    /** With a key of its own, or else known by its id alone. */
    private static Post numbered(int number) {
        return changed(
                deposit(1, 1_00),
                d -> {
                    d.key = number % 2 == 0 ? "key " + number : null;
                    d.id = new TransactionId(number, number);
                });
    }

    @Test
    void aServerMadeIdDiffersFromTryToTryAndIsNoPartOfTheBody() {
        Transaction first = shard.posted(keyed(d -> {}));
        replays(keyed(d -> d.id = OTHER_ID), first);
    }

    @Test
    void withoutAKeyTheIdAloneRecognisesARetry() {
        Post post = deposit(1, 3_00);
        Transaction first = shard.posted(post);
        replays(post, first);
        assertThat(shard.refused(changed(post, d -> d.unscaled = 4_00)))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void anIdIsTakenOnceEvenUnderAnotherKey() {
        Post post = keyed(d -> {});
        Transaction first = shard.posted(post);
        replays(changed(post, d -> d.key = "k2"), first);
        replays(changed(post, d -> d.key = null), first);
        assertThat(
                        shard.refused(
                                changed(
                                        post,
                                        d -> {
                                            d.key = "k2";
                                            d.unscaled = 9_00;
                                        })))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void theTimeThatTheBankGaveIsTheSameAsNoneGivenAndAnotherIsNot() {
        Post post = deposit(1, 3_00);
        Transaction first = shard.posted(post);
        long given = first.effectiveAtMs();
        replays(changed(post, d -> d.effectiveAtMs = given), first);
        assertThat(shard.refused(changed(post, d -> d.effectiveAtMs = given + 1)))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    static Stream<Arguments> otherBodies() {
        return Stream.<Arguments>of(
                body("another kind", d -> d.kind = TransactionKind.WITHDRAWAL),
                body("another amount", d -> d.unscaled = 1_01),
                body("another effective time", d -> d.effectiveAtMs = 5_001),
                body("no effective time", d -> d.effectiveAtMs = 0),
                body("another reference", d -> d.reference = "invoice 8"),
                body("no reference", d -> d.reference = null),
                body("another description", d -> d.description = "the vert"),
                body("no description", d -> d.description = null),
                body(
                        "a transfer",
                        d -> {
                            d.kind = TransactionKind.TRANSFER;
                            d.toAccount = 2;
                        }));
    }

    private static Arguments body(String name, Consumer<Draft> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherBodies")
    void theSameKeyWithAnotherBodyIsRefused(String name, Consumer<Draft> change) {
        shard.posted(keyed(d -> {}));
        assertThat(shard.refused(keyed(change))).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    static Stream<Arguments> sameBodies() {
        return Stream.<Arguments>of(
                body("asked by somebody else", d -> d.by = "teller"),
                body("in another request", d -> d.requestId = "trace-9"),
                body("with the currency spelled out", d -> d.currency = "EUR"),
                body("in the other mode", d -> d.mode = PostingMode.HISTORY),
                body(
                        "with the amount spelled otherwise",
                        d -> {
                            d.unscaled = 1_0000;
                            d.scale = 4;
                        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sameBodies")
    void whatIsNoPartOfTheBodyMayDiffer(String name, Consumer<Draft> change) {
        Transaction first = shard.posted(keyed(d -> {}));
        replays(keyed(change), first);
    }

    @Test
    void aRejectionIsReplayedEvenWhenItWouldSucceedNow() {
        Post post = changed(withdrawal(1, 5_00), d -> d.key = "w");
        assertThat(shard.rejected(post)).isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        shard.posted(deposit(1, 100_00));

        Recorded again = (Recorded) shard.apply(post);
        assertThat(again.replayed()).isTrue();
        assertThat(again.transaction().status()).isEqualTo(TransactionStatus.REJECTED);
        assertThat(again.transaction().balanceAfterMinor()).isZero();
        assertThat(shard.balance(1)).isEqualTo(100_00);
    }

    @Test
    void aRefusalIsNotRecordedAndTheKeyStaysFree() {
        Post post = Draft.of(d -> d.set(TransactionKind.DEPOSIT, 77, 1_00));
        assertThat(shard.refused(changed(post, d -> d.key = "r")))
                .isEqualTo(RejectionCode.ACCOUNT_NOT_FOUND);
        shard.open(77);
        shard.posted(changed(post, d -> d.key = "r"));
    }

    @Test
    void keysAndIdsAreScopedToTheAccount() {
        Post post = keyed(d -> {});
        shard.posted(post);
        Transaction other = shard.posted(changed(post, d -> d.account = 2));

        assertThat(shard.balance(1)).isEqualTo(1_00);
        assertThat(shard.balance(2)).isEqualTo(1_00);
        LedgerAnswer.Transactions both =
                (LedgerAnswer.Transactions)
                        shard.ledger.answer(new LedgerQuery.GetTransaction(post.id()));
        assertThat(both.transactions()).hasSize(2).contains(other);
    }

    @Test
    void theRetryWithinOneEntryIsRecognisedToo() {
        Post post = keyed(d -> {});
        var results = shard.ledger.apply(100, new LedgerBatch(Shard.START_MS, List.of(post, post)));
        assertThat(results.get(0)).isInstanceOf(Recorded.class);
        assertThat(results.get(1))
                .isEqualTo(new Recorded(((Recorded) results.get(0)).transaction(), true));
        assertThat(shard.balance(1)).isEqualTo(1_00);
    }

    @Test
    void aRecordIsFoundByItsKeyAndByItsId() {
        Transaction first = shard.posted(keyed(d -> {}));
        assertThat(shard.ledger.answer(new LedgerQuery.FindByKey(first.account(), "k1")))
                .isEqualTo(new LedgerAnswer.Transactions(List.of(first), -1));
        assertThat(shard.ledger.answer(new LedgerQuery.GetTransaction(first.id())))
                .isEqualTo(new LedgerAnswer.Transactions(List.of(first), -1));
        assertThat(shard.ledger.answer(new LedgerQuery.GetTransaction(OTHER_ID)))
                .isEqualTo(new LedgerAnswer.Transactions(List.of(), -1));
    }

    @Test
    void twoKeysWithOneHashAreStillTwoKeys() {
        String key = "key-1111131";
        String twin = "key-1658269";
        assertThat(StateHash.ofText(1, key) >>> 24)
                .as("all that the index keeps of a hash")
                .isEqualTo(StateHash.ofText(1, twin) >>> 24);
        Transaction first = shard.posted(changed(deposit(1, 1_00), d -> d.key = key));
        Transaction second = shard.posted(changed(deposit(1, 1_00), d -> d.key = twin));
        replays(changed(deposit(1, 1_00), d -> d.key = key), first);
        replays(changed(deposit(1, 1_00), d -> d.key = twin), second);
    }
}
