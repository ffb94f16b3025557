package org.davebank.node.supernode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.node.port.Surroundings;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;

/**
 * What the supernode has under way for files, each step once at a time, and what it has just tried in
 * vain: that waits for a while, so that nothing else has to wait for it. Not thread-safe.
 */
final class FileSteps {

    static final long ASK_TIMEOUT_NS = 5_000_000_000L;

    private final Surroundings node;
    private final Set<String> busy = new TreeSet<>();
    private final Map<String, Long> failedNs = new TreeMap<>();
    private long term;

    FileSteps(Surroundings node) {
        this.node = node;
    }

    /** Another term: answers to what was asked in an earlier one count no more. */
    void reset() {
        busy.clear();
        failedNs.clear();
        term++;
    }

    /** Takes a step unless it is under way; false if it is. */
    boolean begin(String step) {
        return busy.add(step);
    }

    void end(String step) {
        busy.remove(step);
    }

    void failed(String step, long nowNs) {
        failedNs.put(step, nowNs);
    }

    void forgetFailuresBefore(long ns) {
        failedNs.values().removeIf(each -> each < ns);
    }

    boolean hasFailed(String step) {
        return failedNs.containsKey(step);
    }

    /** Asks; the answer comes at most once, and never after {@link #reset}. */
    void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
        long asked = term;
        node.ask(
                body,
                timeoutNs,
                reply -> {
                    if (asked == term) {
                        answer.accept(reply);
                    }
                });
    }

    /** Asks unless the step is under way. */
    void once(String step, RequestBody body, long timeoutNs, Consumer<Reply> answer) {
        if (begin(step)) {
            ask(
                    body,
                    timeoutNs,
                    reply -> {
                        end(step);
                        answer.accept(reply);
                    });
        }
    }

    void decide(String step, SystemCommand command, Consumer<SystemResult> answer) {
        once(
                step,
                new RequestBody.Decide(List.of(command)),
                ASK_TIMEOUT_NS,
                reply -> {
                    if (reply instanceof Reply.Decided decided) {
                        answer.accept(decided.results().getFirst());
                    }
                });
    }
}
