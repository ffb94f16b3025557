package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.junit.jupiter.api.Test;

/** What is booked for a later day: when it counts, and for what. */
class ValueDatesTest {

    private static final long DAY_MS = 86_400_000L;

    private final Shard shard = new Shard().open(1, 2);

    private Recorded post(Post post) {
        return (Recorded) shard.apply(post);
    }

    private static Post effective(Post post, long atMs) {
        return Draft.changed(post, draft -> draft.effectiveAtMs = atMs);
    }

    private Account account(int number, long nowMs) {
        LedgerQuery query = new LedgerQuery.GetAccount(new AccountNumber(number));
        return ((LedgerAnswer.AccountFound) shard.ledger.answer(query, nowMs)).account();
    }

    private Account accountAt(int number, long atMs) {
        LedgerQuery query = new LedgerQuery.GetAccountAt(new AccountNumber(number), atMs);
        return ((LedgerAnswer.AccountFound) shard.ledger.answer(query)).account();
    }

    private static void shows(Account account, long balance, long value, long available) {
        assertThat(account.balanceMinor()).as("balance").isEqualTo(balance);
        assertThat(account.valueBalanceMinor()).as("value balance").isEqualTo(value);
        assertThat(account.availableMinor()).as("available").isEqualTo(available);
    }

    @Test
    void aDepositOfTomorrowIsBookedAndCannotBeWithdrawnBeforeTomorrow() {
        long tomorrowMs = shard.stampMs + DAY_MS;
        post(Draft.deposit(1, 5_00));
        assertThat(post(effective(Draft.deposit(1, 360_00), tomorrowMs)).transaction().code())
                .isNull();
        shows(account(1, shard.stampMs), 365_00, 5_00, 5_00);
        assertThat(post(Draft.withdrawal(1, 5_01)).transaction().code())
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        assertThat(post(Draft.withdrawal(1, 5_00)).transaction().code()).isNull();
        shows(accountAt(1, tomorrowMs - 1), 0, 0, 0);
        shows(accountAt(1, tomorrowMs), 360_00, 360_00, 360_00);
        shows(account(1, tomorrowMs), 360_00, 360_00, 360_00);
        shard.stampMs = tomorrowMs - 1_000;
        assertThat(post(Draft.withdrawal(1, 360_00)).transaction().code()).isNull();
        shows(account(1, 0), 0, 0, 0);
    }

    @Test
    void aDebitOfTomorrowTakesFundsFromToday() {
        long tomorrowMs = shard.stampMs + DAY_MS;
        post(Draft.deposit(1, 10_00));
        post(effective(Draft.withdrawal(1, 7_00), tomorrowMs));
        shows(account(1, shard.stampMs), 3_00, 10_00, 3_00);
        shows(accountAt(1, shard.stampMs), 10_00, 10_00, 3_00);
        assertThat(post(Draft.withdrawal(1, 3_01)).transaction().code())
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        shows(account(1, tomorrowMs), 3_00, 3_00, 3_00);
    }

    @Test
    void aTransferOfTomorrowLeavesAtOnceAndArrivesTomorrow() {
        long tomorrowMs = shard.stampMs + DAY_MS;
        post(Draft.deposit(1, 10_00));
        post(effective(Draft.transfer(1, 2, 4_00), tomorrowMs));
        shows(account(1, shard.stampMs), 6_00, 10_00, 6_00);
        shows(account(2, shard.stampMs), 4_00, 0, 0);
        assertThat(post(Draft.withdrawal(2, 1)).transaction().code())
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        shows(account(2, tomorrowMs), 4_00, 4_00, 4_00);
    }

