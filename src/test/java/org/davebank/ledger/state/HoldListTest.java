package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.ledger.state.Draft.capture;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.release;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Expire;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds by what has become of them. Accounts 1 and 3 are in this shard, account 2 in another. */
class HoldListTest {

    private static final long LONG_MS = 600_000;
    private static final int ANY = -1;

    private final Shard shard = new Shard().open(1, 3).withNewestRules();

    @BeforeEach
    void thereIsMoney() {
        shard.posted(deposit(1, 100_00));
        shard.posted(deposit(3, 100_00));
    }

    private Transaction hold(int account, long expiresInMs) {
        return shard.posted(Draft.hold(account, -1, 5_00, expiresInMs));
    }

    private void expire(Transaction hold) {
        shard.apply(new Expire(hold.account(), hold.id()));
    }

    /** The ids of a list, read page by page. */
    private List<TransactionId> ids(int account, TransactionFilter filter, int limit) {
        AccountNumber number = account == ANY ? null : new AccountNumber(account);
        List<TransactionId> ids = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (before >= 0) {
            LedgerAnswer.Transactions page =
                    shard.history(new LedgerQuery.History(number, filter, before, limit));
            assertThat(page.transactions()).hasSizeLessThanOrEqualTo(limit);
            page.transactions().forEach(each -> ids.add(each.id()));
            before = page.nextBefore();
        }
        return ids;
    }

    private List<TransactionId> holds(int account, HoldState state) {
        return ids(account, TransactionFilter.POSTED.with(state, null), 2);
    }

    private List<TransactionId> stepsOf(Transaction hold) {
        return ids(ANY, TransactionFilter.POSTED.with(null, hold.id()), 2);
    }

    @Test
    void eachHoldIsListedUnderWhatHasBecomeOfIt() {
        Transaction first = hold(1, LONG_MS);
        Transaction captured = hold(1, LONG_MS);
        Transaction released = hold(1, LONG_MS);
        Transaction expired = hold(1, 1_000);
        Transaction other = hold(3, LONG_MS);
        Transaction last = hold(1, LONG_MS);
        shard.posted(capture(captured, 1_00, true));
        shard.posted(capture(last, 1_00, false));
        shard.posted(release(released, 0));
        expire(expired);
        assertThat(holds(1, HoldState.ACTIVE)).containsExactly(last.id(), first.id());
        assertThat(holds(3, HoldState.ACTIVE)).containsExactly(other.id());
        assertThat(holds(ANY, HoldState.ACTIVE)).containsExactly(last.id(), other.id(), first.id());
        assertThat(holds(1, HoldState.CAPTURED)).containsExactly(captured.id());
        assertThat(holds(1, HoldState.RELEASED)).containsExactly(released.id());
        assertThat(holds(1, HoldState.EXPIRED)).containsExactly(expired.id());
        assertThat(holds(3, HoldState.EXPIRED)).isEmpty();
        assertThat(holds(2, HoldState.ACTIVE)).isEmpty();
    }

    @Test
    void aHoldThatHasRunOutIsFoundHoweverMuchHasHappenedSince() {
        Transaction expired = hold(1, 1_000);
        expire(expired);
        for (int i = 0; i < 3_000; i++) {
            shard.posted(deposit(1, 1));
        }
        assertThat(holds(1, HoldState.EXPIRED)).containsExactly(expired.id());
    }

    @Test
    void aHoldThatEndedWhileItIsCapturedIsNotActive() {
        Transaction hold = shard.posted(Draft.hold(1, 2, 5_00, 2_000));
        shard.apply(new Begin(capture(hold, 1_00, false), 1));
        assertThat(holds(1, HoldState.ACTIVE)).containsExactly(hold.id());
        expire(hold);
        assertThat(shard.account(1).heldMinor()).isEqualTo(1_00);
        assertThat(holds(1, HoldState.ACTIVE)).isEmpty();
        assertThat(holds(1, HoldState.EXPIRED)).containsExactly(hold.id());
    }

    @ParameterizedTest
    @EnumSource(HoldState.class)
    void aRejectedHoldAndWhatIsNoHoldHaveNoState(HoldState state) {
        shard.rejected(Draft.hold(1, -1, 1_000_00, LONG_MS));
        TransactionFilter all = TransactionFilter.ANY.with(state, null);
        assertThat(ids(1, all, 10)).isEmpty();
    }

    @Test
    void theStepsOfAHoldAreListedNewestFirst() {
        Transaction hold = hold(1, LONG_MS);
        Transaction other = hold(1, LONG_MS);
        TransactionId one = shard.posted(capture(hold, 1_00, false)).id();
        shard.posted(capture(other, 1_00, false));
        TransactionId two = shard.posted(release(hold, 1_00)).id();
        shard.rejected(capture(hold, 50_00, false));
        TransactionId three = shard.posted(capture(hold, 1_00, true)).id();
        assertThat(stepsOf(hold)).containsExactly(three, two, one);
        assertThat(stepsOf(shard.posted(deposit(1, 1)))).isEmpty();
        assertThat(stepsOf(hold(1, LONG_MS))).isEmpty();
    }

    @Test
    void aCursorThatIsOfNoStepEndsTheList() {
        Transaction hold = hold(1, LONG_MS);
        shard.posted(capture(hold, 1_00, false));
        TransactionFilter steps = TransactionFilter.POSTED.with(null, hold.id());
        for (long before : List.of(-5L, 0L, 1L, 2L)) {
            LedgerAnswer.Transactions page =
                    shard.history(new LedgerQuery.History(null, steps, before, 10));
            assertThat(page.transactions()).as("before %d", before).isEmpty();
            assertThat(page.nextBefore()).isEqualTo(-1);
        }
    }

    @Test
    void whatAnOlderNodeAnswersIsPickedFrom() {
        Transaction hold = hold(1, LONG_MS);
        Transaction expired = hold(1, 1_000);
        Transaction capture = shard.posted(capture(hold, 1_00, false));
        expire(expired);
        TransactionFilter active = TransactionFilter.POSTED.with(HoldState.ACTIVE, null);
        assertThat(active.older().kind()).isEqualTo(TransactionKind.HOLD);
        assertThat(picked(active)).containsExactly(hold.id());
        assertThat(picked(TransactionFilter.POSTED.with(null, hold.id())))
                .containsExactly(capture.id());
    }

    private List<TransactionId> picked(TransactionFilter filter) {
        LedgerQuery.History asked = new LedgerQuery.History(null, filter, Long.MAX_VALUE, 100);
        return filter.picked(shard.history(asked.older())).transactions().stream()
                .map(Transaction::id)
                .toList();
    }
}
