package org.davebank.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * One shard of the bank once more, as simple as can be: it takes the committed commands in the order
 * of the log, one after the other, and says what every client must have been told. It knows only what
 * the simulated clients use: accounts, deposits, withdrawals and transfers, each with a key.
 *
 * <p>Not thread-safe.
 */
final class BankModel {

    /** What became of a command that was recorded. */
    record Outcome(long index, long sequence, TransactionStatus status, long balanceAfterMinor) {}

    private static final class Account {
        final String key;
        final long openedAtIndex;
        long balanceMinor;
        int changes;
        long[] changedAt = new long[16];
        long[] balances = new long[16];

        Account(String key, long openedAtIndex) {
            this.key = key;
            this.openedAtIndex = openedAtIndex;
        }

        void add(long index, long deltaMinor) {
            balanceMinor += deltaMinor;
            if (changes == changedAt.length) {
                changedAt = Arrays.copyOf(changedAt, changes * 2);
                balances = Arrays.copyOf(balances, changes * 2);
            }
            changedAt[changes] = index;
            balances[changes++] = balanceMinor;
        }

        long balanceAt(long index) {
            int low = 0;
            int high = changes;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (changedAt[middle] <= index) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low == 0 ? 0 : balances[low - 1];
        }
    }

    private final Map<AccountNumber, Account> accounts = new TreeMap<>();
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private long sequence;
    private long posted;
    private long replayed;
    private long fencedEpoch;
    private final Set<String> attached = new TreeSet<>();

    /** How many attachments a transaction has. */
    private final Map<String, Integer> attachments = new TreeMap<>();

    private final Consumer<String> referenced;

    /** @param referenced told each file that an entry refers to */
    BankModel(Consumer<String> referenced) {
        this.referenced = referenced;
    }

    /** Applies the commands of one committed entry. */
    void apply(long index, List<LedgerCommand> commands) {
        for (LedgerCommand command : commands) {
            switch (command) {
                case LedgerCommand.OpenAccount open ->
                        accounts.putIfAbsent(open.number(), new Account(open.key(), index));
                case LedgerCommand.Post post -> post(index, post);
                case LedgerCommand.Attach attach -> attach(attach);
                case LedgerCommand.FenceUploads fence ->
                        fencedEpoch = Math.max(fencedEpoch, fence.epoch());
                default -> throw new Violation("a command that no client has sent: " + command);
            }
        }
    }

    private static String name(AccountNumber account, @Nullable String key) {
        return account + "/" + key;
    }

    private void post(long index, LedgerCommand.Post post) {
        Account account = accounts.get(post.account());
        if (account == null) {
            return; // Refused without a record.
        }
        String name = name(post.account(), post.key());
        if (outcomes.containsKey(name)) {
            replayed++;
            return;
        }
        long amountMinor = post.amountUnscaled();
        AccountNumber to = post.toAccount();
        Account credited = to == null ? null : accounts.get(to);
        boolean possible =
                switch (post.kind()) {
                    case DEPOSIT -> true;
                    case WITHDRAWAL -> account.balanceMinor >= amountMinor;
                    case TRANSFER -> credited != null && account.balanceMinor >= amountMinor;
                    case REVERSAL -> throw new Violation("no client reverses anything");
                };
        if (possible) {
            posted++;
            switch (post.kind()) {
                case DEPOSIT -> account.add(index, amountMinor);
                case WITHDRAWAL, REVERSAL -> account.add(index, -amountMinor);
                case TRANSFER -> {
                    account.add(index, -amountMinor);
                    if (credited != null) {
                        credited.add(index, amountMinor);
                    }
                }
            }
        }
        TransactionStatus status = possible ? TransactionStatus.POSTED : TransactionStatus.REJECTED;
        outcomes.put(name, new Outcome(index, sequence++, status, account.balanceMinor));
    }

    private static String attachment(LedgerCommand.Attach attach) {
        return attach.account() + "/" + attach.transaction() + "/" + attach.key();
    }

    private void attach(LedgerCommand.Attach attach) {
        String to = attach.account() + "/" + attach.transaction();
        int before = attachments.getOrDefault(to, 0);
        boolean possible =
                attach.epoch() > fencedEpoch
                        && before < LedgerLimits.ATTACHMENTS_PER_TRANSACTION_MAX;
        if (possible && attached.add(attachment(attach))) {
            attachments.put(to, before + 1);
            referenced.accept(attach.sha256());
        }
    }

    /** Whether a committed entry refers to the file under that key. */
    boolean isAttached(LedgerCommand.Attach attach) {
        return attached.contains(attachment(attach));
    }

    /** What became of the command with this key, or null when it is not committed. */
    @Nullable Outcome outcome(AccountNumber account, String key) {
        return outcomes.get(name(account, key));
    }

    /** The key that opened the account, or null when nothing has. */
    @Nullable String openedBy(AccountNumber account) {
        Account found = accounts.get(account);
        return found == null ? null : found.key;
    }

    /** The balance right after a log index, or null when the account did not exist then. */
    @Nullable Long balanceAt(AccountNumber account, long index) {
        Account found = accounts.get(account);
        return found == null || found.openedAtIndex > index ? null : (Long) found.balanceAt(index);
    }

    long balance(AccountNumber account) {
        Account found = accounts.get(account);
        return found == null ? 0 : found.balanceMinor;
    }

    List<AccountNumber> accounts() {
        return new ArrayList<>(accounts.keySet());
    }

    /** Commands that moved money. */
    long posted() {
        return posted;
    }

    /** Commands that came once more and changed nothing. */
    long replayed() {
        return replayed;
    }
}
