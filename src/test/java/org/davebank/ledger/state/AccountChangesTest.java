package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Changed;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Cancel;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.RejectionCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How an account is frozen, closed, renamed and given another limit. */
class AccountChangesTest {

    private static final int ADA = 1;
    private static final int BOB = 2;
    private static final MovementKey FROM_AFAR =
            new MovementKey(new AccountNumber(70), Draft.deposit(70, 1).id(), 0);

    private final Shard shard = new Shard().open(ADA, BOB).withNewestRules();

    private static ChangeAccount status(@Nullable String key, AccountStatus status) {
        return new ChangeAccount(
                new AccountNumber(ADA), key, status, null, null, 0, "admin", "trace");
    }

    private static ChangeAccount freeze(@Nullable String key) {
        return status(key, AccountStatus.FROZEN);
    }

    private static ChangeAccount unfreeze(@Nullable String key) {
        return status(key, AccountStatus.ACTIVE);
    }

    private static ChangeAccount close(@Nullable String key) {
        return status(key, AccountStatus.CLOSED);
    }

    private static ChangeAccount limit(@Nullable String key, long minor) {
        return new ChangeAccount(
                new AccountNumber(ADA), key, null, null, minor, 0, "admin", "trace");
    }

    private static ChangeAccount rename(String holder, long version) {
        return new ChangeAccount(
                new AccountNumber(ADA), null, null, holder, null, version, "admin", "trace");
    }

    private Account done(ChangeAccount change) {
        Changed changed = changed(change);
        assertThat(changed.rejection()).isNull();
        assertThat(changed.replayed()).isFalse();
        return changed.account();
    }

    private Changed changed(ChangeAccount change) {
        LedgerResult result = shard.apply(change);
        assertThat(result).isInstanceOf(Changed.class);
        return (Changed) result;
    }

    private void expectCredit(long minor) {
        shard.apply(new Expect(FROM_AFAR, 1, new AccountNumber(ADA), minor, "EUR", 2, true));
    }

    private MovementKey beginDebit(long minor) {
        LedgerResult begun = shard.apply(new Begin(Draft.transfer(ADA, 70, minor), 1));
        return ((LedgerResult.Begun) begun).key();
    }

    @Test
    void aFrozenAccountPaysAgainOnceItIsUnfrozen() {
        shard.posted(Draft.deposit(ADA, 10_00));
        Account frozen = done(freeze("one"));
        assertThat(frozen.status()).isEqualTo(AccountStatus.FROZEN);
        assertThat(frozen.version()).isEqualTo(3);
        assertThat(shard.rejected(Draft.withdrawal(ADA, 1)))
                .isEqualTo(RejectionCode.ACCOUNT_FROZEN);
        shard.posted(Draft.deposit(ADA, 1_00));
        assertThat(done(unfreeze("two")).status()).isEqualTo(AccountStatus.ACTIVE);
        shard.posted(Draft.withdrawal(ADA, 11_00));
    }

    @Test
    void aTransferThatHasBegunIsPaidThoughTheAccountIsFrozenSince() {
        shard.posted(Draft.deposit(ADA, 10_00));
        MovementKey key = beginDebit(4_00);
        done(freeze("one"));
        shard.apply(new Decide(key, null, shard.stampMs));
        assertThat(shard.balance(ADA)).isEqualTo(6_00);
    }

    @Test
    void aRetryOfAnOldFreezeDoesNotFreezeAgain() {
        Account frozen = done(freeze("one"));
        done(unfreeze("two"));
        assertThat(changed(freeze("one"))).isEqualTo(new Changed(frozen, null, true));
        assertThat(shard.account(ADA).status()).isEqualTo(AccountStatus.ACTIVE);
    }

