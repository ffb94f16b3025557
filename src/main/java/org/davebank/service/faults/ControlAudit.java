package org.davebank.service.faults;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.davebank.directory.SystemCommand;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;

/**
 * The audit trail of control actions. Every line goes into the system group; lines wait here while
 * it has no quorum, so that two dead servers of three can be revived first and recorded later.
 * Thread-safe.
 */
final class ControlAudit {

    static final int WAITING_MAX = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Shards shards;
    private final Deque<SystemCommand.Audit> waiting = new ArrayDeque<>();

    ControlAudit(Shards shards) {
        this.shards = shards;
    }

    void record(Caller caller, String action, String target, String outcome) {
        SystemCommand.Audit line =
                new SystemCommand.Audit(
                        System.currentTimeMillis(),
                        caller.name(),
                        action,
                        target,
                        outcome,
                        caller.requestId());
        synchronized (waiting) {
            if (waiting.size() == WAITING_MAX) {
                waiting.removeFirst();
            }
            waiting.addLast(line);
        }
        Thread.ofVirtual().start(this::flush);
    }

    /** Sends waiting lines; call it whenever the system group may have its quorum back. */
    void flush() {
        while (true) {
            SystemCommand.Audit line;
            synchronized (waiting) {
                line = waiting.pollFirst();
            }
            if (line == null) {
                return;
            }
            try {
                shards.decide(line, TIMEOUT);
            } catch (ServiceProblem e) {
                synchronized (waiting) {
                    waiting.addFirst(line);
                }
                return;
            }
        }
    }
}
