package org.davebank.simulator.check;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge of histories is shown true ones and hand-broken ones. */
class HistoryCheckerTest {

    private static final GroupId GROUP = GroupId.ofShard(0);
    private static final AccountNumber ACCOUNT = new AccountNumber(12345678);

    private final HistoryChecker checker = new HistoryChecker(file -> {});

    private static LedgerCommand.Post post(TransactionKind kind, String key, long amountMinor) {
        return new LedgerCommand.Post(
                new TransactionId(1, key.hashCode()),
                key,
                kind,
                ACCOUNT,
                null,
                amountMinor,
                2,
                "GBP",
                0,
                null,
                null,
                PostingMode.LIVE,
                "test",
                key);
    }

    private static LedgerResult answer(
            LedgerCommand.Post post,
            TransactionStatus status,
            long balanceAfterMinor,
            long index,
            long sequence) {
        return answer(post, status, balanceAfterMinor, index, sequence, false);
    }

    private static LedgerResult answer(
            LedgerCommand.Post post,
            TransactionStatus status,
            long balanceAfterMinor,
            long index,
            long sequence,
            boolean replayed) {
        return new LedgerResult.Recorded(
                new Transaction(
                        post.id(),
                        post.key(),
                        post.kind(),
                        ACCOUNT,
                        null,
                        post.amountUnscaled(),
                        "GBP",
                        index,
                        index,
                        null,
                        null,
                        "test",
                        post.requestId(),
                        status,
                        status == TransactionStatus.POSTED
                                ? null
                                : RejectionCode.INSUFFICIENT_FUNDS,
                        balanceAfterMinor,
                        index,
                        sequence),
                replayed);
    }

    private static Account account(long balanceMinor, long version) {
        return account(balanceMinor, balanceMinor, 6, version);
    }

    private static Account account(
            long balanceMinor, long effectiveMinor, long asOfMs, long version) {
        return new Account(
                ACCOUNT,
                "Ann",
                "GBP",
                AccountStatus.ACTIVE,
                0,
                balanceMinor,
                effectiveMinor,
                effectiveMinor,
                asOfMs,
                version,
                2,
                List.of(),
                0);
    }

    private static final LedgerCommand.Post PAY_IN = post(TransactionKind.DEPOSIT, "in", 500);
    private static final LedgerCommand.Post PAY_OUT = post(TransactionKind.WITHDRAWAL, "out", 600);

    /** Index 2 opens the account, 3 pays in 5.00, 4 tries to pay out 6.00, 5 repeats the deposit. */
    @BeforeEach
    void aShortLog() {
        BankModel model = checker.model(GROUP);
        apply(
                model,
                2,
                new LedgerCommand.OpenAccount(
                        ACCOUNT, "open", "Ann", "GBP", 2, 0, List.of(), "test", "test"));
        apply(model, 3, PAY_IN);
        apply(model, 4, PAY_OUT);
        apply(model, 5, PAY_IN);
    }

    private static void apply(BankModel model, long index, LedgerCommand command) {
        model.apply(index, new LedgerBatch(index, List.of(command)));
    }

    private void acknowledge(long floor, long index, LedgerCommand command, LedgerResult result) {
        checker.acknowledged(GROUP, floor, index, command, result);
    }

    private void read(long floor, long index, @Nullable Account told) {
        checker.read(
                GROUP,
                floor,
                index,
                new LedgerQuery.GetAccount(ACCOUNT),
                new LedgerAnswer.AccountFound(told));
    }

    private void breaks(String rule, Runnable step) {
        Violation violation = assertThrows(Violation.class, step::run);
        assertTrue(violation.getMessage().startsWith(rule), violation.getMessage());
    }

    @Test
    void trueAnswersAreAccepted() {
        assertDoesNotThrow(() -> {
            acknowledge(2, 3, PAY_IN, answer(PAY_IN, TransactionStatus.POSTED, 500, 3, 0));
            acknowledge(2, 5, PAY_IN, answer(PAY_IN, TransactionStatus.POSTED, 500, 3, 0, true));
            acknowledge(3, 4, PAY_OUT, answer(PAY_OUT, TransactionStatus.REJECTED, 500, 4, 1));
            read(0, 1, null);
            read(0, 2, account(0, 1));
            read(0, 3, account(500, 2));
            read(0, 4, account(500, 2));
        });
        assertEquals(1, checker.model(GROUP).repetitions.replayed);
    }

