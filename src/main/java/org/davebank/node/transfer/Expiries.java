package org.davebank.node.transfer;

import java.util.List;
import org.davebank.ledger.MovementCommand.Expire;

/**
 * Ends the holds of a shard whose time is over. Works from the ledger's book alone, so that a new
 * leader continues where the old one stopped. Not thread-safe.
 */
final class Expiries {

    /** After a proposal the next one comes so much later at the earliest. */
    private static final long PAUSE_NS = 100_000_000L;

    private final Shard shard;
    private boolean proposed;
    private long pausedUntilNs;

    Expiries(Shard shard) {
        this.shard = shard;
    }

    /** Another node leads. */
    void reset() {
        proposed = false;
        pausedUntilNs = 0;
    }

    /** Proposes what is due. Call it while the replica leads. */
    void turn(long nowNs) {
        if (proposed || nowNs < pausedUntilNs) {
            return;
        }
        List<Expire> steps = shard.ledger().holds().due(shard.time().wallMs(), Shard.STEPS_MAX);
        if (steps.isEmpty()) {
            return;
        }
        proposed = true;
        pausedUntilNs = nowNs + PAUSE_NS;
        shard.postSteps(steps, reply -> proposed = false);
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
