package org.davebank.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.history.Answered.Posted;
import org.davebank.history.Answered.Refused;
import org.davebank.history.Asked.Move;
import org.jspecify.annotations.Nullable;

/** All calls with one key: the client asks for one thing, and every definite answer must be the same. */
final class Movement {

    final Move move;

    /** When the first call began that may have done it. */
    long calledNs = Call.NEVER;

    /** When the first definite answer came. */
    long returnedNs = Call.NEVER;

    /** The answer, POSTED. */
    @Nullable Line posted;

    /** The recorded answer, refused, as a code. */
    @Nullable String refused;

    /** Some call may have done it. */
    boolean open;

    /** The unrecorded refusals that calls got. */
    private final List<String> passing = new ArrayList<>();

    private Movement(Move move) {
        this.move = move;
    }

    /** The movements of a history by key. Different answers under one key are a flaw. */
    static Collection<Movement> of(List<Call> calls, Flaws flaws) {
        Map<String, Movement> all = new TreeMap<>();
        for (Call call : calls) {
            if (call.asked() instanceof Move move) {
                Movement same = all.computeIfAbsent(move.key(), any -> new Movement(move));
                if (!same.move.equals(move)) {
                    flaws.add("J12", "one key for " + same.move + " and for " + move);
                }
                same.add(call, flaws);
            }
        }
        return all.values();
    }

    private void add(Call call, Flaws flaws) {
        String before = answer();
        switch (call.answered()) {
            case Posted done -> posted = posted == null ? done.line() : posted;
            case Refused no when no.recorded() -> refused = refused == null ? no.code() : refused;
            case Answered.Unknown any -> open = true;
            case Refused no -> {
                passing.add(no.code());
                return;
            }
            case Answered.NotDone any -> {
                return;
            }
            case Answered.Balance any ->
                    throw new IllegalArgumentException("a balance is no answer to " + move);
        }
        calledNs = Math.min(calledNs, call.calledNs());
        if (!(call.answered() instanceof Answered.Unknown)) {
            returnedNs = Math.min(returnedNs, call.returnedNs());
            String now = answer(call.answered());
            if (before != null && !before.equals(now)) {
                flaws.add("J12", move.key() + " was answered " + before + ", and then " + now);
            }
        }
    }

    private @Nullable String answer() {
        Line line = posted;
        return line != null ? line.toString() : refused;
    }

    private static String answer(Answered answered) {
        return switch (answered) {
            case Posted done -> done.line().toString();
            case Refused no -> no.code();
            default -> answered.toString();
        };
    }

    /** Whether every call was answered that nothing is done. */
    boolean isNotDone() {
        return posted == null && refused == null && !open;
    }

    /** Whether a call was answered with this code, which may or may not be recorded. */
    boolean wasRefused(@Nullable String code) {
        return code != null && passing.contains(code);
    }

    String key() {
        return move.key();
    }

    String home() {
        String payer = move.from();
        return payer != null ? payer : String.valueOf(move.to());
    }
}
