package org.davebank.ledger.state;

import java.util.Arrays;
import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.WantedAliases;
import org.davebank.ledger.store.AccountChange;
import org.davebank.ledger.store.Opening;
import org.davebank.ledger.store.RecordCursor;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * What an audit knows of accounts from the records of their openings and changes alone. Not
 * thread-safe.
 */
final class ChangesRead {

    private final AccountTable accounts;
    private final RecordCursor cursor = new RecordCursor();
    private AccountStatus[] statuses = new AccountStatus[16];
    private long[] limits = new long[16];

    /** The sequence plus one of the account's newest record, 0 if none. */
    private int[] newest = new int[16];

    private long read;
    private long hash;

    ChangesRead(AccountTable accounts) {
        this.accounts = accounts;
    }

    /** Reads an opening; the ordinals ascend. */
    void opened(int ordinal) {
        if (ordinal >= limits.length) {
            int size = Math.max(ordinal + 1, limits.length * 2);
            statuses = Arrays.copyOf(statuses, size);
            limits = Arrays.copyOf(limits, size);
            newest = Arrays.copyOf(newest, size);
        }
        statuses[ordinal] = AccountStatus.ACTIVE;
        limits[ordinal] = accounts.opening(ordinal).command().overdraftLimitMinor();
    }

    boolean isBehind() {
        return read < accounts.changes().records().count();
    }

    /** Reads the next record, and says what is wrong with it, or null. */
    @Nullable String readNext() {
        long sequence = read++;
        try {
            accounts.changes().records().moveTo(sequence, cursor);
            hash = StateHash.chain(hash, cursor.bytes(), cursor.start(), cursor.length());
            return follow(sequence, accounts.changes().at(sequence));
        } catch (IndexOutOfBoundsException | Invariant.Broken e) {
            return "change " + sequence + " cannot be read";
        }
    }

    private @Nullable String follow(long sequence, AccountChange change) {
        ChangeAccount asked = change.command();
        int ordinal = accounts.find(asked.account().value());
        if (ordinal < 0) {
            return "change " + sequence + " is of an account that does not exist";
        }
        Account before = before(ordinal);
        String holder = before.holder();
        List<String> aliases = before.aliases();
        AccountStatus status = statuses[ordinal];
        long limitMinor = limits[ordinal];
        if (change.rejection() == null) {
            Long givenMinor = asked.overdraftLimitMinor();
            holder = asked.holder() == null ? holder : asked.holder();
            status = asked.status() == null ? status : asked.status();
            limitMinor = givenMinor == null ? limitMinor : givenMinor;
            WantedAliases wanted = asked.aliases();
            aliases = wanted == null ? aliases : wanted.all();
        }
        boolean follows =
                change.before() == newest[ordinal] - 1
                        && change.holder().equals(holder)
                        && change.status() == status
                        && change.overdraftLimitMinor() == limitMinor
                        && change.aliases(accounts.opening(ordinal)).equals(aliases);
        newest[ordinal] = (int) sequence + 1;
        statuses[ordinal] = status;
        limits[ordinal] = limitMinor;
        return follows ? null : "change " + sequence + " does not follow from those before it";
    }

    private Account before(int ordinal) {
        Opening opening = accounts.opening(ordinal);
        return newest[ordinal] == 0
                ? opening.account()
                : accounts.changes().at(newest[ordinal] - 1).account(opening);
    }

    /** How the live account differs from its records, or null. */
    @Nullable String difference(int ordinal) {
        boolean same =
                accounts.status(ordinal) == statuses[ordinal]
                        && accounts.overdraft(ordinal) == limits[ordinal]
                        && accounts.newestChange(ordinal) == newest[ordinal] - 1;
        return same
                ? null
                : "account "
                        + accounts.accountNumber(ordinal)
                        + ": "
                        + accounts.status(ordinal)
                        + " with a limit of "
                        + accounts.overdraft(ordinal)
                        + " minor units, "
                        + statuses[ordinal]
                        + " with "
                        + limits[ordinal]
                        + " by its changes";
    }

    /** The chain of the records that were read. */
    long hash() {
        return hash;
    }
}
