package org.davebank.directory;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.directory.job.ImportJob;

/** What the network must agree on: the log of the system group is made of these. */
public sealed interface SystemCommand {

    /** Fixes what can never change. Works once: later ones are refused. */
    record Found(long networkId, int shards, int replicas, String currency, int nodesExpected)
            implements SystemCommand {}

    /** A member was seen alive; its name and role are known for good. */
    record RecordMember(MemberId member, String name, boolean server) implements SystemCommand {}

    /** The founding replicas of a shard; the first of them is asked to lead. Works once a shard. */
    record PlaceShard(int shard, List<MemberId> replicas) implements SystemCommand {
        public PlaceShard {
            replicas = List.copyOf(replicas);
        }
    }

    record CreateImport(ImportJob job) implements SystemCommand {}

    /** The runner takes the job if its epoch is still the one that the runner saw. */
    record ClaimImport(String id, MemberId runner, long epochSeen) implements SystemCommand {}

    /** Progress or the end of a job; refused when another runner has claimed it meanwhile. */
    record ReportImport(String id, long epoch, ImportJob.State state, ImportJob.Progress progress)
            implements SystemCommand {}

    record CancelImport(String id) implements SystemCommand {}

    /** A one-time sign-in link was used; refused the second time. */
    record UseNonce(long nonce, long expiresAtMs) implements SystemCommand {}

    /**
     * A fault was injected on a node and ends there by itself; kept so that everybody sees it.
     *
     * @param beganAtMs wall clock of the server that ordered it
     * @param parameters what it was told, each as {@code name=value}
     */
    record PlanFault(
            String id,
            String node,
            String kind,
            String text,
            long beganAtMs,
            long expiresAtMs,
            List<String> parameters)
            implements SystemCommand {
        public PlanFault {
            parameters = List.copyOf(parameters);
        }
    }

    /** A fault was ended early; an empty id means all of them. */
    record EndFault(String id) implements SystemCommand {}

    /**
     * The members hold a file whole, each as of this count of removals. Accepted with the upload's
     * epoch; refused when a copy of it was given up since, Full when there is no room.
     */
    record RecordFile(
            String sha256, long bytes, boolean serversOnly, List<MemberId> holders, long asOf)
            implements SystemCommand {
        public RecordFile {
            holders = List.copyOf(holders);
        }
    }

    /** One more member holds the file, as of this count of removals. */
    record HoldFile(String sha256, MemberId member, long asOf) implements SystemCommand {}

    /**
     * The member's copy is given up: it is no holder any more and may drop what it has. Accepted with
     * the new count of removals, which the drop has to name; refused while the register knows the
     * file and counts on too few others.
     */
    record ReleaseFile(String sha256, MemberId member) implements SystemCommand {}

    /** An entry refers to the file: it stays for good. */
    record KeepFile(String sha256) implements SystemCommand {}

    /** No entry refers to this upload nor ever will: the register forgets the file. */
    record DoomFile(String sha256, long epoch) implements SystemCommand {}

    /** One line of the audit trail of control actions. */
    record Audit(
            long atMs, String who, String action, String target, String outcome, String requestId)
            implements SystemCommand {}
}
