package org.davebank.directory;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;

/**
 * A file that several nodes keep, as the system group knows it.
 *
 * <pre>
 * uploaded → kept (an entry refers to it)
 * uploaded → doomed (no entry ever will) → forgotten when its holders have dropped it
 * doomed → uploaded (the same bytes come again)
 * </pre>
 *
 * @param serversOnly kept by server nodes alone, which read it beside their loop
 * @param epoch of its newest upload; grows over all uploads of the network
 * @param doomedAt count of removals when it was doomed, else 0
 */
public record SharedFile(
        String sha256,
        long bytes,
        boolean serversOnly,
        List<MemberId> holders,
        long epoch,
        boolean kept,
        long doomedAt) {

    /** Nodes that are to keep a file. */
    public static final int HOLDERS_WANTED = 3;

    /** Nodes that must have it on disk before anything refers to it. */
    public static final int HOLDERS_NEEDED = 2;

    public SharedFile {
        holders = List.copyOf(holders);
    }

    public boolean isDoomed() {
        return doomedAt > 0;
    }

    SharedFile withHolders(List<MemberId> others) {
        return new SharedFile(sha256, bytes, serversOnly, others, epoch, kept, doomedAt);
    }

    SharedFile withHolder(MemberId member) {
        if (holders.contains(member)) {
            return this;
        }
        List<MemberId> more = new ArrayList<>(holders);
        more.add(member);
        return withHolders(more);
    }

    SharedFile without(MemberId member) {
        List<MemberId> fewer = new ArrayList<>(holders);
        fewer.remove(member);
        return withHolders(fewer);
    }

    SharedFile asKept() {
        return new SharedFile(sha256, bytes, serversOnly, holders, epoch, true, 0);
    }

    SharedFile doomed(long at) {
        return new SharedFile(sha256, bytes, serversOnly, holders, epoch, kept, at);
    }
}
