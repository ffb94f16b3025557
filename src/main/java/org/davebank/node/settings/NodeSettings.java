package org.davebank.node.settings;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.membership.MembershipSettings;
import org.davebank.raft.RaftSettings;
import org.davebank.storage.JournalSettings;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one node.
 *
 * @param name the node's name for people, unique in the network
 * @param server true for a node that may be a voter of the system group and serves people
 * @param httpPort HTTP port of a server node, 0 for none
 * @param agent address of this node's host agent, or null
 * @param seeds addresses of any nodes of the network to join; may be empty for a founder or a
 *     restart
 * @param files how the node stores files
 * @param replicas queue limits of a replica
 * @param scans how much of a turn queries over many records may use
 * @param rebuildAfterNs how long a node must be dead before its replicas are rebuilt on others; see
 *     {@link Absences}
 * @param memoryBytesMax memory of the logs and ledgers of all groups, above which writes are
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

    /** Long enough for a person to kill a node, observe the effects and revive it. */
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
