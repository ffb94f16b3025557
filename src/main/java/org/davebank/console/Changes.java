package org.davebank.console;

import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.ShardRow;

/** Notices from the shards' commit indexes that something was written, and not too often. */
public final class Changes {

    private static final long REST_MS = 400;

    private long seen = -1;
    private boolean waiting;
    private boolean busy;
    private long lastMs;

    /** True when it is time to read again; {@link #done} must follow. */
    public boolean since(NetworkSnapshot snapshot) {
        long now = 0;
        for (ShardRow shard : snapshot.shards()) {
            now += shard.commitIndex();
        }
        if (seen >= 0 && now != seen) {
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

    /** The reading has ended. */
    public void done() {
        busy = false;
    }
}
