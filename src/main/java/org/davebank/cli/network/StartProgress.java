package org.davebank.cli.network;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.host.AgentReply;
import org.davebank.host.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the start of a network makes progress. Starting processes are waited for while
 * they use the processor, however long that takes. Once all are up, the network gets a fixed time
 * to accept writes, which restarts with every change.
 */
final class StartProgress {

    private final Duration stall;
    private final long readyNs;
    private final Map<Long, Progress> starting = new TreeMap<>();
    private String last = "";
    private long changedNs = System.nanoTime();

    StartProgress(Duration stall, Duration ready) {
        this.stall = stall;
        this.readyNs = ready.toNanos();
    }

    /** Why waiting any longer is useless, or null. */
    @Nullable String trouble(AgentReply reply) {
        String states = reply.isUsable() + reply.nodes().toString();
        if (!states.equals(last)) {
            last = states;
            changedNs = System.nanoTime();
        }
        boolean starts = false;
        for (AgentReply.Row row : reply.nodes()) {
            if (row.state() == AgentReply.State.STARTING && row.pid() != 0) {
                starts = true;
                if (state(row.pid()) == Progress.State.STALLED) {
                    return row.name()
                            + " (process "
                            + row.pid()
                            + ") makes no progress while starting";
                }
            }
        }
        if (!starts && System.nanoTime() - changedNs > readyNs) {
            return "the network is not ready, and nothing has changed for "
                    + readyNs / 1_000_000_000L
                    + " s";
        }
        return null;
    }

    private Progress.State state(long pid) {
        Progress known = starting.get(pid);
        if (known == null) {
            ProcessHandle process = ProcessHandle.of(pid).orElse(null);
            if (process == null) {
                return Progress.State.ENDED; // The agent is about to notice.
            }
            known = new Progress(process, stall);
            starting.put(pid, known);
        }
        return known.look();
    }
}
