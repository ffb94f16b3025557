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
 * The supernode's pending steps for files, each at most once at a time, and its recent failures,
 * which are postponed so that they do not hold up other steps. Not thread-safe.
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

    /** Starts a new term: ignores answers to requests of earlier terms. */
    void reset() {
        busy.clear();
        failedNs.clear();
        term++;
    }

    /** Begins a step; returns false if it is already pending. */
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

    /** Sends a request; the answer comes at most once, and never after {@link #reset}. */
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

    /** Sends a request unless the step is already pending. */
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
