package org.davebank.ledger;

import static org.davebank.ledger.LedgerLimits.DESCRIPTION_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.REFERENCE_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.SCALE_MAX;
import static org.davebank.ledger.LedgerLimits.STAMP_MS_MAX;
import static org.davebank.ledger.LedgerLimits.checkOrigin;
import static org.davebank.ledger.LedgerLimits.checkShard;
import static org.davebank.ledger.LedgerLimits.checkText;
import static org.davebank.ledger.LedgerLimits.isCurrencyCode;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a transfer whose accounts lie in two shards, of its reversal, or of a batch: the coordinator (the
 * debited account's shard, of a batch that of its first item's) and the participants (the shards of the other
 * accounts). docs/protocol/transfers.md describes the protocol.
 *
 * <pre>
 * Begin (coordinator)  →  Expect (participant)  →  Decide (coordinator)
 *                      →  Deliver or Cancel (participant)  →  Forget (coordinator)
 * </pre>
 *
 * <p>Every step is idempotent by its key: one that is repeated, or comes too late, changes nothing.
 */
public sealed interface MovementCommand extends LedgerCommand {

    /** Who is recorded as the cause of steps that the bank takes by itself. */
    String BANK = "bank";

    @Override
    default String by() {
        return BANK;
    }

    @Override
    default String requestId() {
        return BANK;
    }

    /**
     * Reserves the funds of a transfer to another shard.
     *
     * @param toShard the number of the to-account's shard, from 0
     */
    record Begin(Post post, int toShard) implements MovementCommand {

        public Begin {
            if (!post.credits()) {
                throw new IllegalArgumentException("only a transfer moves money to a shard");
            }
            checkShard(toShard);
        }

        @Override
        public String by() {
            return post.by();
        }

        @Override
        public String requestId() {
            return post.requestId();
        }
    }

    /** Reserves what a batch needs here, or posts it if all its accounts are in this shard. */
    record BeginBatch(Batch batch) implements MovementCommand {

        @Override
        public String by() {
            return batch.by();
        }

        @Override
        public String requestId() {
            return batch.requestId();
        }
    }

    /**
     * Asks a participant for a vote about its items of a batch; if it accepts, it reserves what they need.
     *
     * @param fromShard the number of the coordinator's shard
     * @param shard the number of the participant's shard
     * @param items those with an account in that shard, in their order
     */
    record ExpectBatch(MovementKey key, int fromShard, int shard, List<Batch.Item> items)
            implements MovementCommand {

        public ExpectBatch {
            items = List.copyOf(items);
            checkShard(fromShard);
            checkShard(shard);
            if (items.isEmpty() || items.size() > LedgerLimits.BATCH_ITEMS_MAX) {
                throw new IllegalArgumentException("a participant has some items of a batch");
            }
        }
    }

    /**
     * Asks the participant for a vote; if it accepts, it reserves room for the credit.
     *
     * @param fromShard the number of the coordinator's shard
     * @param checked false for rows of a file's history; no vote depends on it
     */
    record Expect(
            MovementKey key,
            int fromShard,
            AccountNumber to,
            long amountMinor,
            String currency,
            int scale,
            boolean checked)
            implements MovementCommand {

        public Expect {
            checkShard(fromShard);
            if (amountMinor < 1 || !isCurrencyCode(currency) || scale < 0 || scale > SCALE_MAX) {
                throw new IllegalArgumentException("an amount or a currency out of range");
            }
        }
    }

    /**
     * Ends a movement at its coordinator, after the votes of the participants.
     *
     * @param rejection why a participant rejected it, or null to commit
     * @param item number of the item of a batch that failed; -1 of anything else
     * @param votedAtMs the newest stamp of a vote
     */
    record Decide(MovementKey key, @Nullable RejectionCode rejection, int item, long votedAtMs)
            implements MovementCommand {

        public Decide {
            checkStamp(votedAtMs);
            checkItem(item);
            if (rejection == null && item >= 0) {
                throw new IllegalArgumentException("no item of a committed batch has failed");
            }
        }

        /** The decision about anything else than a batch. */
        public Decide(MovementKey key, @Nullable RejectionCode rejection, long votedAtMs) {
            this(key, rejection, -1, votedAtMs);
        }
    }

    /**
     * Posts what a participant expects of a committed movement. The texts of a batch are the expected ones.
     *
     * @param decidedAtMs stamp of the decision
     * @param effectiveAtMs value date; 0 means the decision's stamp
     * @param reverses of a reversal, the transaction of the credited account that it gives back
     */
    record Deliver(
            MovementKey key,
            long decidedAtMs,
            long effectiveAtMs,
            @Nullable String reference,
            @Nullable String description,
            PostingMode mode,
            @Nullable TransactionId reverses,
            String by,
            String requestId)
            implements MovementCommand {

        public Deliver {
            checkStamp(decidedAtMs);
            checkText("reference", reference, 0, REFERENCE_CHARS_MAX);
            checkText("description", description, 0, DESCRIPTION_CHARS_MAX);
            checkOrigin(by, requestId);
        }
    }

    /** Frees what the participant reserved for an aborted movement. */
    record Cancel(MovementKey key) implements MovementCommand {}

    /** All participants have acknowledged the decision; the coordinator need not send it again. */
    record Forget(MovementKey key) implements MovementCommand {}

    /**
     * Notes what the shard has in transit, as its part of a cut over all shards. Shards pass the number of
     * their newest mark on to each other, so that no message crosses a cut backwards.
     *
     * @param number of the cut; not above the shard's newest mark, it changes nothing
     */
    record Mark(long number) implements MovementCommand {

        public Mark {
            if (number < 0) {
                throw new IllegalArgumentException("marks are counted from 0");
            }
        }
    }

    /**
     * Ends a hold whose time is over; earlier, or later again, it changes nothing. It is a step of one
     * shard, which the bank takes by itself as it does the others.
     */
    record Expire(AccountNumber account, TransactionId hold) implements MovementCommand {}

    static void checkItem(int item) {
        if (item < -1 || item >= LedgerLimits.BATCH_ITEMS_MAX) {
            throw new IllegalArgumentException("no item " + item);
        }
    }

    private static void checkStamp(long stampMs) {
        if (stampMs < 0 || stampMs > STAMP_MS_MAX) {
            throw new IllegalArgumentException("stamp out of range: " + stampMs);
        }
    }
}
