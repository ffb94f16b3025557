package org.davebank.simulator.check;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.MovementCommand.Expire;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the model of a shard knows of holds.
 *
 * <pre>
 * Rules
 *   L1  what was captured, is being captured or is free is never more than the hold
 *   L2  a hold that has ended stays as it is and has nothing free
 *   L3  no hold outlives its time by much
 * </pre>
 */
final class HoldModel {

    private static final int RUNNING_MAX = 16;

    /** A hold. */
    static final class Held {
        final Transaction record;
        final ModelAccount account;
        final long expiresAtMs;
        HoldState state = HoldState.ACTIVE;
        long freeMinor;
        long capturedMinor;
        long runningMinor;
        int running;

        Held(Transaction record, ModelAccount account, long expiresAtMs) {
            this.record = record;
            this.account = account;
            this.expiresAtMs = expiresAtMs;
            this.freeMinor = record.amountMinor();
        }

        boolean isActive() {
            return state == HoldState.ACTIVE;
        }

        boolean isFull() {
            return running == RUNNING_MAX;
        }
    }

    private final Map<Long, Held> bySequence = new TreeMap<>();

    /** The hold that a posting captures or releases, or null. */
    @Nullable Held of(Post post) {
        return post.ofHold() == null ? null : find(post.account(), post.ofHold(), post);
    }

    private @Nullable Held find(AccountNumber account, TransactionId id, @Nullable Post post) {
        for (Held each : bySequence.values()) {
            boolean fits =
                    post == null
                            || post.kind() == TransactionKind.RELEASE
                            || Objects.equals(post.toAccount(), each.record.toAccount());
            if (fits && each.record.account().equals(account) && each.record.id().equals(id)) {
                return each;
            }
        }
        return null;
    }

    /** The amount of a posting that takes all that is left. */
    static long leftMinor(Held hold, Post post) {
        if (!hold.isActive()) {
            return 0;
        }
        return hold.freeMinor + (post.kind() == TransactionKind.CAPTURE ? hold.runningMinor : 0);
    }

    static @Nullable RejectionCode rejection(Held hold, long amountMinor) {
        return switch (hold.state) {
            case CAPTURED -> RejectionCode.HOLD_SETTLED;
            case RELEASED, EXPIRED -> RejectionCode.HOLD_ENDED;
            case ACTIVE ->
                    amountMinor > hold.freeMinor + hold.runningMinor
                            ? RejectionCode.EXCEEDS_HOLD
                            : null;
        };
    }

    /** What an account's active holds reserve. */
    long activeMinor(ModelAccount account) {
        long sum = 0;
        for (Held each : bySequence.values()) {
            boolean counts = each.account == account && each.isActive();
            sum += counts ? each.freeMinor + each.runningMinor : 0;
        }
        return sum;
    }

    /** A hold, or a step of one inside the shard, is recorded as posted. */
    void posted(Post post, Transaction record, ModelAccount account) {
        long index = record.index();
        switch (post.purpose()) {
            case Purpose.Holds(long expiresInMs) -> {
                account.hold(index, record.amountMinor());
                bySequence.put(
                        record.sequence(),
                        new Held(record, account, record.committedAtMs() + expiresInMs));
            }
            case Purpose.Captures captures -> {
                Held hold = Objects.requireNonNull(of(post));
                take(hold, record.amountMinor(), index);
                hold.capturedMinor += record.amountMinor();
                endIf(hold, captures.last() || captures.all(), HoldState.CAPTURED, index);
            }
            case Purpose.Releases releases -> {
                Held hold = Objects.requireNonNull(of(post));
                take(hold, record.amountMinor(), index);
                endIf(hold, releases.all(), HoldState.RELEASED, index);
            }
            case null, default -> {
                // It has nothing to do with holds.
            }
        }
    }

