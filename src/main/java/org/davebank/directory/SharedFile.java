package org.davebank.directory;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;

/**
 * A file that several nodes keep, as the system group knows it.
 *
 * <pre>
 * uploaded → kept (an entry refers to it)
 * uploaded → forgotten (no entry refers to it nor ever will)
 * forgotten → uploaded (the same bytes come again)
 * </pre>
 *
 * @param serversOnly kept by server nodes alone, which read it beside their loop
 * @param holders members whose copies are counted on
 * @param epoch of its newest upload; grows over all uploads of the network
 * @param releasedAt count of removals when a copy of it was last given up
 */
public record SharedFile(
        String sha256,
        long bytes,
        boolean serversOnly,
        List<MemberId> holders,
        long epoch,
        boolean kept,
        long releasedAt) {

    /** Nodes that are to keep a file. */
    public static final int HOLDERS_WANTED = 3;

    /** Nodes that must have it on disk before anything refers to it. */
    public static final int HOLDERS_NEEDED = 2;

    /** Holders that are counted on; copies beyond these are spare. */
    public static final int HOLDERS_MAX = 12;

    public SharedFile {
        holders = List.copyOf(holders);
    }

    SharedFile withHolders(List<MemberId> others) {
        return new SharedFile(sha256, bytes, serversOnly, others, epoch, kept, releasedAt);
    }

    SharedFile withHolder(MemberId member) {
        if (holders.contains(member)) {
            return this;
        }
        List<MemberId> more = new ArrayList<>(holders);
        more.add(member);
        return withHolders(more);
    }

    /** Without this member's copy, which was given up. */
    SharedFile released(MemberId member, long at) {
        List<MemberId> fewer = new ArrayList<>(holders);
        fewer.remove(member);
        return new SharedFile(sha256, bytes, serversOnly, fewer, epoch, kept, at);
    }

    SharedFile asKept() {
        return new SharedFile(sha256, bytes, serversOnly, holders, epoch, true, releasedAt);
    }
}
