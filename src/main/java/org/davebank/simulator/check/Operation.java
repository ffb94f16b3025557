package org.davebank.simulator.check;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.node.wire.RequestBody;
import org.jspecify.annotations.Nullable;

/** One operation of a client, which the client repeats until it has a definite answer. */
public final class Operation {

    public final int client;
    public final GroupId group;
    public final RequestBody body;

    /** Empty for a read. */
    public final List<LedgerCommand> commands;

    /** The query, or null for a write. */
    public final @Nullable LedgerQuery query;

    /** Everything in the group up to this index had ended before the operation began. */
    public final long floorIndex;

    /** How many payments to other shards had been acknowledged before the operation began. */
    public final int paymentsBefore;

    /** The bytes to share, or null for any other operation. */
    public final byte @Nullable [] file;

    private boolean done;
    private long calledNs = -1;

    private Operation(
            int client,
            GroupId group,
            RequestBody body,
            List<LedgerCommand> commands,
            @Nullable LedgerQuery query,
            long floorIndex,
            int paymentsBefore,
            byte @Nullable [] file) {
        this.client = client;
        this.group = group;
        this.body = body;
        this.commands = commands;
        this.query = query;
        this.floorIndex = floorIndex;
        this.paymentsBefore = paymentsBefore;
        this.file = file;
    }

    /** Shares a file through whichever node is asked. */
    public static Operation share(int client, byte[] file) {
        RequestBody nothingYet = new RequestBody.ConfirmSystem();
        return new Operation(client, GroupId.SYSTEM, nothingYet, List.of(), null, 0, 0, file);
    }

    public static Operation write(
            int client,
            GroupId group,
            List<LedgerCommand> commands,
            long floorIndex,
            int paymentsBefore) {
        RequestBody body = new RequestBody.Post(group, commands);
        return new Operation(client, group, body, commands, null, floorIndex, paymentsBefore, null);
    }

    public static Operation read(
            int client, GroupId group, LedgerQuery query, long floorIndex, int paymentsBefore) {
        RequestBody body = new RequestBody.Ask(group, query, 0);
        return new Operation(
                client, group, body, List.of(), query, floorIndex, paymentsBefore, null);
    }

    /** A node is asked, for the first time or once more. */
    public void call(long nowNs) {
        calledNs = calledNs < 0 ? nowNs : calledNs;
    }

    /** When a node was asked first. */
    public long calledNs() {
        return calledNs;
    }

    public void finish() {
        done = true;
    }

    public boolean isDone() {
        return done;
    }
}