    @Test
    void aReaderShowsWhatIsEffectiveByItsClockAndNeverBehindTheLog() {
        LedgerCommand.Post later =
                new LedgerCommand.Post(
                        new TransactionId(0x7000, 77),
                        "later",
                        TransactionKind.DEPOSIT,
                        ACCOUNT,
                        null,
                        100,
                        2,
                        null,
                        50,
                        null,
                        null,
                        PostingMode.LIVE,
                        "test",
                        "test");
        apply(checker.model(GROUP), 6, later);
        assertDoesNotThrow(() -> read(0, 6, account(600, 500, 6, 3)));
        assertDoesNotThrow(() -> read(0, 6, account(600, 500, 49, 3)));
        assertDoesNotThrow(() -> read(0, 6, account(600, 600, 50, 3)));
        breaks("H3", () -> read(0, 6, account(600, 600, 49, 3)));
        breaks("H3", () -> read(0, 6, account(600, 500, 50, 3)));
        breaks("H3", () -> read(0, 6, account(600, 500, 5, 3)));
    }

    @Test
    void anAnswerForWhatIsNotInTheLogIsALie() {
        LedgerCommand.Post lost = post(TransactionKind.DEPOSIT, "lost", 1);
        breaks(
                "H1",
                () -> acknowledge(0, 6, lost, answer(lost, TransactionStatus.POSTED, 501, 6, 2)));
    }

    @Test
    void anAnswerWithAnotherBalanceSequenceIndexOrVerdictIsALie() {
        for (LedgerResult wrong :
                List.of(
                        answer(PAY_IN, TransactionStatus.POSTED, 501, 3, 0),
                        answer(PAY_IN, TransactionStatus.POSTED, 500, 3, 1),
                        answer(PAY_IN, TransactionStatus.POSTED, 1_000, 5, 2),
                        answer(PAY_IN, TransactionStatus.REJECTED, 500, 3, 0),
                        new LedgerResult.Refused(RejectionCode.ACCOUNT_CLOSED, "no"))) {
            breaks("H1", () -> acknowledge(0, 3, PAY_IN, wrong));
        }
    }

    @Test
    void whatBeganLaterTakesEffectLater() {
        checker.end(GROUP, 4);
        long floor = checker.begin(GROUP);
        breaks(
                "H2",
                () ->
                        acknowledge(
                                floor,
                                3,
                                PAY_IN,
                                answer(PAY_IN, TransactionStatus.POSTED, 500, 3, 0)));
    }

    @Test
    void aReadSeesEverythingThatHadEndedBefore() {
        checker.end(GROUP, 4);
        long floor = checker.begin(GROUP);
        assertDoesNotThrow(() -> read(floor, 4, account(500, 2)));
        breaks("H2", () -> read(floor, 3, account(500, 2)));
    }

    @Test
    void aReadSeesExactlyTheStateAtItsIndex() {
        breaks("H3", () -> read(0, 2, account(500, 2)));
        breaks("H3", () -> read(0, 3, account(0, 1)));
        breaks("H3", () -> read(0, 3, null));
    }

    private void page(long before, int limit, List<Transaction> page, long nextBefore) {
        checker.read(
                GROUP,
                0,
                5,
                new LedgerQuery.History(ACCOUNT, TransactionFilter.ANY, before, limit),
                new LedgerAnswer.Transactions(page, nextBefore));
    }

    @Test
    void aHistoryLeavesNothingOutAndAddsNothing() {
        Transaction first =
                ((LedgerResult.Recorded) answer(PAY_IN, TransactionStatus.POSTED, 500, 3, 0))
                        .transaction();
        Transaction second =
                ((LedgerResult.Recorded) answer(PAY_OUT, TransactionStatus.REJECTED, 500, 4, 1))
                        .transaction();
        assertDoesNotThrow(() -> {
            page(Long.MAX_VALUE, 10, List.of(second, first), -1);
            page(Long.MAX_VALUE, 1, List.of(second), 1);
            page(1, 10, List.of(first), -1);
            page(Long.MAX_VALUE, 10, List.of(), 2);
        });
        breaks("H3", () -> page(Long.MAX_VALUE, 10, List.of(second), -1));
        breaks("H3", () -> page(Long.MAX_VALUE, 10, List.of(first), -1));
        breaks("H3", () -> page(Long.MAX_VALUE, 1, List.of(second), 0));
        breaks("H3", () -> page(1, 10, List.of(first, first), -1));
    }
}
