package org.davebank.ledger;

import static org.davebank.ledger.LedgerLimits.DESCRIPTION_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.REFERENCE_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.SCALE_MAX;
import static org.davebank.ledger.LedgerLimits.STAMP_MS_MAX;
import static org.davebank.ledger.LedgerLimits.checkOrigin;
import static org.davebank.ledger.LedgerLimits.checkText;
import static org.davebank.ledger.LedgerLimits.isCurrencyCode;

import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a transfer whose accounts lie in two shards, or of its reversal: the coordinator (the debited account's
 * shard) and the participant (the credited account's). docs/protocol/transfers.md describes the protocol.
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
     * Ends a movement at its coordinator, after the vote of the participant.
     *
     * @param rejection why the participant rejected it, or null to commit
     * @param votedAtMs stamp of the vote
     */
    record Decide(MovementKey key, @Nullable RejectionCode rejection, long votedAtMs)
            implements MovementCommand {

        public Decide {
            checkStamp(votedAtMs);
        }
    }

    /**
     * Credits a committed movement at the participant. The amount is the expected one.
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

    /** The participant has acknowledged the decision; the coordinator need not send it again. */
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

    private static void checkShard(int shard) {
        if (shard < 0 || shard > LedgerLimits.SHARDS_MAX) {
            throw new IllegalArgumentException("no shard " + shard);
        }
    }

    private static void checkStamp(long stampMs) {
        if (stampMs < 0 || stampMs > STAMP_MS_MAX) {
            throw new IllegalArgumentException("stamp out of range: " + stampMs);
        }
    }
}
