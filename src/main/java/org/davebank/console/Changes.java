package org.davebank.console;

import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.ShardRow;

/**
 * Detects writes from the shards' commit indexes, at a limited rate. The first snapshot counts as a
 * write: nothing says whether what the page has read is older.
 */
public final class Changes {

    private static final long REST_MS = 400;

    private long seen = -1;
    private boolean waiting;
    private boolean busy;
    private long lastMs;

    /** True when it is time to read again; call {@link #done} afterwards. */
    public boolean since(NetworkSnapshot snapshot) {
        long now = 0;
        for (ShardRow shard : snapshot.shards()) {
            now += shard.commitIndex();
        }
        if (now != seen) {
            waiting = true;
        }
        seen = now;
        long nowMs = System.currentTimeMillis();
        if (!waiting || busy || nowMs - lastMs < REST_MS) {
            return false;
        }
        waiting = false;
        busy = true;
        lastMs = nowMs;
        return true;
    }

    /** The read has ended. */
    public void done() {
        busy = false;
    }
}
