package org.davebank.node.transfer;

import java.util.List;
import java.util.OptionalLong;
import org.davebank.ledger.MovementCommand.Expire;
import org.jspecify.annotations.Nullable;

/**
 * Ends the holds of a shard whose time is over. Works from the ledger's book alone, so that a new
 * leader continues where the old one stopped. Not thread-safe.
 */
final class Expiries {

    /** After a proposal the next one comes so much later at the earliest. */
    private static final long PAUSE_NS = 100_000_000L;

    /** A hold that is active so long after its time, and so long after its leader could end it, is an error. */
    private static final long LATE_MS = 5_000;

    private final Shard shard;
    private boolean proposed;
    private long pausedUntilNs;

    /** Since when this leader has had its hands free; 0 before its first turn. */
    private long freeSinceNs;

    Expiries(Shard shard) {
        this.shard = shard;
    }

    /** Another node leads. */
    void reset() {
        proposed = false;
        pausedUntilNs = 0;
        freeSinceNs = 0;
    }

    /** Proposes what is due. Call it while the replica leads. */
    void turn(long nowNs) {
        freeSinceNs = freeSinceNs == 0 ? nowNs : freeSinceNs;
        if (proposed || nowNs < pausedUntilNs) {
            return;
        }
        List<Expire> steps = shard.ledger().holds().due(shard.time().wallMs(), Shard.STEPS_MAX);
        if (steps.isEmpty()) {
            return;
        }
        if (steps.size() == Shard.STEPS_MAX) {
            freeSinceNs = nowNs;
        }
        proposed = true;
        pausedUntilNs = nowNs + PAUSE_NS;
        shard.postSteps(steps, reply -> proposed = false);
    }

    /** A hold whose time has been over for long, in words; null if there is none. */
    @Nullable String wrong(long nowNs) {
        OptionalLong stampMs = shard.replica().stampMs();
        if (stampMs.isEmpty()) {
            freeSinceNs = nowNs; // A wrong clock ends no hold.
        }
        if (freeSinceNs == 0 || nowNs - freeSinceNs < LATE_MS * 1_000_000) {
            return null;
        }
        long dueMs = stampMs.getAsLong() - LATE_MS;
        for (Expire each : shard.ledger().holds().due(dueMs, 1)) {
            return "hold "
                    + each.hold()
                    + " of account "
                    + each.account()
                    + " is active "
                    + (stampMs.getAsLong() - shard.ledger().holds().nextExpiryMs()) / 1_000
                    + " s after its time";
        }
        return null;
    }

    long nextDeadlineNs() {
        long nextMs = shard.ledger().holds().nextExpiryMs();
        if (proposed || nextMs == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long leftMs = Math.max(0, nextMs - shard.time().wallMs());
        return Math.max(pausedUntilNs, shard.time().nowNs() + leftMs * 1_000_000);
    }
}
