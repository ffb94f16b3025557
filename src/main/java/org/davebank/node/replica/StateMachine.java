package org.davebank.node.replica;

import java.util.List;
import org.davebank.base.WireException;
import org.davebank.base.WireWriter;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Entry;

/**
 * What a group's log is applied to: a shard's ledger or the system group's state.
 *
 * @param <C> the commands of its entries
 */
sealed interface StateMachine<C> permits LedgerMachine, SystemMachine {

    /** What an applied entry answers, for any run of its commands. */
    interface Applied {
        Reply reply(int from, int count);
    }

    /** A run of commands, in the bytes that an entry has of them. */
    byte[] encode(List<C> commands);

    /**
     * The body of an entry, of either machine: all these runs behind each other.
     *
     * @param stampMs by the leader's clock
     * @param commands how many there are in all runs
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

    /** A stamp and a number of commands. */
    int ENTRY_HEAD_BYTES_MAX = 20;

    /**
     * Applies the next committed entry.
     *
     * @throws WireException when the entry is no batch: the log is damaged or of another version
     */
    Applied apply(Entry entry) throws WireException;

    /**
     * Reads an entry of another node before it is taken into the log; it may come and be applied
     * soon, or never.
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
