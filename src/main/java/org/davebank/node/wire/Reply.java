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

/** The reply to a {@link RequestBody}. */
public sealed interface Reply {

    /** Committed and applied at this index; one result per command, in order. */
    record Posted(GroupId group, long index, List<LedgerResult> results) implements Reply {
        public Posted {
            results = List.copyOf(results);
        }
    }

    /**
     * @param stalenessMs 0 for a strong read, else the time since the replica heard from its leader
     */
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
     * @param index applied index of {@code stateHash}
     * @param behind true if the replica has not reached the requested index
     * @param finding result of the newest round through the replica's history, null before the
     *     first
     * @param findingAgeMs time since that round ended
     * @param rereadAgeMs time since the replica last began to reread its records from the first
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

    /** Done; {@code bytes} is the answer of a control command, else empty. */
    record Done(byte[] bytes) implements Reply {}

    /**
     * The register's state of files.
     *
     * @param removals the count of removals
     * @param nodes number of recorded members
     * @param servers number of servers among them
     * @param files the requested files that exist
     */
    record FilesFound(long removals, int nodes, int servers, List<SharedFile> files)
            implements Reply {
        public FilesFound {
            files = List.copyOf(files);
        }
    }

    /**
     * Where a committed entry is stored.
     *
     * @param term term of the leader that created it
     * @param onDisk members that have acknowledged it on disk
     * @param missing members of the group that have not acknowledged it
     */
    record Located(
            GroupId group, long index, long term, List<MemberId> onDisk, List<MemberId> missing)
            implements Reply {
        public Located {
            onDisk = List.copyOf(onDisk);
            missing = List.copyOf(missing);
        }
    }

    /** @param epoch epoch of the upload, for the entry that refers to it */
    record Shared(long epoch, List<MemberId> holders) implements Reply {
        public Shared {
            holders = List.copyOf(holders);
        }
    }

    /** Certainly not done: the request is too large. */
    record TooLarge(String why) implements Reply {}

    /** Certainly not done: there is no room for it. */
    record Full(String why) implements Reply {}

    /** The node is not the group's leader; certainly not done. */
    record NotLeader(GroupId group, long term, @Nullable MemberId leader) implements Reply {}

    /**
     * Certainly not done: the leader's clock does not agree with those of a quorum of its voters.
     *
     * @param passing true if another leader is expected soon
     */
    record Skewed(boolean passing, String why) implements Reply {}

    /** Certainly not done: a queue is full; retry later. */
    record Busy(String why) implements Reply {}

    /** Certainly not done, and an unchanged retry will not help. */
    record Declined(String why) implements Reply {}

    /**
     * No answer before the deadline.
     *
     * @param maybeDone false: certainly not committed (503); true: the outcome is unknown (504)
     */
    record TimedOut(boolean maybeDone, String why) implements Reply {}
}
