package org.davebank.simulator.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.TransactionId;
import org.davebank.history.Answered;
import org.davebank.history.Asked;
import org.davebank.history.Book;
import org.davebank.history.Call;
import org.davebank.history.Finding;
import org.davebank.history.History;
import org.davebank.history.Line;
import org.davebank.history.LogOrderChecker;
import org.davebank.history.WindowChecker;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.simulator.check.Operation;
import org.davebank.simulator.check.Violation;

/**
 * Records what clients asked and heard, and has it judged at the end of a run.
 *
 * <pre>
 * Rules
 *   C1  {@link LogOrderChecker} finds nothing
 *   C2  {@link WindowChecker} finds nothing
 * </pre>
 *
 * <p>Holds, releases and the records of batches move nothing and are left out. The items of a batch are in the books
 * without a call of a client: {@link LogOrderChecker} replays them, and {@link WindowChecker} leaves their accounts out.
 *
 * <p>Not thread-safe.
 */
public final class ClientHistory {

    /** So that the checkers take a small part of a run's time. */
    private static final WindowChecker.Work WORK = new WindowChecker.Work(2_000, 100_000);

    /** A recorded answer. */
    private record Heard(Operation operation, long nowNs, Transaction record) {}

    private final List<Heard> heard = new ArrayList<>();
    private final List<Call> reads = new ArrayList<>();

    /** The most that the limit of an account ever was. */
    private final Map<String, Long> limits = new TreeMap<>();

    /** Accounts whose lines do not decide alone what a debit may take. */
    private final Set<String> opaque = new TreeSet<>();

    /** The keys of what the bank did without a look at the funds. */
    private final Set<String> unchecked = new TreeSet<>();

    /**
     * Accounts that were debited without a look at the funds: this may have taken what a transfer or a
     * batch, which was judged when it began, is booked with later.
     */
    private final Set<String> forced = new TreeSet<>();

    /** The ids of records that no call has heard of: of the items of batches, under each id of the batch. */
    private final Set<TransactionId> items = new TreeSet<>();

    /** The ids of what was refused without a record: a copy of the request may come later and leave one. */
    private final Set<TransactionId> refused = new TreeSet<>();

    private final int shards;

    private long undecided;

    public ClientHistory(int shards) {
        this.shards = shards;
    }

    /** A client got the result of a command. */
    public void acknowledged(
            Operation operation, long nowNs, LedgerCommand command, LedgerResult result) {
        switch (command) {
            case LedgerCommand.OpenAccount open ->
                    limits.merge(open.number().toString(), open.overdraftLimitMinor(), Math::max);
            case LedgerCommand.ChangeAccount change when change.overdraftLimitMinor() != null -> {
                String account = change.account().toString();
                limits.merge(
                        account, Objects.requireNonNull(change.overdraftLimitMinor()), Math::max);
                opaque.add(account);
            }
            case LedgerCommand.Post post -> recorded(operation, nowNs, post, result);
            case MovementCommand.Begin begin -> recorded(operation, nowNs, begin.post(), result);
            case MovementCommand.BeginBatch begin -> {
                for (int i = 0; i < begin.batch().items().size(); i++) {
                    items.add(Batch.idOf(begin.batch().id(), i));
                }
            }
            default -> {}
        }
    }

    private void recorded(
            Operation operation, long nowNs, LedgerCommand.Post post, LedgerResult result) {
        if (result instanceof LedgerResult.Refused) {
            refused.add(post.id());
        }
        if (!(result instanceof LedgerResult.Recorded recorded)) {
            return;
        }
        Transaction record = recorded.transaction();
        if (!record.movesNothing()) {
            heard.add(new Heard(operation, nowNs, record));
            if (post.isOfHold() || !post.mode().isChecked()) {
                unchecked.add(Lines.key(record));
            }
            if (!post.mode().isChecked() && post.kind() != TransactionKind.DEPOSIT) {
                forced.add(post.account().toString());
            }
        }
    }

    /** A client got the answer to a query. */
    public void read(Operation operation, long nowNs, LedgerQuery query, LedgerAnswer answer) {
        if (query instanceof LedgerQuery.GetAccount get
                && answer instanceof LedgerAnswer.AccountFound found
                && found.account() != null) {
            reads.add(
                    new Call(
                            operation.calledNs(),
                            nowNs,
                            new Asked.Balance(get.number().toString()),
                            new Answered.Balance(found.account().balanceMinor())));
        }
    }

    /**
     * Judges everything that was heard.
     *
     * @param books the final records of all accounts, oldest first
     * @param balances the final balances
     */
    public void check(Map<String, List<Transaction>> books, Map<String, Long> balances) {
        heard.forEach(each -> refused.remove(each.record.id()));
        items.addAll(refused);
        History history = history(books, balances);
        refuse("C1", LogOrderChecker.check(history));
        Finding windows = WindowChecker.check(history, WORK);
        refuse("C2", windows);
        undecided = windows.undecided();
    }

    private static void refuse(String rule, Finding finding) {
        if (finding.violations() > 0) {
            throw new Violation(rule + ": " + finding.examples().getFirst());
        }
    }

    /** How many calls the second checker has given up. */
    public long undecided() {
        return undecided;
    }

    /** How many calls are recorded. */
    public long size() {
        return heard.size() + reads.size();
    }

    private History history(Map<String, List<Transaction>> books, Map<String, Long> balances) {
        Lines lines = new Lines(books, items, shards);
        List<Call> calls = new ArrayList<>(reads);
        for (Heard each : heard) {
            Line line = lines.line(each.record, each.record.account().toString());
            calls.add(new Call(each.operation.calledNs(), each.nowNs, move(line), answer(line)));
        }
        Map<String, Book> all = new TreeMap<>();
        books.forEach(
                (account, records) -> all.put(account, book(account, records, lines, balances)));
        return new History(calls, all);
    }

    private Asked.Move move(Line line) {
        String key = Objects.requireNonNull(line.key());
        return new Asked.Move(
                key,
                line.from(),
                line.to(),
                line.amountMinor(),
                !unchecked.contains(key) && !isForced(line),
                line.reverses());
    }

    private boolean isForced(Line line) {
        return line.from() != null && line.to() != null && forced.contains(line.from());
    }

    private static Answered answer(Line line) {
        String refusal = line.refusal();
        return refusal == null ? new Answered.Posted(line) : new Answered.Refused(refusal, true);
    }

    private Book book(
            String account, List<Transaction> records, Lines lines, Map<String, Long> balances) {
        List<Line> own = new ArrayList<>();
        boolean fundsKnown = !opaque.contains(account) && !forced.contains(account);
        boolean followed = true;
        for (Transaction each : records) {
            if (!each.movesNothing()) {
                own.add(lines.line(each, account));
            }
            fundsKnown &= each.kind() != TransactionKind.HOLD;
            followed &= !lines.isItem(each);
        }
        return new Book(
                account,
                limits.getOrDefault(account, 0L),
                fundsKnown,
                followed,
                balances.getOrDefault(account, 0L),
                own);
    }
}
