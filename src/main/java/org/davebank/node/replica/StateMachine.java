package org.davebank.node.replica;

import java.util.List;
import org.davebank.base.WireException;
import org.davebank.base.WireWriter;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Entry;

/**
 * The state machine of a group: a shard's ledger or the system group's state.
 *
 * @param <C> type of the commands
 */
sealed interface StateMachine<C> permits LedgerMachine, SystemMachine {

    /** The results of an applied entry, for any run of its commands. */
    interface Applied {
        Reply reply(int from, int count);
    }

    /** Encodes a run of commands as it appears in an entry. */
    byte[] encode(List<C> commands);

    /**
     * Builds the body of an entry of either machine from these runs.
     *
     * @param stampMs by the leader's clock
     * @param commands number of commands in all runs
     */
    static byte[] entry(long stampMs, int commands, List<byte[]> runs) {
        int bytes = ENTRY_HEAD_BYTES_MAX;
        for (byte[] run : runs) {
            bytes += run.length;
        }
        WireWriter out = new WireWriter(bytes).varint(stampMs).varint(commands);
        runs.forEach(out::raw);
        return out.toBytes();
    }

    /** Maximum size of a stamp and a number of commands. */
    int ENTRY_HEAD_BYTES_MAX = 20;

    /**
     * Applies the next committed entry.
     *
     * @throws WireException when the entry is not a batch: the log is damaged or of another version
     */
    Applied apply(Entry entry) throws WireException;

    /**
     * Checks an entry of another node before it is added to the log. The entry may be applied soon,
     * or never.
     *
     * @param entry a COMMAND or RULES
     * @return the stamp of a COMMAND, wall milliseconds; 0 where stamps mean nothing
     * @throws WireException when {@link #apply} could not read it
     */
    long examine(Entry entry) throws WireException;

    /** The version of the rules that hold now. */
    int rules();

    /** What the state takes in memory, roughly. */
    long memoryBytes();
}
