package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.state.Ledger;
import org.davebank.ledger.state.Movements;
import org.davebank.node.port.Surroundings;
import org.davebank.node.port.Time;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Role;

/** One shard's replica on this node, as the parts of this room use it. */
record Shard(
        GroupReplica<LedgerCommand> replica,
        Ledger ledger,
        Surroundings node,
        Time time,
        Marks marks) {

    /** How long another shard is asked before the attempt counts as failed. */
    static final long ATTEMPT_NS = 2_000_000_000L;

    /** Maximum number of steps in one request, and of their encoded bytes. */
    static final int STEPS_MAX = 500;

    static final int STEPS_BYTES_MAX = 256 * 1024;

    GroupId group() {
        return replica.group();
    }

    Movements movements() {
        return ledger.movements();
    }

    /** Whether this replica leads and its books contain all that earlier leaders have committed. */
    boolean leads() {
        return replica.raft().role() == Role.LEADER
                && replica.raft().committedInOwnTerm()
                && !replica.isBehind();
    }

    /** Adds commands to this shard's next entry. */
    void post(List<? extends LedgerCommand> commands, Consumer<Reply> answer) {
        replica.post(List.copyOf(commands), answer);
    }

    /** Adds steps to this shard's next entry that follow from answers of other shards. */
    void postSteps(List<? extends LedgerCommand> steps, Consumer<Reply> answer) {
        post(marks.withHeard(steps), answer);
    }

    /**
     * Adds such steps to this shard's next entries.
     *
     * @param done whether all of them are committed and applied
     */
    void postAll(List<? extends LedgerCommand> steps, Consumer<Boolean> done) {
        List<? extends List<? extends LedgerCommand>> pieces = pieces(steps);
        int[] missing = {pieces.size()};
        boolean[] failed = {false};
        if (pieces.isEmpty()) {
            done.accept(true);
        }
        for (List<? extends LedgerCommand> piece : pieces) {
            postSteps(
                    piece,
                    reply -> {
                        failed[0] |= !(reply instanceof Reply.Posted);
                        if (--missing[0] == 0) {
                            done.accept(!failed[0]);
                        }
                    });
        }
    }

    /** The steps in pieces that each fit one request, with a mark, into an empty queue. */
    <T extends LedgerCommand> List<List<T>> pieces(List<T> steps) {
        int stepsMax = Math.clamp(replica.queueCommandsMax() - 1L, 1, STEPS_MAX);
        List<List<T>> pieces = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < steps.size(); i++) {
            int size = LedgerCodec.bytes(steps.get(i));
            if (i > from && (i - from == stepsMax || bytes + size > STEPS_BYTES_MAX)) {
                pieces.add(List.copyOf(steps.subList(from, i)));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (from < steps.size()) {
            pieces.add(List.copyOf(steps.subList(from, steps.size())));
        }
        return pieces;
    }

    /** Sends steps to the leader of another shard, which adds them to its log. */
    void send(int toShard, List<? extends LedgerCommand> steps, Consumer<Reply> answer) {
        GroupId group = GroupId.ofShard(toShard);
        List<LedgerCommand> sent = marks.carriedTo(steps);
        node.ask(
                new RequestBody.Post(group, sent),
                ATTEMPT_NS,
                reply -> answer.accept(marks.heardFrom(sent, reply)));
    }
}
