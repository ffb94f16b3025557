package org.davebank.simulator;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.node.RequestBody;
import org.jspecify.annotations.Nullable;

/** What a client wants done, and goes on asking for until it has a definite answer. */
final class Operation {

    final int client;
    final GroupId group;
    final RequestBody body;

    /** Empty for a read. */
    final List<LedgerCommand> commands;

    /** The account that is read, or null for a write. */
    final @Nullable AccountNumber readAccount;

    /** Everything in the group up to this index had ended before the operation began. */
    final long floorIndex;

    /** The bytes that are to be shared, or null for anything else. */
    final byte @Nullable [] file;

    private boolean done;

    private Operation(
            int client,
            GroupId group,
            RequestBody body,
            List<LedgerCommand> commands,
            @Nullable AccountNumber readAccount,
            long floorIndex,
            byte @Nullable [] file) {
        this.client = client;
        this.group = group;
        this.body = body;
        this.commands = commands;
        this.readAccount = readAccount;
        this.floorIndex = floorIndex;
        this.file = file;
    }

    /** Shares a file at whatever node is asked. */
    static Operation share(int client, byte[] file) {
        RequestBody nothingYet = new RequestBody.ConfirmSystem();
        return new Operation(client, GroupId.SYSTEM, nothingYet, List.of(), null, 0, file);
    }

    static Operation write(
            int client, GroupId group, List<LedgerCommand> commands, long floorIndex) {
        RequestBody body = new RequestBody.Post(group, commands);
        return new Operation(client, group, body, commands, null, floorIndex, null);
    }

    static Operation read(int client, GroupId group, AccountNumber account, long floorIndex) {
        RequestBody body = new RequestBody.Ask(group, new LedgerQuery.GetAccount(account), 0);
        return new Operation(client, group, body, List.of(), account, floorIndex, null);
    }

    void finish() {
        done = true;
    }

    boolean isDone() {
        return done;
    }
}
