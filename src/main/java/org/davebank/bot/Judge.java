package org.davebank.bot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.davebank.history.Answered;
import org.davebank.history.Asked;
import org.davebank.history.Book;
import org.davebank.history.Call;
import org.davebank.history.Finding;
import org.davebank.history.History;
import org.davebank.history.LogOrderChecker;
import org.davebank.history.WindowChecker;
import org.jspecify.annotations.Nullable;

/**
 * Has DaveBot's history and the bank's books judged by two checkers, whose rules are J1 to J12 and W1: {@link
 * LogOrderChecker} and {@link WindowChecker}. What is held of a balance is judged by {@link HoldJudge}, with J13 and J14.
 */
public final class Judge {

    static final int EXAMPLES_MAX = 20;

    /** A few seconds of work for a long history. */
    private static final WindowChecker.Work WORK = new WindowChecker.Work(20_000, 1_000_000);

    /** Rejections that the ledger records; others may leave no record. */
    private static final Set<String> RECORDED =
            Set.of(
                    "invalid_effective_at",
                    "insufficient_funds",
                    "account_frozen",
                    "account_closed",
                    "already_reversed",
                    "exceeds_original",
                    "hold_ended",
                    "hold_settled",
                    "exceeds_hold",
                    "balance_overflow");

    private final String run;
    private final Map<String, Statement> statements;
    private final Map<String, Entry> homes = new HashMap<>();
    private final Map<String, Boolean> posted = new HashMap<>();
    private final Lines lines;

    private Judge(String run, Map<String, Statement> statements) {
        this.run = run;
        this.statements = statements;
        this.lines = new Lines(statements.values());
        for (Statement statement : statements.values()) {
            for (Entry entry : statement.entries()) {
                if (!entry.isCreditOf(statement.account())) {
                    homes.put(entry.id(), entry);
                    String key = runKey(entry);
                    if (key != null) {
                        posted.merge(key, entry.posted(), Boolean::logicalOr);
                    }
                }
            }
        }
    }

    /**
     * Judges a run.
     *
     * @param run the prefix of the keys of this run, and of no others
     * @param operations an order may have several
     * @param statements the statement of every used account, read after the last operation ended
     */
    public static Verdict judge(
            String run,
            List<Operation> operations,
            List<Look> looks,
            Map<String, Statement> statements) {
        return new Judge(run, statements).judge(operations, looks);
    }

    private Verdict judge(List<Operation> operations, List<Look> looks) {
        History history = new History(calls(operations, looks), books());
        Finding logs = LogOrderChecker.check(history);
        Finding windows = WindowChecker.check(history, WORK);
        HoldJudge holds = new HoldJudge(run, operations, statements.values());
        statements.values().forEach(holds::judge);
        Tally tally = new Tally();
        Set<String> seen = new HashSet<>();
        for (Operation operation : operations) {
            String key = operation.order().key();
            if (seen.add(key)) {
                tally.add(operation.outcome(), posted.getOrDefault(key, false));
            }
        }
        long violations = logs.violations() + windows.violations() + holds.violations();
        return new Verdict(
                violations == 0 ? Verdict.Ruling.CORRECT : Verdict.Ruling.VIOLATED,
                seen.size(),
                tally.posted,
                tally.rejected,
                tally.notDone,
                tally.resolvedPosted,
                tally.resolvedAbsent,
                foreign(),
                violations,
                Stream.of(logs.examples(), windows.examples(), holds.examples())
                        .flatMap(List::stream)
                        .limit(EXAMPLES_MAX)
                        .toList(),
                logs,
                windows);
    }

    /** What became of the orders. */
    private static final class Tally {
        int posted;
        int rejected;
        int notDone;
        int resolvedPosted;
        int resolvedAbsent;

        void add(Outcome outcome, boolean inTheBooks) {
            switch (outcome) {
                case Outcome.Posted any -> posted++;
                case Outcome.Rejected any -> rejected++;
                case Outcome.NotDone any -> notDone++;
                case Outcome.Unknown any when inTheBooks -> {
                    resolvedPosted++;
                    posted++;
                }
                case Outcome.Unknown any -> resolvedAbsent++;
            }
        }
    }

    private List<Call> calls(List<Operation> operations, List<Look> looks) {
        List<Call> calls = new ArrayList<>();
        for (Operation each : operations) {
            boolean open = each.outcome() instanceof Outcome.Unknown;
            calls.add(
                    new Call(
                            each.startNs(),
                            open ? Call.NEVER : each.endNs(),
                            Lines.move(each.order()),
                            answer(each)));
        }
        for (Look each : looks) {
            calls.add(
                    new Call(
                            each.startNs(),
                            each.endNs(),
                            new Asked.Balance(each.account()),
                            new Answered.Balance(each.balanceMinor())));
        }
        return calls;
    }

    private Answered answer(Operation operation) {
        String account = operation.order().account();
        return switch (operation.outcome()) {
            case Outcome.Posted(Entry entry) ->
                    new Answered.Posted(lines.line(entry, account, runKey(entry)));
            case Outcome.Rejected(String code, String detail) ->
                    new Answered.Refused(code, RECORDED.contains(code));
            case Outcome.NotDone any -> new Answered.NotDone();
            case Outcome.Unknown any -> new Answered.Unknown();
        };
    }

    private Map<String, Book> books() {
        Map<String, Book> books = new TreeMap<>();
        for (Statement each : statements.values()) {
            boolean followed = true;
            boolean plain = true;
            for (Entry entry : each.entries()) {
                followed &= isOwn(entry);
                plain &= entry.kind() != Kind.OTHER && entry.kind() != Kind.HOLD;
            }
            books.put(
                    each.account(),
                    new Book(
                            each.account(),
                            0,
                            plain,
                            followed,
                            each.balanceMinor(),
                            lines.of(each, this::runKey)));
        }
        return books;
    }

    private @Nullable String runKey(Entry entry) {
        String key = entry.key();
        if (key != null && key.startsWith(run)) {
            return key;
        }
        String reference = entry.reference();
        return reference != null && reference.startsWith(run) ? reference : null;
    }

    /** Whether the order of a record is one of this run, or the bank itself has ended a hold of this run. */
    private boolean isOwn(Entry entry) {
        Entry home = homes.get(entry.id());
        Entry hold = entry.kind() == Kind.RELEASE ? homes.get(String.valueOf(entry.hold())) : null;
        return (home != null && runKey(home) != null) || (hold != null && runKey(hold) != null);
    }

    /** The movements that others have made on these accounts. */
    private int foreign() {
        Set<String> ids = new HashSet<>();
        for (Statement statement : statements.values()) {
            for (Entry entry : statement.entries()) {
                if (!isOwn(entry)) {
                    ids.add(entry.id());
                }
            }
        }
        return ids.size();
    }
}
