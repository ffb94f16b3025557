package org.davebank.simulator.history;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.history.Line;
import org.davebank.history.Original;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/** Records of the ledger as lines of a history. */
final class Lines {

    /** The amounts that may be given back, by name of the posting in the account that gives it back. */
    private final Map<String, Long> originals = new TreeMap<>();

    private final Set<TransactionId> items;
    private final int shards;

    /** @param items the ids of the items of all batches */
    Lines(Map<String, List<Transaction>> books, Set<TransactionId> items, int shards) {
        this.items = items;
        this.shards = shards;
        books.forEach((account, records) -> {
            for (Transaction each : records) {
                if (each.status() == TransactionStatus.POSTED && !each.movesNothing()) {
                    String payer = each.account().toString();
                    String other = payer.equals(account) ? null : payer;
                    originals.put(name(account, other, each.id()), each.amountMinor());
                }
            }
        });
    }

    private static String name(String home, @Nullable Object other, Object id) {
        return home + "/" + other + "/" + id;
    }

    /**
     * The key of a record's calls. A record without one has a name of its own, and so has a refused one: another import
     * decides a refused row again, under the same key.
     */
    static String key(Transaction record) {
        String key = record.status() == TransactionStatus.REJECTED ? null : record.idempotencyKey();
        return record.account() + (key == null ? "#" + record.sequence() : "/" + key);
    }

    /** Whether no call of its own asked for a record, but that of a batch. */
    boolean isItem(Transaction record) {
        return items.contains(record.id());
    }

    /** @param owner the account in whose history it is, or the first account of an answer */
    Line line(Transaction record, String owner) {
        boolean refused = record.status() == TransactionStatus.REJECTED;
        String account = record.account().toString();
        AccountNumber other = record.isBetweenAccounts() ? record.toAccount() : null;
        boolean credits =
                record.kind() == TransactionKind.DEPOSIT
                        || (record.kind() == TransactionKind.REVERSAL && record.links().credits());
        RejectionCode code = record.code();
        return new Line(
                account + "/" + record.id() + (refused ? "#" + record.sequence() : ""),
                owner.equals(account) && !isItem(record) ? key(record) : null,
                credits ? null : account,
                credits ? account : other == null ? null : other.toString(),
                record.amountMinor(),
                original(record, other),
                code == null ? null : code.code(),
                record.balanceAfterMinor(),
                record.committedAtMs(),
                record.effectiveAtMs(),
                Slots.shardOf(AccountNumber.parse(owner), shards),
                record.index(),
                record.requestId());
    }

    private @Nullable Original original(Transaction record, @Nullable AccountNumber payer) {
        if (record.links().reverses() == null) {
            return null;
        }
        String name = name(record.account().toString(), payer, record.links().reverses());
        Long amountMinor = originals.get(name);
        return amountMinor == null ? null : new Original(name, amountMinor);
    }
}
