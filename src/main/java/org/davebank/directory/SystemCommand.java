package org.davebank.directory;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.directory.job.ImportJob;

/** The commands in the log of the system group. */
public sealed interface SystemCommand {

    /** Founds the network with its immutable parameters. Accepted once. */
    record Found(long networkId, int shards, int replicas, String currency, int nodesExpected)
            implements SystemCommand {}

    /** Permanently records the name and role of a member that was seen alive. */
    record RecordMember(MemberId member, String name, boolean server) implements SystemCommand {}

    /**
     * The founding replicas of a shard; the first one is the preferred leader. Accepted once per
     * shard.
     */
    record PlaceShard(int shard, List<MemberId> replicas) implements SystemCommand {
        public PlaceShard {
            replicas = List.copyOf(replicas);
        }
    }

    record CreateImport(ImportJob job) implements SystemCommand {}

    /** The runner claims the job if its epoch is still the one that the runner saw. */
    record ClaimImport(String id, MemberId runner, long epochSeen) implements SystemCommand {}

    /** Progress or the end of a job; refused if another runner has claimed it since. */
    record ReportImport(String id, long epoch, ImportJob.State state, ImportJob.Progress progress)
            implements SystemCommand {}

    record CancelImport(String id) implements SystemCommand {}

    /** A one-time sign-in link was used; refused the second time. */
    record UseNonce(long nonce, long expiresAtMs) implements SystemCommand {}

    /**
     * A fault was injected on a node, where it ends by itself; recorded for display.
     *
     * @param beganAtMs wall clock of the server that requested it
     * @param parameters parameters of the fault as {@code name=value}
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

    /** Ends a fault early; an empty id means all faults. */
    record EndFault(String id) implements SystemCommand {}

    /**
     * The members hold the complete file, each as of this count of removals. Accepted with the
     * upload's epoch; refused if a copy was released since, Full if the register is full.
     */
    record RecordFile(
            String sha256, long bytes, boolean serversOnly, List<MemberId> holders, long asOf)
            implements SystemCommand {
        public RecordFile {
            holders = List.copyOf(holders);
        }
    }

    /** Another member holds the file, as of this count of removals. */
    record HoldFile(String sha256, MemberId member, long asOf) implements SystemCommand {}

    /**
     * Releases the member's copy: the member stops being a holder and may drop the file. Accepted
     * with the new count of removals, which the drop must name; refused while the register knows
     * the file and too few other copies count.
     */
    record ReleaseFile(String sha256, MemberId member) implements SystemCommand {}

    /** An entry refers to the file: it is kept permanently. */
    record KeepFile(String sha256) implements SystemCommand {}

    /** No entry refers to this upload or ever will: the register forgets the file. */
    record DoomFile(String sha256, long epoch) implements SystemCommand {}

    /** One line of the audit trail of control actions. */
    record Audit(
            long atMs, String who, String action, String target, String outcome, String requestId)
            implements SystemCommand {}
}