    @Test
    void aFreezeOfAFrozenAccountBindsItsKeyAndChangesNothing() {
        Account frozen = done(freeze("one"));
        assertThat(done(freeze("two")).version()).isEqualTo(frozen.version());
        done(unfreeze("three"));
        assertThat(changed(freeze("two")).replayed()).isTrue();
        assertThat(shard.account(ADA).status()).isEqualTo(AccountStatus.ACTIVE);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        done(freeze("one"));
        assertThat(shard.refused(unfreeze("one"))).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(shard.refused(limit("one", 5))).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void aKeyNamesAPostingOrAChangeAndNeverBoth() {
        shard.posted(Draft.changed(Draft.deposit(ADA, 10_00), draft -> draft.key = "paid"));
        shard.apply(
                new Begin(
                        Draft.changed(Draft.transfer(ADA, 70, 1_00), draft -> draft.key = "sent"),
                        1));
        assertThat(shard.refused(freeze("paid"))).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(shard.refused(freeze("sent"))).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        done(freeze("frozen"));
        assertThat(
                        shard.refused(
                                Draft.changed(
                                        Draft.deposit(ADA, 10_00), draft -> draft.key = "frozen")))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        shard.posted(Draft.changed(Draft.deposit(BOB, 10_00), draft -> draft.key = "frozen"));
    }

    @Test
    void onlyAnEmptyAccountIsClosedAndThenForGood() {
        shard.posted(Draft.deposit(ADA, 10_00));
        Changed refused = changed(close("early"));
        assertThat(refused.rejection()).isEqualTo(RejectionCode.BALANCE_NOT_ZERO);
        shard.posted(Draft.withdrawal(ADA, 10_00));
        assertThat(changed(close("early")))
                .as("a retry gets the answer of its time")
                .isEqualTo(new Changed(refused.account(), RejectionCode.BALANCE_NOT_ZERO, true));

        assertThat(done(close("late")).status()).isEqualTo(AccountStatus.CLOSED);
        assertThat(shard.rejected(Draft.deposit(ADA, 1))).isEqualTo(RejectionCode.ACCOUNT_CLOSED);
        for (ChangeAccount later : List.of(unfreeze("a"), freeze("b"), close("c"), limit("d", 1))) {
            assertThat(changed(later).rejection()).isEqualTo(RejectionCode.ACCOUNT_CLOSED);
        }
        assertThat(shard.refused(rename("Eve", 0))).isEqualTo(RejectionCode.ACCOUNT_CLOSED);
        assertThat(shard.account(ADA).status()).isEqualTo(AccountStatus.CLOSED);
        assertThat(shard.audit().conserved()).as(shard.audit().detail()).isTrue();
    }

    @Test
    void anAccountIsNotClosedWhileSomethingIsUnderWay() {
        expectCredit(5_00);
        assertThat(changed(close("expects")).rejection()).isEqualTo(RejectionCode.TRANSFER_PENDING);
        shard.apply(new Cancel(FROM_AFAR));

        done(limit("credit", 10_00));
        MovementKey debit = beginDebit(4_00);
        assertThat(changed(close("holds")).rejection()).isEqualTo(RejectionCode.TRANSFER_PENDING);
        shard.apply(new Decide(debit, RejectionCode.ACCOUNT_NOT_FOUND, shard.stampMs));

        long laterMs = shard.stampMs + 10_000;
        shard.posted(Draft.changed(Draft.deposit(ADA, 1), draft -> draft.effectiveAtMs = laterMs));
        shard.posted(Draft.withdrawal(ADA, 1));
        assertThat(changed(close("waits")).rejection()).isEqualTo(RejectionCode.TRANSFER_PENDING);
        shard.stampMs = laterMs;
        done(close("now"));
    }

    @Test
    void aClosedAccountExpectsNothing() {
        done(close("one"));
        Expect expect = new Expect(FROM_AFAR, 1, new AccountNumber(ADA), 5, "EUR", 2, true);
        assertThat(((LedgerResult.Voted) shard.apply(expect)).rejection())
                .isEqualTo(RejectionCode.ACCOUNT_CLOSED);
    }

    @Test
    void aLimitCoversWhatIsOwedAndWhatIsHeld() {
        done(limit("wide", 100_00));
        shard.posted(Draft.withdrawal(ADA, 30_00));
        beginDebit(20_00);
        assertThat(changed(limit("narrow", 49_99)).rejection())
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        Account account = done(limit("just", 50_00));
        assertThat(account.overdraftLimitMinor()).isEqualTo(50_00);
        assertThat(account.availableMinor()).isZero();
        assertThat(account).isEqualTo(shard.account(ADA));
    }

    @Test
    void aCreditOfTomorrowDoesNotCoverALimitOfToday() {
        done(limit("wide", 100_00));
        shard.posted(Draft.withdrawal(ADA, 30_00));
        long laterMs = shard.stampMs + 60_000;
        shard.posted(
                Draft.changed(Draft.deposit(ADA, 30_00), draft -> draft.effectiveAtMs = laterMs));
        assertThat(changed(limit("none", 0)).rejection())
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
    }

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        long version = shard.account(ADA).version();
        shard.posted(Draft.deposit(ADA, 1));
        assertThat(shard.refused(rename("Eve", version))).isEqualTo(RejectionCode.VERSION_MISMATCH);
        assertThat(done(rename("Eve", version + 1)).version()).isEqualTo(version + 2);
        assertThat(shard.account(ADA).holder()).isEqualTo("Eve");
    }

    @Test
    void theNewHolderIsFoundAndTheOldOneIsNot() {
        done(rename("Grace Hopper", 0));
        assertThat(found("hopper")).containsExactly(new AccountNumber(ADA));
        assertThat(found("holder 1")).isEmpty();
    }

    private List<AccountNumber> found(String text) {
        LedgerAnswer answer = shard.ledger.answer(new LedgerQuery.ListAccounts(-1, 10, text));
        return ((LedgerAnswer.Accounts) answer).accounts().stream().map(Account::number).toList();
    }

    @Test
    void aChangeIsPartOfTheStateHashAndOfTheAudit() {
        Shard other = new Shard(new Ledger(new HeapSpill())).open(ADA, BOB).withNewestRules();
        done(freeze("one"));
        other.apply(freeze("other"));
        assertThat(shard.ledger.stateHash()).isNotEqualTo(other.ledger.stateHash());
        done(rename("Eve", 0));
        done(limit("two", 7_00));
        assertThat(shard.audit().conserved()).as(shard.audit().detail()).isTrue();
        LedgerDoor.alterLimit(shard.ledger, new AccountNumber(ADA), 8_00);
        assertThat(shard.audit().balancesMatch()).isFalse();
        assertThat(shard.audit().detail()).contains("by its changes");
    }

    @Test
    void beforeTheirRulesAccountsDoNotChange() {
        Shard early = new Shard().open(ADA);
        long hash = early.ledger.stateHash();
        assertThat(early.apply(freeze("one"))).isEqualTo(new LedgerResult.NoVote());
        assertThat(early.ledger.stateHash()).isEqualTo(hash);
    }
}
