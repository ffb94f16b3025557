package org.davebank.simulator.check;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Judges the answers that clients got. Every answer names the index in its shard's log at which the
 * operation took effect, so that linearizability needs two checks, each of constant cost: a
 * single-threaded model that replays the log in its order must give the same answer, and the order
 * of the log must agree with real time.
 *
 * <pre>
 * Rules
 *   H1  an acknowledged command is committed at the index of the answer, with that outcome
 *   H2  an operation that began after another had ended takes effect after it
 *   H3  a read sees exactly the state at its index
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class HistoryChecker {

    private final Map<GroupId, BankModel> models = new TreeMap<>();
    private final Map<GroupId, Long> ended = new TreeMap<>();

    private final Consumer<String> referenced;

    /** @param referenced receives each file that a committed entry refers to */
    public HistoryChecker(Consumer<String> referenced) {
        this.referenced = referenced;
    }

    public BankModel model(GroupId group) {
        return models.computeIfAbsent(
                group, key -> new BankModel(referenced, shard -> model(GroupId.ofShard(shard))));
    }

    /** Begins an operation: it must take effect after everything that has ended by now. */
    public long begin(GroupId group) {
        return ended.getOrDefault(group, 0L);
    }

    /** Ends an operation that took effect, or saw the state, at this index. */
    public void end(GroupId group, long index) {
        ended.merge(group, index, Math::max);
    }

    /**
     * A client got the outcome of a command.
     *
     * @param floor the result of {@link #begin} when the client first sent it
     * @param index of the entry, from the answer
     */
    public void acknowledged(
            GroupId group, long floor, long index, LedgerCommand command, LedgerResult result) {
        BankModel model = model(group);
        List<Long> entries = model.occurrences(command);
        if (entries.isEmpty() || entries.getFirst() > index) {
            throw new Violation("H1: acknowledged but not committed at " + index + ": " + command);
        }
        // A command that was sent twice is in two entries, or in one twice.
        LedgerResult expected = null;
        long tookEffect = -1;
        for (long entry : entries) {
            BankModel.Applied applied = model.applied(entry);
            for (int i = 0;
                    applied != null && entry <= index && i < applied.commands().size();
                    i++) {
                if (applied.commands().get(i).equals(command)) {
                    expected = applied.results().get(i);
                    tookEffect = agree(model, expected, result) ? entry : tookEffect;
                }
            }
        }
        if (tookEffect < 0) {
            throw new Violation(
                    "H1: "
                            + command
                            + " gave "
                            + expected
                            + " by the log, the answer was "
                            + result);
        }
        if (tookEffect <= floor) {
            throw new Violation(
                    "H2: took effect at "
                            + tookEffect
                            + " of "
                            + group
                            + ", yet began after "
                            + floor
                            + " had ended: "
                            + command);
        }
    }

    /** A transfer's answer is that of its decision, which follows in a later entry. */
    private static boolean agree(BankModel model, LedgerResult expected, LedgerResult actual) {
        if (expected instanceof LedgerResult.Begun begun) {
            Transaction decision = model.movements().decision(begun.key());
            return decision != null
                    && actual.equals(new LedgerResult.Recorded(decision, begun.joined()));
        }
        return agree(expected, actual);
    }

    private static boolean agree(LedgerResult expected, LedgerResult actual) {
        if (expected instanceof LedgerResult.Refused a
                && actual instanceof LedgerResult.Refused b) {
            return a.code() == b.code();
        }
        if (expected instanceof LedgerResult.Attached a
                && actual instanceof LedgerResult.Attached b) {
            return a.replayed() == b.replayed()
                    && a.attachment().sha256().equals(b.attachment().sha256());
        }
        return actual.equals(expected);
    }

    /** A client got the answer to a query. */
    public void read(
            GroupId group, long floor, long index, LedgerQuery query, LedgerAnswer answer) {
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
        String wrong = wrong(model(group), index, query, answer);
        if (wrong != null) {
            throw new Violation(
                    "H3: " + wrong + " at index " + index + " of " + group + ": " + query);
        }
    }

    private static @Nullable String wrong(
            BankModel model, long index, LedgerQuery query, LedgerAnswer answer) {
        return switch (query) {
            case LedgerQuery.GetAccount q when answer instanceof LedgerAnswer.AccountFound a ->
                    wrongAccount(model, index, q, a.account());
            case LedgerQuery.GetAccountAt q when answer instanceof LedgerAnswer.AccountFound a ->
                    differ(model.accountAt(q.number(), index, q.atMs()), a.account());
            case LedgerQuery.FindAlias q when answer instanceof LedgerAnswer.AliasFound a ->
                    differ(model.holder(q.alias(), index), a.account());
            case LedgerQuery.FindByKey q when answer instanceof LedgerAnswer.Transactions a -> {
                Transaction expected = model.byKey(q.account(), q.key(), index);
                yield differ(
                        expected == null ? List.of() : List.of(expected),
                        a.transactions().stream().map(HistoryChecker::withoutFiles).toList());
            }
            case LedgerQuery.History q when answer instanceof LedgerAnswer.Transactions a ->
                    wrongPage(model, index, q, a);
            default -> "the answer belongs to another question: " + answer;
        };
    }

    /** The reader's clock decides what is effective, but never goes behind what was applied. */
    private static @Nullable String wrongAccount(
            BankModel model, long index, LedgerQuery.GetAccount query, @Nullable Account actual) {
        if (actual != null && actual.asOfMs() < model.stampAt(index)) {
            return "shown as of " + actual.asOfMs() + ", before the stamp " + model.stampAt(index);
        }
        long nowMs = actual == null ? 0 : actual.asOfMs();
        return differ(model.shown(query.number(), index, nowMs), actual);
    }

    private static @Nullable String differ(@Nullable Object expected, @Nullable Object actual) {
        return Objects.equals(expected, actual)
                ? null
                : "expected " + expected + ", the answer was " + actual;
    }

    private static Transaction withoutFiles(Transaction each) {
        return each.asRecorded();
    }

    /** A page is the start of the remaining records; the next page continues without a gap. */
    private static @Nullable String wrongPage(
            BankModel model,
            long index,
            LedgerQuery.History query,
            LedgerAnswer.Transactions answer) {
        List<Transaction> left =
                model.history(
                        Objects.requireNonNull(query.account()),
                        index,
                        query.beforeSequence(),
                        query.limit() + 1);
        List<Transaction> page = answer.transactions();
        int count = page.size();
        if (count > query.limit() || count > left.size()) {
            return count + " records where " + left.size() + " are left";
        }
        for (int i = 0; i < count; i++) {
            String wrong = differ(left.get(i), withoutFiles(page.get(i)));
            if (wrong != null) {
                return wrong;
            }
        }
        boolean ends = answer.nextBefore() < 0;
        boolean skips =
                count < left.size() && (ends || left.get(count).sequence() >= answer.nextBefore());
        return skips
                ? "the page ends at " + answer.nextBefore() + " before " + left.get(count)
                : null;
    }
}