    private static void take(Held hold, long amountMinor, long index) {
        if (!hold.isActive()) {
            throw new Violation("L2: taken after the end of " + hold.record);
        }
        hold.freeMinor -= amountMinor;
        hold.account.hold(index, -amountMinor);
        check(hold);
    }

    private static void endIf(Held hold, boolean ends, HoldState state, long index) {
        if (hold.isActive() && (ends || hold.freeMinor + hold.runningMinor == 0)) {
            end(hold, state, index);
        }
        check(hold);
    }

    private static void end(Held hold, HoldState state, long index) {
        hold.account.hold(index, -hold.freeMinor);
        hold.freeMinor = 0;
        hold.state = state;
    }

    private static void check(Held hold) {
        boolean fits =
                hold.freeMinor >= 0
                        && hold.runningMinor >= 0
                        && hold.capturedMinor + hold.runningMinor + hold.freeMinor
                                <= hold.record.amountMinor();
        if (!fits) {
            throw new Violation("L1: more is captured than was held by " + hold.record);
        }
    }

    /** A capture to another shard has begun. */
    static void begin(Held hold, long amountMinor) {
        hold.freeMinor -= amountMinor;
        hold.runningMinor += amountMinor;
        hold.running++;
        check(hold);
    }

    /** A capture to another shard is decided. */
    void decided(Post post, long amountMinor, @Nullable RejectionCode code, long index) {
        Held hold = of(post);
        if (hold == null) {
            return;
        }
        hold.runningMinor -= amountMinor;
        hold.running--;
        if (code == null) {
            hold.capturedMinor += amountMinor;
            hold.account.hold(index, -amountMinor);
            boolean last =
                    post.purpose() instanceof Purpose.Captures captures
                            && (captures.last() || captures.all());
            endIf(hold, last, HoldState.CAPTURED, index);
        } else if (hold.isActive()) {
            hold.freeMinor += amountMinor;
        } else {
            hold.account.hold(index, -amountMinor);
        }
        check(hold);
    }

    /** Ends a hold whose time is over, and returns it; null if there is none. */
    @Nullable Held expire(Expire expire, long stampMs) {
        Held hold = find(expire.account(), expire.hold(), null);
        return hold != null && hold.isActive() && stampMs >= hold.expiresAtMs ? hold : null;
    }

    /** The posting that the bank records when it ends a hold. */
    static Post expiry(Expire expire) {
        TransactionId id = expire.hold();
        return new Post(
                new TransactionId(id.high(), id.low() ^ 0xffff_ffff_ffffL),
                null,
                TransactionKind.RELEASE,
                expire.account(),
                null,
                0,
                0,
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                new Purpose.Releases(id, true),
                "bank",
                "bank");
    }

    static void expired(Held hold, long index) {
        end(hold, HoldState.EXPIRED, index);
    }

    /** A hold that is active long after its time, or null. */
    @Nullable Transaction overdue(long nowMs, long patienceMs) {
        for (Held each : bySequence.values()) {
            if (each.isActive() && each.expiresAtMs + patienceMs < nowMs) {
                return each.record;
            }
        }
        return null;
    }

    /** What a record says of holds and reversals. */
    static ReversalLinks links(Post post, ReversalLinks reversals, Transaction record) {
        ReversalLinks.Hold hold =
                switch (post.purpose()) {
                    case Purpose.Holds(long expiresInMs) ->
                            record.status() == TransactionStatus.REJECTED
                                    ? null
                                    : new ReversalLinks.Hold(
                                            null,
                                            HoldState.ACTIVE,
                                            record.amountMinor(),
                                            record.committedAtMs() + expiresInMs);
                    case Purpose.Captures captures ->
                            new ReversalLinks.Hold(captures.hold(), null, 0, 0);
                    case Purpose.Releases releases ->
                            new ReversalLinks.Hold(releases.hold(), null, 0, 0);
                    case null, default -> null;
                };
        return hold == null ? reversals : new ReversalLinks(null, false, 0, List.of(), hold);
    }
}
