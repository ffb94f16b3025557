package org.davebank.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.Account;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.state.AuditScan;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.Node;
import org.davebank.simulator.check.BankModel;
import org.davebank.simulator.check.HistoryChecker;
import org.davebank.simulator.check.Violation;

/**
 * Compares every replica's books with the model's after all replicas have applied everything.
 *
 * <pre>
 * Rules
 *   B1  the number of posted transactions is the one in the log
 *   B2  the postings sum to zero
 *   B3  every account equals the model's, and so does its history, read page by page
 *   B4  the replica's own audit finds nothing, neither then nor while transfers are under way
 *   B5  all shards together have no money in transit once all transfers are finished
 * </pre>
 */
final class BooksChecker {

    private static final int PAGE_RECORDS = 200;
    private static final int AUDIT_RECORDS = 10_000;

    private final Simulation world;
    private final HistoryChecker history;

    /** The records of each account, oldest first, and its balance, as the last replica shows them. */
    private final Map<String, List<Transaction>> books = new TreeMap<>();

    private final Map<String, Long> balances = new TreeMap<>();

    BooksChecker(Simulation world, HistoryChecker history) {
        this.world = world;
        this.history = history;
    }

    void check() {
        Map<String, Map<GroupId, Long>> transit = new TreeMap<>();
        for (Machine machine : world.machines()) {
            Node node = machine.node();
            if (node != null) {
                for (Node.ReplicaView view : node.replicas()) {
                    Ledger ledger = view.ledger();
                    boolean member = view.raft().configuration().contains(node.self());
                    if (ledger != null && member) {
                        check(view.group() + " on " + machine.name(), view.group(), ledger);
                        ledger.transitMinor()
                                .forEach((currency, minor) ->
                                        transit.computeIfAbsent(currency, any -> new TreeMap<>())
                                                .put(view.group(), minor));
                    }
                }
            }
        }
        transit.forEach((currency, byShard) -> {
            long sum = byShard.values().stream().mapToLong(Long::longValue).sum();
            if (sum != 0) {
                throw new Violation("B5: " + sum + " " + currency + " is in transit: " + byShard);
            }
        });
    }

    Map<String, List<Transaction>> books() {
        return books;
    }

    Map<String, Long> balances() {
        return balances;
    }

    private void check(String where, GroupId group, Ledger ledger) {
        BankModel model = history.model(group);
        if (ledger.transactionCount() != model.posted()) {
            throw new Violation(
                    "B1: "
                            + where
                            + " has posted "
                            + ledger.transactionCount()
                            + " transactions, the log says "
                            + model.posted());
        }
        if (ledger.sumMinor() != 0) {
            throw new Violation("B2: the postings of " + where + " sum to " + ledger.sumMinor());
        }
        for (AccountNumber number : model.accounts()) {
            try {
                LedgerAnswer found = ask(group, ledger, new LedgerQuery.GetAccount(number));
                if (found instanceof LedgerAnswer.AccountFound(Account account)
                        && account != null) {
                    balances.put(number.toString(), account.balanceMinor());
                }
                books.put(number.toString(), walk(group, ledger, number));
            } catch (Violation e) {
                throw new Violation("B3: " + where + ": " + e.getMessage(), e);
            }
        }
        world.workload().cuts().check(where, group, ledger);
        audit(where, ledger);
    }

    /** Checks B4 for one machine while transfers and holds are under way. */
    void audit(Machine machine) {
        Node node = machine.node();
        if (node != null) {
            for (Node.ReplicaView view : node.replicas()) {
                Ledger ledger = view.ledger();
                if (ledger != null) {
                    audit(view.group() + " on " + machine.name(), ledger);
                }
            }
        }
    }

    private static void audit(String where, Ledger ledger) {
        AuditScan audit = ledger.startAudit();
        while (!audit.advance(AUDIT_RECORDS)) {}
        AuditFinding finding = audit.finding();
        if (!finding.conserved()) {
            throw new Violation("B4: the audit of " + where + " finds " + finding);
        }
    }

    private LedgerAnswer ask(GroupId group, Ledger ledger, LedgerQuery query) {
        LedgerAnswer answer = ledger.answer(query);
        history.read(group, 0, ledger.appliedIndex(), query, answer);
        return answer;
    }

    private List<Transaction> walk(GroupId group, Ledger ledger, AccountNumber number) {
        List<Transaction> records = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (before >= 0) {
            LedgerQuery page =
                    new LedgerQuery.History(number, TransactionFilter.ANY, before, PAGE_RECORDS);
            if (ask(group, ledger, page) instanceof LedgerAnswer.Transactions found) {
                records.addAll(found.transactions());
                before = found.nextBefore();
            } else {
                before = -1;
            }
        }
        return records.reversed();
    }
}
