package org.davebank.ledger.state;

import java.util.List;
import java.util.Objects;
import org.davebank.base.Invariant;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.GiveUpChange;
import org.davebank.ledger.LedgerCommand.WantedAliases;
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
 *   C4  an alias is added only by a change for which it is claimed
 *   C5  a change that was given up is rejected, whenever it comes
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
        List<String> missing = missing(change.aliases(), before.aliases());
        if (rejection == null && !missing.isEmpty()) {
            return new LedgerResult.AliasesMissing(missing);
        }
        Account after = rejection == null ? changed(before, change) : before;
        boolean changes = !after.equals(before);
        if (key != null || changes) {
            record(change, ordinal, index, rejection, after);
        }
        return new Changed(after, rejection, false);
    }

    private void record(
            ChangeAccount change,
            int ordinal,
            long index,
            @Nullable RejectionCode rejection,
            Account after) {
        long before = accounts.newestChange(ordinal);
        List<String> opened = accounts.opening(ordinal).command().aliases();
        accounts.change(ordinal, AccountChange.of(change, index, before, rejection, after, opened));
    }

    /** The aliases that a change adds without a claim. */
    private static List<String> missing(@Nullable WantedAliases wanted, List<String> listed) {
        return wanted == null
                ? List.of()
                : wanted.all().stream()
                        .filter(alias -> !listed.contains(alias))
                        .filter(alias -> !wanted.claimed().contains(alias))
                        .toList();
    }

    /** Lets a change never happen that has not happened yet, so that what it has claimed can be freed. */
    LedgerResult giveUp(GiveUpChange giveUp, long stampMs, long index) {
        int number = giveUp.account().value();
        int ordinal = accounts.find(number);
        if (ordinal < 0) {
            return new Refused(
                    RejectionCode.ACCOUNT_NOT_FOUND, "there is no account " + giveUp.account());
        }
        String key = giveUp.key();
        Account account = reader.account(ordinal, stampMs);
        boolean decided =
                key == null
                        || accounts.changes().find(number, key) != null
                        || teller.knowsKey(number, key);
        if (!decided) {
            Refused full = accounts.changes().noRoom();
            if (full != null) {
                return full;
            }
            ChangeAccount unknown =
                    new ChangeAccount(
                            giveUp.account(),
                            key,
                            null,
                            null,
                            null,
                            0,
                            giveUp.by(),
                            giveUp.requestId());
            record(unknown, ordinal, index, RejectionCode.ALIAS_TAKEN, account);
        }
        return new LedgerResult.GivenUp(account.aliases(), decided);
    }

    private LedgerResult replay(AccountChange earlier, ChangeAccount change, int ordinal) {
        ChangeAccount first = earlier.command();
        // Who gives up a change of another request does not know what it asks for.
        boolean givenUp = earlier.rejection() == RejectionCode.ALIAS_TAKEN;
        boolean same =
                givenUp
                        || first.status() == change.status()
                                && Objects.equals(first.holder(), change.holder())
                                && Objects.equals(
                                        first.overdraftLimitMinor(), change.overdraftLimitMinor())
                                && Objects.equals(all(first), all(change));
        return same
                ? new Changed(earlier.account(accounts.opening(ordinal)), earlier.rejection(), true)
                : reused();
    }

    private static @Nullable List<String> all(ChangeAccount change) {
        WantedAliases wanted = change.aliases();
        return wanted == null ? null : wanted.all();
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
        List<String> wanted = all(change);
        List<String> aliases = wanted == null ? before.aliases() : wanted;
        boolean same =
                status == before.status()
                        && holder.equals(before.holder())
                        && limitMinor == before.overdraftLimitMinor()
                        && aliases.equals(before.aliases());
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
                aliases,
                before.heldMinor());
    }
}
