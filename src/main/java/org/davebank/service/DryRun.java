package org.davebank.service;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;

/**
 * Rounds that change nothing: accounts and keys are looked up, funds are not checked. An account that
 * an earlier row would open counts as there.
 */
final class DryRun {

    enum Outcome {
        CREATED,
        DUPLICATE,
        NO_ACCOUNT
    }

    private final Shards shards;
    private final ImportWriter writer;
    private final Map<AccountNumber, Boolean> exists = new HashMap<>();

    /** By their numbers, of which there are a hundred million. */
    private final BitSet opened = new BitSet();

    DryRun(Shards shards, ImportWriter writer) {
        this.shards = shards;
        this.writer = writer;
    }

    /** What would become of each command, in their order. */
    List<Outcome> outcomes(List<LedgerCommand> commands) throws ImportWriter.Ended {
        exists.clear();
        lookUpAccounts(commands);
        List<Outcome> outcomes = new ArrayList<>();
        Map<Integer, ImportWriter.Read> keys = new LinkedHashMap<>();
        for (LedgerCommand command : commands) {
            if (command instanceof LedgerCommand.OpenAccount open) {
                opened.set(open.number().value());
            }
            if (command instanceof LedgerCommand.Post post && !exists(post.account())) {
                outcomes.add(Outcome.NO_ACCOUNT);
            } else {
                if (command instanceof LedgerCommand.Post post && post.key() != null) {
                    GroupId group = shards.of(post.account());
                    LedgerQuery query = new LedgerQuery.FindByKey(post.account(), post.key());
                    keys.put(outcomes.size(), new ImportWriter.Read(group, query));
                }
                outcomes.add(Outcome.CREATED);
            }
        }
        List<LedgerAnswer> found = writer.read(List.copyOf(keys.values()));
        int next = 0;
        for (int at : keys.keySet()) {
            if (found.get(next++) instanceof LedgerAnswer.Transactions records
                    && !records.transactions().isEmpty()) {
                outcomes.set(at, Outcome.DUPLICATE);
            }
        }
        return outcomes;
    }

    private boolean exists(AccountNumber account) {
        return opened.get(account.value()) || exists.getOrDefault(account, false);
    }

    private void lookUpAccounts(List<LedgerCommand> commands) throws ImportWriter.Ended {
        Map<AccountNumber, ImportWriter.Read> unknown = new LinkedHashMap<>();
        for (LedgerCommand command : commands) {
            if (command instanceof LedgerCommand.Post post && !exists.containsKey(post.account())) {
                LedgerQuery query = new LedgerQuery.GetAccount(post.account());
                unknown.put(
                        post.account(), new ImportWriter.Read(shards.of(post.account()), query));
            }
        }
        List<LedgerAnswer> answers = writer.read(List.copyOf(unknown.values()));
        int next = 0;
        for (AccountNumber account : unknown.keySet()) {
            boolean there =
                    answers.get(next++) instanceof LedgerAnswer.AccountFound found
                            && found.account() != null;
            exists.put(account, there);
        }
    }
}
