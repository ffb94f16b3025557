package org.davebank.node.wire;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.SystemCommand;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;

/** A request to the network, from another node or a client in the same process. */
public sealed interface RequestBody {

    /** A request to the leader of a group; the node finds the leader and retries. */
    sealed interface ToGroup extends RequestBody {
        GroupId group();
    }

    /** A request to one node by its id. */
    sealed interface ToMember extends RequestBody {
        MemberId member();
    }

    /**
     * Changes a shard. All commands become part of one log entry, in order; if they exceed an
     * entry, the answer is TooLarge.
     */
    record Post(GroupId group, List<LedgerCommand> commands) implements ToGroup {

        /** Their answers fit into one message, even with texts of maximum length. */
        public static final int COMMANDS_MAX = 2_000;

        /** Maximum total size by {@link org.davebank.ledger.LedgerCodec#bytes}. */
        public static final int BYTES_MAX = ReplicaSettings.DEFAULT.entryBytesMax();

        public Post {
            commands = List.copyOf(commands);
        }
    }

    /**
     * Reads a shard at its leader, after a ReadIndex round.
     *
     * @param indexMin minimum applied log index of the answer (0: any)
     */
    record Ask(GroupId group, LedgerQuery query, long indexMin) implements ToGroup {}

    /** Changes the state of the system group. */
    record Decide(List<SystemCommand> commands) implements ToGroup {
        public Decide {
            commands = List.copyOf(commands);
        }

        @Override
        public GroupId group() {
            return GroupId.SYSTEM;
        }
    }

    /** Confirms the leadership of the system group's leader; answers with its log index. */
    record ConfirmSystem() implements ToGroup {
        @Override
        public GroupId group() {
            return GroupId.SYSTEM;
        }
    }

    /**
     * One change of a shard's replicas, requested from its leader by the supernode.
     *
     * @param configurationIndex index of the configuration to change; other configurations are not
     *     changed
     */
    record ChangeReplicas(
            GroupId group, ConfigurationChange change, long configurationIndex, long supernodeTerm)
            implements ToGroup {}

    /**
     * The group is to go by other rules from its next entry on, asked of its leader by the supernode.
     * Done when the entry is proposed.
     *
     * @param rules a version that every member of the configuration knows
     * @param configurationIndex of that configuration; under another one nothing is done
     */
    record FollowRules(GroupId group, int rules, long configurationIndex, long supernodeTerm)
            implements ToGroup {}

    /** The leader's books at a strongly read index, as one side of an audit. */
    record AuditLeader(GroupId group) implements ToGroup {}

    /** Audits a replica: its state hash at {@code index} and its newest finding. */
    record AuditReplica(MemberId member, GroupId group, long index) implements ToMember {}

    /** Reads a replica in its current state, however stale. */
    record AskStale(MemberId member, GroupId group, LedgerQuery query) implements ToMember {}

    /** Creates a replica of a group; fenced by the supernode's term. */
    record CreateReplica(
            MemberId member,
            GroupId group,
            Configuration founding,
            boolean campaign,
            long supernodeTerm)
            implements ToMember {}

    /**
     * Drops a replica whose shard no longer includes the member. Only done if nothing in the
     * replica may be newer than this.
     *
     * @param term term of the shard's leader that reported it
     * @param configurationIndex index of its committed configuration
     */
    record DropReplica(
            MemberId member, GroupId group, long term, long configurationIndex, long supernodeTerm)
            implements ToMember {}

    /** Queries the register for these files and the count of removals. */
    record FindFiles(List<String> names) implements ToGroup {
        public static final int NAMES_MAX = 256;

        public FindFiles {
            names = List.copyOf(names);
        }

        @Override
        public GroupId group() {
            return GroupId.SYSTEM;
        }
    }

    /**
     * Adopts a file in this node's folder {@code incoming} and copies it to further nodes. Answered
     * with Shared when an entry may refer to it.
     *
     * @param incoming its name in the folder: letters, digits, dots and dashes
     * @param wanted number of nodes that should have it before the answer, if there are enough
     */
    record ShareFile(
            MemberId member,
            String incoming,
            String sha256,
            long bytes,
            boolean serversOnly,
            int wanted)
            implements ToMember {}

    /**
     * Makes the member keep a file; it fetches the file from these sources if necessary.
     *
     * @param asOf the count of removals that the requester has seen
     */
    record FetchFile(MemberId member, String sha256, long bytes, long asOf, List<MemberId> sources)
            implements ToMember {
        public FetchFile {
            sources = List.copyOf(sources);
        }
    }

    /** Reads a chunk of a file that the member keeps. */
    record ReadChunk(MemberId member, String sha256, long offset, int length) implements ToMember {}

    /**
     * Makes the member drop its copy of a file, which the register has released, unless it was
     * asked to keep it as of this count of removals or a later one.
     *
     * @param removal the register's answer to {@link SystemCommand.ReleaseFile}
     */
    record DropFile(MemberId member, String sha256, long removal) implements ToMember {}

    /**
     * Locates an entry of a shard's log, at the leader after a ReadIndex round.
     *
     * @param index index of a committed entry, from 1
     */
    record Locate(GroupId group, long index) implements ToGroup {}

    /** Lists the files that the member keeps. */
    record Inventory(MemberId member) implements ToMember {}

    /** A control command for the process around the node (faults, log tail); opaque here. */
    record Control(MemberId member, byte[] command) implements ToMember {}
}