    @Test
    void aValueDateLiesAtMost31DaysAheadWhateverTheMode() {
        for (PostingMode mode : PostingMode.values()) {
            Post last =
                    Draft.of(draft -> {
                        draft.mode = mode;
                        draft.effectiveAtMs = shard.stampMs + 1_000 + 31 * DAY_MS;
                    });
            assertThat(post(last).transaction().code()).isNull();
            Post beyond =
                    Draft.of(draft -> {
                        draft.mode = mode;
                        draft.effectiveAtMs = shard.stampMs + 1_000 + 31 * DAY_MS + 1;
                    });
            assertThat(post(beyond).transaction().code())
                    .isEqualTo(RejectionCode.INVALID_EFFECTIVE_AT);
            shard.stampMs += 30 * DAY_MS;
            assertThat(post(beyond).replayed()).as("a retry finds the rejection").isTrue();
        }
        assertThat(post(effective(Draft.deposit(1, 1), Long.MIN_VALUE)).transaction().code())
                .as("the past has no bound")
                .isNull();
    }

    @Test
    void anAccountWaitsForSoManyDatesAndTakesMoreWhenOneHasPassed() {
        int max = ValueDates.INSTANTS_PER_ACCOUNT_MAX;
        long firstMs = shard.stampMs + DAY_MS;
        for (int i = 0; i < max; i++) {
            post(effective(Draft.deposit(1, 1), firstMs + i * 1_000_000L));
        }
        assertThat(post(effective(Draft.deposit(1, 1), firstMs)).transaction().code())
                .as("a date that waits already takes any number of postings")
                .isNull();
        Refused refused = (Refused) shard.apply(effective(Draft.deposit(1, 1), firstMs + 1));
        assertThat(refused.code()).isEqualTo(RejectionCode.SHARD_FULL);
        shard.stampMs = firstMs;
        assertThat(post(effective(Draft.deposit(1, 1), firstMs + DAY_MS + 1)).transaction().code())
                .isNull();
        shows(account(1, 0), max + 2, 2, 2);
    }

    @Test
    void whatWaitsIsTheSameWhateverOrderItCameIn() {
        RandomSource random = new RandomSource(7);
        record Waiting(int account, long atMs, long credit, long debit) {}
        for (int round = 0; round < 50; round++) {
            ValueDates books = new ValueDates();
            List<Waiting> model = new ArrayList<>();
            long nowMs = 0;
            for (int i = 0; i < 300; i++) {
                int from = random.nextInt(5) - 1;
                int to = random.nextInt(5) - 1;
                long atMs = nowMs + 1 + random.nextInt(50);
                long amount = 1 + random.nextInt(9);
                books.note(from, to, atMs, amount);
                model.add(new Waiting(from, atMs, 0, amount));
                model.add(new Waiting(to, atMs, amount, 0));
                nowMs += random.nextInt(6);
                books.passTo(nowMs);
                int asked = random.nextInt(4);
                long askedMs = nowMs + random.nextInt(30);
                long credits = 0;
                long debits = 0;
                for (Waiting each : model) {
                    boolean counts = each.account() == asked && each.atMs() > askedMs;
                    credits += counts ? each.credit() : 0;
                    debits += counts ? each.debit() : 0;
                }
                assertThat(books.creditsAfter(asked, askedMs)).isEqualTo(credits);
                assertThat(books.debitsAfter(asked, askedMs)).isEqualTo(debits);
            }
            books.passTo(Long.MAX_VALUE);
            assertThat(books.isEmpty()).isTrue();
            assertThat(books.hash()).isZero();
        }
    }

    @Test
    void theAuditKnowsWhatWaits() {
        post(effective(Draft.deposit(1, 5_00), shard.stampMs + DAY_MS));
        post(effective(Draft.deposit(1, 5_00), shard.stampMs + 2 * DAY_MS));
        AuditScan audit = shard.ledger.startAudit();
        while (!audit.advance(100)) {}
        assertThat(audit.finding().conserved()).as(audit.finding().detail()).isTrue();
        shard.stampMs += DAY_MS;
        post(Draft.deposit(2, 1));
        while (!audit.advance(100)) {}
        assertThat(audit.finding().conserved()).as(audit.finding().detail()).isTrue();
        long hash = shard.ledger.stateHash();
        shard.stampMs += DAY_MS;
        shard.ledger.apply(++shard.index, new LedgerBatch(shard.stampMs, List.of()));
        assertThat(shard.ledger.stateHash()).as("a value date has passed").isNotEqualTo(hash);
    }
}
