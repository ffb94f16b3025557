package org.davebank.node.settings;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.membership.MembershipSettings;
import org.davebank.raft.RaftSettings;
import org.davebank.storage.JournalSettings;
import org.jspecify.annotations.Nullable;

/**
 * How one node is set up.
 *
 * @param name unique in the network, as a person calls the node
 * @param server true for a node that may be a voter of the system group and serves people
 * @param httpPort where a server node serves people, 0 for none
 * @param agent where the host agent of this node listens, or null
 * @param seeds any nodes of the network to join by; may be empty for a founder or a restart
 * @param files how it keeps files
 * @param replicas how much a replica lets wait
 * @param scans how much of a turn goes into queries that look at many records
 * @param rebuildAfterNs how long a node is dead before its replicas are rebuilt on others; see {@link
 *     Absences}
 * @param memoryBytesMax what the logs and ledgers of all groups may take together before writes are
 *     refused
 * @param formats what the build understands; less of it makes a node of an earlier build
 */
public record NodeSettings(
        String name,
        boolean server,
        Address address,
        int httpPort,
        @Nullable Address agent,
        List<Address> seeds,
        RaftSettings raft,
        MembershipSettings membership,
        JournalSettings journal,
        FileSettings files,
        ReplicaSettings replicas,
        ScanSettings scans,
        long rebuildAfterNs,
        long memoryBytesMax,
        Formats formats) {

    /** Time enough for a person to kill a node, to look, and to revive it. */
    public static final long REBUILD_AFTER_NS = 120_000_000_000L;

    public NodeSettings {
        seeds = List.copyOf(seeds);
    }

    /** The settings of a node of this build. */
    public NodeSettings(
            String name,
            boolean server,
            Address address,
            int httpPort,
            @Nullable Address agent,
            List<Address> seeds,
            RaftSettings raft,
            MembershipSettings membership,
            JournalSettings journal,
            FileSettings files,
            ReplicaSettings replicas,
            ScanSettings scans,
            long rebuildAfterNs,
            long memoryBytesMax) {
        this(
                name,
                server,
                address,
                httpPort,
                agent,
                seeds,
                raft,
                membership,
                journal,
                files,
                replicas,
                scans,
                rebuildAfterNs,
                memoryBytesMax,
                Formats.OURS);
    }
}
