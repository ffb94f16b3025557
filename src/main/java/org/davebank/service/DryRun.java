package org.davebank.service;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;

/** A round that changes nothing: accounts and keys are looked up, funds are not checked. */
final class DryRun {

    enum Outcome {
        CREATED,
        DUPLICATE,
        NO_ACCOUNT
    }

    private final Shards shards;
    private final ImportWriter writer;
    private final Map<AccountNumber, Boolean> exists = new TreeMap<>();

    DryRun(Shards shards, ImportWriter writer) {
        this.shards = shards;
        this.writer = writer;
    }

    /** What would become of the command. */
    Outcome outcome(LedgerCommand command) throws ImportWriter.Ended {
        if (!(command instanceof LedgerCommand.Post post)) {
            return Outcome.CREATED;
        }
        GroupId group = shards.of(post.account());
        Boolean there = exists.get(post.account());
        if (there == null) {
            LedgerAnswer answer = writer.read(group, new LedgerQuery.GetAccount(post.account()));
            there = answer instanceof LedgerAnswer.AccountFound found && found.account() != null;
            exists.put(post.account(), there);
        }
        if (!there) {
            return Outcome.NO_ACCOUNT;
        }
        String key = post.key();
        boolean known =
                key != null
                        && writer.read(group, new LedgerQuery.FindByKey(post.account(), key))
                                instanceof LedgerAnswer.Transactions found
                        && !found.transactions().isEmpty();
        return known ? Outcome.DUPLICATE : Outcome.CREATED;
    }
}
