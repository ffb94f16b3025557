package org.davebank.ledger.state;

import java.util.Objects;
import org.davebank.base.Invariant;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Changed;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.store.AccountChange;
import org.jspecify.annotations.Nullable;

/**
 * Decides one {@link ChangeAccount} and carries it out. Under a key each decision is recorded, also a
 * rejection and a change to what the account is already, so that a retry gets the same answer and
 * changes nothing, whatever has become of the account since.
 *
 * <pre>
 * Invariants
 *   C1  an account that is closed stays closed, and nothing of it changes
 *   C2  when an account is closed its balance, held and expected amounts are 0, and nothing waits
 *       for its value date
 *   C3  a key names a change of an account or a posting of it, never both
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class Registrar {

    private final AccountTable accounts;
    private final ValueDates valueDates;
    private final Teller teller;
    private final LedgerReader reader;

    Registrar(AccountTable accounts, ValueDates valueDates, Teller teller, LedgerReader reader) {
        this.accounts = accounts;
        this.valueDates = valueDates;
        this.teller = teller;
        this.reader = reader;
    }

    LedgerResult change(ChangeAccount change, long stampMs, long index) {
        int number = change.account().value();
        int ordinal = accounts.find(number);
        if (ordinal < 0) {
            return new Refused(
                    RejectionCode.ACCOUNT_NOT_FOUND, "there is no account " + change.account());
        }
        String key = change.key();
        AccountChange earlier = key == null ? null : accounts.changes().find(number, key);
        if (earlier != null) {
            return replay(earlier, change, ordinal);
        }
        if (key != null && teller.knowsKey(number, key)) {
            return reused();
        }
        Refused full = accounts.changes().noRoom();
        if (full != null) {
            return full;
        }
        long version = accounts.versions[ordinal];
        if (change.expectedVersion() != 0 && change.expectedVersion() != version) {
            return new Refused(
                    RejectionCode.VERSION_MISMATCH,
                    "account " + change.account() + " is in version " + version);
        }
        RejectionCode rejection = rejection(change, ordinal, stampMs);
        if (rejection != null && key == null) {
            return new Refused(rejection, "account " + change.account() + " cannot be changed");
        }
        Account before = reader.account(ordinal, stampMs);
        Account after = rejection == null ? changed(before, change) : before;
        boolean changes = !after.equals(before);
        if (key != null || changes) {
            accounts.change(
                    ordinal,
                    AccountChange.of(
                            change, index, accounts.newestChange(ordinal), rejection, after));
        }
        return new Changed(after, rejection, false);
    }

    private LedgerResult replay(AccountChange earlier, ChangeAccount change, int ordinal) {
        ChangeAccount first = earlier.command();
        boolean same =
                first.status() == change.status()
                        && Objects.equals(first.holder(), change.holder())
                        && Objects.equals(
                                first.overdraftLimitMinor(), change.overdraftLimitMinor());
        return same
                ? new Changed(earlier.account(accounts.opening(ordinal)), earlier.rejection(), true)
                : reused();
    }

    private static Refused reused() {
        return new Refused(
                RejectionCode.IDEMPOTENCY_KEY_REUSED,
                "this key was used on the account for another request");
    }

    private @Nullable RejectionCode rejection(ChangeAccount change, int ordinal, long stampMs) {
        if (accounts.status(ordinal) == AccountStatus.CLOSED) {
            return RejectionCode.ACCOUNT_CLOSED;
        }
        if (change.status() == AccountStatus.CLOSED) {
            if (accounts.balance(ordinal) != 0) {
                return RejectionCode.BALANCE_NOT_ZERO;
            }
            if (isPending(ordinal)) {
                return RejectionCode.TRANSFER_PENDING;
            }
        }
        Long limitMinor = change.overdraftLimitMinor();
        boolean covered =
                limitMinor == null
                        || limitMinor == accounts.overdraft(ordinal)
                        || isCovered(ordinal, limitMinor, stampMs);
        return covered ? null : RejectionCode.INSUFFICIENT_FUNDS;
    }

    /** Whether something is under way that would move money once the account is closed. */
    private boolean isPending(int ordinal) {
        return accounts.held(ordinal) != 0
                || accounts.expected(ordinal) != 0
                || valueDates.waits(ordinal);
    }

    /** Whether what the account owes, if every debit that has begun is booked, is within a limit. */
    private boolean isCovered(int ordinal, long limitMinor, long stampMs) {
        long effective = teller.effective(ordinal, stampMs);
        return Account.sum(effective, -accounts.held(ordinal)) >= -limitMinor;
    }

    private static Account changed(Account before, ChangeAccount change) {
        AccountStatus status = change.status() == null ? before.status() : change.status();
        String holder = change.holder() == null ? before.holder() : change.holder();
        Long givenMinor = change.overdraftLimitMinor();
        long limitMinor = givenMinor == null ? before.overdraftLimitMinor() : givenMinor;
        boolean same =
                status == before.status()
                        && holder.equals(before.holder())
                        && limitMinor == before.overdraftLimitMinor();
        if (same) {
            return before;
        }
        Invariant.check(before.status() != AccountStatus.CLOSED, "closed is for good");
        return new Account(
                before.number(),
                holder,
                before.currency(),
                status,
                limitMinor,
                before.balanceMinor(),
                before.valueBalanceMinor(),
                Account.sum(before.availableMinor(), limitMinor - before.overdraftLimitMinor()),
                before.asOfMs(),
                before.version() + 1,
                before.openedAtMs(),
                before.aliases(),
                before.heldMinor());
    }
}
