package org.davebank.directory;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;

/**
 * A file that several nodes keep, in the register of the system group.
 *
 * <pre>
 * uploaded → kept (an entry refers to it)
 * uploaded → forgotten (no entry refers to it or ever will)
 * forgotten → uploaded (the same bytes are uploaded again)
 * </pre>
 *
 * @param serversOnly whether only server nodes keep it, because they read it outside their loop
 * @param holders members whose copies count
 * @param epoch epoch of its newest upload, which increases over all uploads of the network
 * @param releasedAt count of removals when a copy of it was last released
 */
public record SharedFile(
        String sha256,
        long bytes,
        boolean serversOnly,
        List<MemberId> holders,
        long epoch,
        boolean kept,
        long releasedAt) {

    /** Intended number of nodes that keep a file. */
    public static final int HOLDERS_WANTED = 3;

    /** Number of nodes that must have it on disk before anything refers to it. */
    public static final int HOLDERS_NEEDED = 2;

    /** Maximum number of holders; further copies are surplus. */
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

    /** A copy of the record without this member, whose copy was released. */
    SharedFile released(MemberId member, long at) {
        List<MemberId> fewer = new ArrayList<>(holders);
        fewer.remove(member);
        return new SharedFile(sha256, bytes, serversOnly, fewer, epoch, kept, at);
    }

    SharedFile asKept() {
        return new SharedFile(sha256, bytes, serversOnly, holders, epoch, true, releasedAt);
    }
}
