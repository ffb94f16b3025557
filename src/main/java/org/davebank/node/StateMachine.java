package org.davebank.node;

import java.util.List;
import org.davebank.base.WireException;
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

    /** One entry of these commands, stamped by the leader's clock. */
    byte[] encode(List<C> commands, long stampMs);

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
     * @return the stamp of a COMMAND, wall milliseconds; 0 where stamps mean nothing
     * @throws WireException when {@link #apply} could not read it
     */
    long examine(Entry entry) throws WireException;

    /** An upper bound for the bytes of one command, so that an entry can be cut to size. */
    int bytes(C command);

    /** What the state takes in memory, roughly. */
    long memoryBytes();
}
