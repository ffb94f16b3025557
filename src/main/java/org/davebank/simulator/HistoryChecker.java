package org.davebank.simulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Judges what clients were told. Every answer names the place in its shard's log where the operation
 * took effect, so that linearizability is two checks, each of constant cost: a single-threaded model
 * that replays the log in its order must give the same answer, and the order of the log must agree
 * with real time.
 *
 * <pre>
 * Rules
 *   H1  an acknowledged command is committed at the index that the answer names, with that outcome
 *   H2  an operation that began after another one had ended takes effect after it
 *   H3  a read sees exactly the state at its index
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class HistoryChecker {

    private final Map<GroupId, BankModel> models = new TreeMap<>();
    private final Map<GroupId, Long> ended = new TreeMap<>();

    private final Consumer<String> referenced;

    /** @param referenced told each file that a committed entry refers to */
    HistoryChecker(Consumer<String> referenced) {
        this.referenced = referenced;
    }

    BankModel model(GroupId group) {
        return models.computeIfAbsent(group, key -> new BankModel(referenced));
    }

    /** An operation begins now: it must take effect after everything that has ended by now. */
    long begin(GroupId group) {
        return ended.getOrDefault(group, 0L);
    }

    /** An operation has ended that took effect, or saw the state, at this index. */
    void end(GroupId group, long index) {
        ended.merge(group, index, Math::max);
    }

    /**
     * A client was told what became of a command.
     *
     * @param floor what {@link #begin} gave when the client first sent it
     * @param index of the entry that the answer names
     */
    void acknowledged(
            GroupId group, long floor, long index, LedgerCommand command, LedgerResult result) {
        switch (result) {
            case LedgerResult.Recorded recorded when command instanceof LedgerCommand.Post post ->
                    recorded(group, floor, index, post, recorded.transaction());
            case LedgerResult.Opened opened
                    when command instanceof LedgerCommand.OpenAccount open ->
                    opened(group, floor, index, open, opened.account());
            case LedgerResult.Attached attached
                    when command instanceof LedgerCommand.Attach attach ->
                    attached(group, floor, index, attach, true);
            case LedgerResult.Refused refused when command instanceof LedgerCommand.Attach attach ->
                    attached(group, floor, index, attach, false);
            default -> throw new Violation("H1: " + command + " was answered with " + result);
        }
    }

    private void recorded(
            GroupId group,
            long floor,
            long index,
            LedgerCommand.Post post,
            Transaction transaction) {
        String key = String.valueOf(post.key());
        BankModel.Outcome outcome = model(group).outcome(post.account(), key);
        if (outcome == null) {
            throw new Violation("H1: acknowledged but not committed: " + post);
        }
        boolean agrees =
                outcome.index() == transaction.index()
                        && outcome.sequence() == transaction.sequence()
                        && outcome.status() == transaction.status()
                        && outcome.balanceAfterMinor() == transaction.balanceAfterMinor();
        if (!agrees) {
            throw new Violation("H1: the log says " + outcome + ", the answer " + transaction);
        }
        if (transaction.index() > index) {
            throw new Violation("H1: answered at " + index + " before it happened: " + transaction);
        }
        if (transaction.index() <= floor) {
            throw new Violation(
                    "H2: took effect at "
                            + transaction.index()
                            + " of "
                            + group
                            + ", yet began after "
                            + floor
                            + " had ended: "
                            + post);
        }
    }

    private void attached(
            GroupId group, long floor, long index, LedgerCommand.Attach attach, boolean told) {
        if (model(group).isAttached(attach) != told) {
            throw new Violation("H1: told " + told + " about " + attach);
        }
        if (index <= floor) {
            throw new Violation("H2: attached at " + index + ", yet began after " + floor);
        }
    }

    private void opened(
            GroupId group,
            long floor,
            long index,
            LedgerCommand.OpenAccount open,
            Account account) {
        String key = model(group).openedBy(open.number());
        if (!open.key().equals(key) || !account.number().equals(open.number())) {
            throw new Violation("H1: acknowledged but not committed: " + open);
        }
        if (index <= floor) {
            throw new Violation("H2: opened at " + index + ", yet began after " + floor);
        }
    }

    /** A client was told an account's balance, null when it was told that there is none. */
    void read(GroupId group, long floor, long index, AccountNumber number, @Nullable Account told) {
        if (index < floor) {
            throw new Violation(
                    "H2: read at "
                            + index
                            + " of "
                            + group
                            + ", yet began after "
                            + floor
                            + " had ended");
        }
        Long balance = model(group).balanceAt(number, index);
        Long answer = told == null ? null : (Long) told.balanceMinor();
        if (!java.util.Objects.equals(balance, answer)) {
            throw new Violation(
                    "H3: account "
                            + number
                            + " has "
                            + balance
                            + " at index "
                            + index
                            + " of "
                            + group
                            + ", the answer was "
                            + answer);
        }
    }
}
