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

/** What one node, or a client in the same process, asks of the network. */
public sealed interface RequestBody {

    /** Goes to whoever leads a group, wherever that is; the node finds out and retries. */
    sealed interface ToGroup extends RequestBody {
        GroupId group();
    }

    /** Goes to one node by its id. */
    sealed interface ToMember extends RequestBody {
        MemberId member();
    }

    /**
     * Changes a shard. All commands become part of one log entry, in order; so more than an entry
     * takes is answered with TooLarge.
     */
    record Post(GroupId group, List<LedgerCommand> commands) implements ToGroup {

        /** Their answers fit one message, however long the texts of what was recorded are. */
        public static final int COMMANDS_MAX = 2_000;

        /** What {@link org.davebank.ledger.LedgerCodec#bytes} gives for all of them together. */
        public static final int BYTES_MAX = ReplicaSettings.DEFAULT.entryBytesMax();

        public Post {
            commands = List.copyOf(commands);
        }
    }

    /**
     * Reads a shard at its leader, after a ReadIndex round.
     *
     * @param indexMin the answer must have applied at least this log index (0: no wish)
     */
    record Ask(GroupId group, LedgerQuery query, long indexMin) implements ToGroup {}

    /** Changes what the network has agreed on. */
    record Decide(List<SystemCommand> commands) implements ToGroup {
        public Decide {
            commands = List.copyOf(commands);
        }

        @Override
        public GroupId group() {
            return GroupId.SYSTEM;
        }
    }

    /** Confirms at the system group's leader that it still leads; answers with its log index. */
    record ConfirmSystem() implements ToGroup {
        @Override
        public GroupId group() {
            return GroupId.SYSTEM;
        }
    }

    /**
     * One change of a shard's replicas, asked of its leader by the supernode.
     *
     * @param configurationIndex of the configuration that is to be changed; another one is left alone
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

    /** A replica's books: its state hash at {@code index} and what its own scan has found. */
    record AuditReplica(MemberId member, GroupId group, long index) implements ToMember {}

    /** Reads a replica as it stands, however old. */
    record AskStale(MemberId member, GroupId group, LedgerQuery query) implements ToMember {}

    /** Start a replica of a group; fenced by the supernode's term. */
    record CreateReplica(
            MemberId member,
            GroupId group,
            Configuration founding,
            boolean campaign,
            long supernodeTerm)
            implements ToMember {}

    /**
     * Drop the replica of a shard that does not name the member any more. Only done when nothing in
     * the replica may be newer than this.
     *
     * @param term of the shard's leader that said so
     * @param configurationIndex of its configuration, which was committed
     */
    record DropReplica(
            MemberId member, GroupId group, long term, long configurationIndex, long supernodeTerm)
            implements ToMember {}

    /** What the system group knows about these files, and the count of removals. */
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
     * Takes over a file that lies in this node's folder {@code incoming} and puts it onto further
     * nodes. Answered with Shared when an entry may refer to it.
     *
     * @param incoming its name there: letters, digits, dots and dashes
     * @param wanted how many nodes are to have it before the answer, if there are as many
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
     * The member is to keep a file and gets it from these sources if it has it not.
     *
     * @param asOf the count of removals that the asker has seen
     */
    record FetchFile(MemberId member, String sha256, long bytes, long asOf, List<MemberId> sources)
            implements ToMember {
        public FetchFile {
            sources = List.copyOf(sources);
        }
    }

    /** A piece of a file that the member keeps. */
    record ReadChunk(MemberId member, String sha256, long offset, int length) implements ToMember {}

    /**
     * The member is to drop its copy of a file, which the register has given up, unless it was asked
     * to keep it as of this count of removals, or a later one.
     *
     * @param removal what the register answered to {@link SystemCommand.ReleaseFile}
     */
    record DropFile(MemberId member, String sha256, long removal) implements ToMember {}

    /**
     * Where an entry of a shard's log stands now: asked of the leader, after a ReadIndex round.
     *
     * @param index of a committed entry, from 1
     */
    record Locate(GroupId group, long index) implements ToGroup {}

    /** Which files the member keeps. */
    record Inventory(MemberId member) implements ToMember {}

    /** A control message for what surrounds the node (faults, log tail); opaque here. */
    record Control(MemberId member, byte[] command) implements ToMember {}
}
