package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.withdrawal;

import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.TransactionStatus;
import org.junit.jupiter.api.Test;

/** Rows of files that come again, in the same import and in the next one. */
class RowsAgainTest {

    private final Shard shard = new Shard().open(1, 2);

    private static Post row(String job, String key, long minor, PostingMode mode) {
        return changed(
                withdrawal(1, minor),
                d -> {
                    d.key = key;
                    d.requestId = job;
                    d.mode = mode;
                });
    }

    private static Post row(String job) {
        return row(job, "row", 5_00, PostingMode.IMPORT);
    }

    private Recorded recorded(Post post) {
        LedgerResult result = shard.apply(post);
        assertThat(result).isInstanceOf(Recorded.class);
        return (Recorded) result;
    }

    private void assertRejected(Post post, boolean replayed) {
        Recorded recorded = recorded(post);
        assertThat(recorded.transaction().status()).isEqualTo(TransactionStatus.REJECTED);
        assertThat(recorded.replayed()).isEqualTo(replayed);
    }

    private void assertPosted(Post post, boolean replayed) {
        Recorded recorded = recorded(post);
        assertThat(recorded.transaction().status()).isEqualTo(TransactionStatus.POSTED);
        assertThat(recorded.replayed()).isEqualTo(replayed);
    }

    @Test
    void aRejectedRowIsDecidedAnewByAnotherImportAndNeverByItsOwn() {
        assertRejected(row("one"), false);
        shard.posted(deposit(1, 20_00));
        assertRejected(row("one"), true);
        assertPosted(row("two"), false);
        assertPosted(row("two"), true);
        assertPosted(row("three"), true);
        assertRejected(row("one"), true);
        assertThat(shard.balance(1)).isEqualTo(15_00);
    }

    @Test
    void aRowThatWasCorrectedIsTakenAndOneThatWasPostedIsNot() {
        assertRejected(row("one"), false);
        shard.posted(deposit(1, 20_00));
        assertPosted(row("two", "row", 4_00, PostingMode.HISTORY), false);
        assertThat(shard.apply(row("three")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED));
    }

    @Test
    void whatARequestWasToldStandsForImportsToo() {
        assertRejected(row("request", "row", 5_00, PostingMode.LIVE), false);
        shard.posted(deposit(1, 20_00));
        assertRejected(row("one"), true);
        assertRejected(row("request", "row", 5_00, PostingMode.LIVE), true);
        assertThat(shard.balance(1)).isEqualTo(20_00);
    }

    @Test
    void aRowThatIsKnownByItsIdAloneIsDecidedAnewOnceAsWell() {
        TransactionId id = new TransactionId(9, 9);
        Post first =
                changed(
                        row("one", "k", 5_00, PostingMode.IMPORT),
                        d -> {
                            d.id = id;
                            d.key = null;
                        });
        assertRejected(first, false);
        shard.posted(deposit(1, 20_00));
        assertPosted(changed(first, d -> d.requestId = "two"), false);
        assertPosted(changed(first, d -> d.requestId = "three"), true);
        assertThat(shard.balance(1)).isEqualTo(15_00);
    }

    @Test
    void whicheverNameLeadsToARowThatWasPostedInTheEndItIsNotPostedAgain() {
        TransactionId id = new TransactionId(7, 7);
        assertRejected(changed(row("one"), d -> d.id = id), false);
        // A request that shares the id is told the same, under a key of its own.
        Post request = changed(row("r", "mine", 5_00, PostingMode.LIVE), d -> d.id = id);
        assertRejected(request, true);
        shard.posted(deposit(1, 20_00));
        assertPosted(changed(row("two"), d -> d.id = id), false);
        assertPosted(changed(row("three", "mine", 5_00, PostingMode.IMPORT), d -> d.id = id), true);
        assertThat(shard.balance(1)).isEqualTo(15_00);
    }
}
