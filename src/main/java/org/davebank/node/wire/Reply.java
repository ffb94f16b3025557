package org.davebank.node.wire;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemResult;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerResult;
import org.jspecify.annotations.Nullable;

/** What came of a {@link RequestBody}. */
public sealed interface Reply {

    /** Committed and applied at this index; a result a command, in order. */
    record Posted(GroupId group, long index, List<LedgerResult> results) implements Reply {
        public Posted {
            results = List.copyOf(results);
        }
    }

    /** @param stalenessMs 0 for a strong read, else how long ago the replica heard its leader */
    record Answered(GroupId group, long index, long stalenessMs, LedgerAnswer answer)
            implements Reply {}

    record Decided(long index, List<SystemResult> results) implements Reply {
        public Decided {
            results = List.copyOf(results);
        }
    }

    /**
     * A replica's books.
     *
     * @param index applied index that {@code stateHash} belongs to
     * @param behind true when the replica has not reached the index asked for
     * @param finding of the newest round through the replica's history, null before the first
     * @param findingAgeMs since that round ended
     * @param rereadAgeMs since the replica last began to read its records from the first
     */
    record Audited(
            GroupId group,
            long index,
            long stateHash,
            boolean behind,
            long sumMinor,
            long accounts,
            long transactions,
            @Nullable AuditFinding finding,
            long findingAgeMs,
            long rereadAgeMs)
            implements Reply {}

    /** Done as asked; {@code bytes} is the answer of a control command, else empty. */
    record Done(byte[] bytes) implements Reply {}

    /**
     * What is known about files.
     *
     * @param removals how often the network has removed a file
     * @param nodes recorded members
     * @param servers those of them that are servers
     * @param files those of the files asked about that there are
     */
    record FilesFound(long removals, int nodes, int servers, List<SharedFile> files)
            implements Reply {
        public FilesFound {
            files = List.copyOf(files);
        }
    }

    /**
     * Where a committed entry stands.
     *
     * @param term of the leader that made it
     * @param onDisk members that have said that they have it on disk
     * @param missing members of the group that have not
     */
    record Located(
            GroupId group, long index, long term, List<MemberId> onDisk, List<MemberId> missing)
            implements Reply {
        public Located {
            onDisk = List.copyOf(onDisk);
            missing = List.copyOf(missing);
        }
    }

    /** @param epoch of the upload, for the entry that refers to it */
    record Shared(long epoch, List<MemberId> holders) implements Reply {
        public Shared {
            holders = List.copyOf(holders);
        }
    }

    /** Surely not done: one request must not be so large. */
    record TooLarge(String why) implements Reply {}

    /** Surely not done: there is no room for it. */
    record Full(String why) implements Reply {}

    /** The asked node does not lead the group; surely nothing was done. */
    record NotLeader(GroupId group, long term, @Nullable MemberId leader) implements Reply {}

    /**
     * Surely not done: the leader's clock does not agree with those of a quorum of its voters.
     *
     * @param passing true while another leader is to be expected soon
     */
    record Skewed(boolean passing, String why) implements Reply {}

    /** Surely not done: a queue is full; try again later. */
    record Busy(String why) implements Reply {}

    /** Surely not done, and trying again as it stands will not help. */
    record Declined(String why) implements Reply {}

    /**
     * No answer before the deadline.
     *
     * @param maybeDone false: surely not committed (503); true: the outcome is unknown (504)
     */
    record TimedOut(boolean maybeDone, String why) implements Reply {}
}
