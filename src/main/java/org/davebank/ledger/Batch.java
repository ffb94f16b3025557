package org.davebank.ledger;

import static org.davebank.ledger.LedgerLimits.DESCRIPTION_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.KEY_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.REFERENCE_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.checkOrigin;
import static org.davebank.ledger.LedgerLimits.checkText;
import static org.davebank.ledger.LedgerLimits.isCurrencyCode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.base.RandomSource;
import org.davebank.base.Sha256;
import org.davebank.base.TransactionId;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * Postings that are made all or not at all, in this order, whichever shards their accounts lie in. The
 * batch belongs to the account of its first item, whose shard coordinates it.
 *
 * @param key idempotency key within that account, or null
 * @param items 1 to {@link LedgerLimits#BATCH_ITEMS_MAX}
 */
public record Batch(
        TransactionId id, @Nullable String key, List<Item> items, String by, String requestId) {

    /**
     * A deposit, a withdrawal or a transfer. It takes effect when the batch does.
     *
     * @param number its place in the batch, from 0
     * @param account the debited account; of a deposit the credited one
     * @param shard the number of the account's shard
     * @param toAccount of a transfer the credited account, else null
     * @param toShard of a transfer the number of that account's shard, else 0
     * @param currency of both accounts
     * @param scale its decimals
     */
    public record Item(
            int number,
            TransactionKind kind,
            AccountNumber account,
            int shard,
            @Nullable AccountNumber toAccount,
            int toShard,
            long amountMinor,
            String currency,
            int scale,
            @Nullable String reference,
            @Nullable String description) {

        public Item {
            boolean transfer = kind == TransactionKind.TRANSFER;
            boolean plain =
                    transfer
                            || kind == TransactionKind.DEPOSIT
                            || kind == TransactionKind.WITHDRAWAL;
            if (!plain || transfer != (toAccount != null) || account.equals(toAccount)) {
                throw new IllegalArgumentException("no item of a batch: " + kind);
            }
            if (number < 0 || number >= LedgerLimits.BATCH_ITEMS_MAX) {
                throw new IllegalArgumentException("an item's number out of range: " + number);
            }
            LedgerLimits.checkShard(shard);
            LedgerLimits.checkShard(toShard);
            boolean inRange = amountMinor > 0 && amountMinor <= Money.AMOUNT_MINOR_MAX;
            if (!inRange
                    || !isCurrencyCode(currency)
                    || scale < 0
                    || scale > LedgerLimits.SCALE_MAX) {
                throw new IllegalArgumentException("an amount or a currency out of range");
            }
            checkText("reference", reference, 0, REFERENCE_CHARS_MAX);
            checkText("description", description, 0, DESCRIPTION_CHARS_MAX);
        }

        /** Whether it debits its account. */
        public boolean debits() {
            return kind != TransactionKind.DEPOSIT;
        }

        private Item anywhere() {
            return new Item(
                    number,
                    kind,
                    account,
                    0,
                    toAccount,
                    0,
                    amountMinor,
                    currency,
                    scale,
                    reference,
                    description);
        }

        public boolean isAt(int aShard) {
            return shard == aShard;
        }

        /** Whether it credits its to-account in this shard. */
        public boolean pays(int aShard) {
            return toAccount != null && toShard == aShard;
        }

        /** The posting that its record shows. */
        public Post post(TransactionId batch, String by, String requestId) {
            return new Post(
                    idOf(batch, number),
                    null,
                    kind,
                    account,
                    toAccount,
                    amountMinor,
                    scale,
                    null,
                    0,
                    reference,
                    description,
                    PostingMode.LIVE,
                    by,
                    requestId);
        }
    }

    public Batch {
        items = List.copyOf(items);
        checkText("key", key, 1, KEY_CHARS_MAX);
        checkOrigin(by, requestId);
        if (items.isEmpty() || items.size() > LedgerLimits.BATCH_ITEMS_MAX) {
            throw new IllegalArgumentException(
                    "a batch has 1 to " + LedgerLimits.BATCH_ITEMS_MAX + " items");
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).number() != i) {
                throw new IllegalArgumentException("the items of a batch are numbered from 0");
            }
        }
    }

    /** The first 16 bytes of a SHA-256. */
    public record Digest(long high, long low) {}

    /** The account that the batch belongs to. */
    public AccountNumber account() {
        return items.getFirst().account();
    }

    /** The shard that coordinates it. */
    public int shard() {
        return items.getFirst().shard();
    }

    /** The other shards with an account of the batch, in ascending order. */
    public List<Integer> participants() {
        TreeSet<Integer> shards = new TreeSet<>();
        for (Item each : items) {
            shards.add(each.shard());
            if (each.toAccount() != null) {
                shards.add(each.toShard());
            }
        }
        shards.remove(shard());
        return List.copyOf(shards);
    }

    /** The items with an account in this shard. */
    public List<Item> of(int aShard) {
        return items.stream().filter(each -> each.isAt(aShard) || each.pays(aShard)).toList();
    }

    /**
     * What is on its way to a shard between the decision and its delivery there, by currency: credits from
     * other shards less debits to them.
     */
    public Map<String, Long> onItsWayTo(int aShard) {
        Map<String, Long> minor = new TreeMap<>();
        for (Item each : items) {
            if (each.toAccount() != null && each.isAt(aShard) != each.pays(aShard)) {
                long delta = each.pays(aShard) ? each.amountMinor() : -each.amountMinor();
                minor.merge(each.currency(), delta, Long::sum);
            }
        }
        minor.values().removeIf(sum -> sum == 0);
        return minor;
    }

    /** The purpose of its own record. */
    public Purpose.Bundles purpose(int failed) {
        return new Purpose.Bundles(items.size(), failed, digest());
    }

    /** Tells these items from others; where their shards are now is no part of it. */
    public Digest digest() {
        WireWriter out = new WireWriter();
        MovementCodec.writeItems(out, items.stream().map(Item::anywhere).toList());
        byte[] hash = Sha256.digest().digest(out.toBytes());
        ByteBuffer longs = ByteBuffer.wrap(hash);
        return new Digest(longs.getLong(), longs.getLong());
    }

    /** The id of an item's record. */
    public static TransactionId idOf(TransactionId batch, int number) {
        long mixed = RandomSource.mix64(batch.low() ^ RandomSource.mix64(batch.high() + number));
        long more = RandomSource.mix64(mixed + number);
        return new TransactionId(
                (batch.high() & ~0xffffL) | 0x7000L | (more & 0x0fffL),
                (mixed & 0x3fffffffffffffffL) | 0x8000000000000000L);
    }

    /**
     * What some items mean for one account: how far the running sum of their amounts falls below zero, and
     * how far it rises above.
     */
    public record Leg(AccountNumber account, long needMinor, long roomMinor) {}

    /** What happens to the balance of one account. */
    public record Change(AccountNumber account, long deltaMinor) {}

    /** The changes of accounts in a shard by an item, in their order. */
    public static List<Change> changes(Item item, int shard) {
        List<Change> changes = new ArrayList<>(2);
        AccountNumber to = item.toAccount();
        if (item.isAt(shard)) {
            long amountMinor = item.amountMinor();
            changes.add(new Change(item.account(), item.debits() ? -amountMinor : amountMinor));
        }
        if (to != null && item.pays(shard)) {
            changes.add(new Change(to, item.amountMinor()));
        }
        return changes;
    }

    /** The legs of a shard, in the order of account numbers. */
    public static Collection<Leg> legs(List<Item> items, int shard) {
        Map<AccountNumber, Long> sums = new TreeMap<>();
        Map<AccountNumber, Leg> legs = new TreeMap<>();
        for (Item item : items) {
            for (Change each : changes(item, shard)) {
                AccountNumber account = each.account();
                long sum = sums.merge(account, each.deltaMinor(), Long::sum);
                Leg before = legs.getOrDefault(account, new Leg(account, 0, 0));
                legs.put(
                        account,
                        new Leg(
                                account,
                                Math.max(before.needMinor(), -sum),
                                Math.max(before.roomMinor(), sum)));
            }
        }
        return legs.values();
    }
}
