package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.MovementCommand.Expire;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.store.BookSums;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * The holds of a shard. Memory has those that are active or being captured; what became of another is
 * in the newest record of its chain, see {@link RecordChains}.
 *
 * <pre>
 * Invariants
 *   H1  an account holds what its active holds have free, and all that is being captured
 *   H2  a hold that has ended has nothing free, and stays as it ended
 *   H3  what was captured, is being captured or is free is never more than the hold
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class HoldBook {

    private static final int ENTRY_BYTES = 400;

    /** A hold that is active or being captured. */
    private static final class Hold {
        final long sequence;
        final int from;
        final AccountNumber account;
        final TransactionId id;
        final long expiresAtMs;
        HoldState state = HoldState.ACTIVE;
        long freeMinor;
        long capturingMinor;
        int captures;

        Hold(long sequence, int from, Post post, long amountMinor, long expiresAtMs) {
            this.sequence = sequence;
            this.from = from;
            this.account = post.account();
            this.id = post.id();
            this.expiresAtMs = expiresAtMs;
            this.freeMinor = amountMinor;
        }

        boolean isActive() {
            return state == HoldState.ACTIVE;
        }

        long hash() {
            return StateHash.ofPair(
                    StateHash.ofPair(sequence, expiresAtMs),
                    StateHash.ofPair(
                            StateHash.ofPair(freeMinor, capturingMinor),
                            captures * 8L + state.ordinal()));
        }
    }

    /** The end of an active hold; by time, then by sequence. */
    private record Due(long expiresAtMs, long sequence) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(expiresAtMs, other.expiresAtMs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }

        long hash() {
            return StateHash.ofPair(expiresAtMs, sequence);
        }
    }

    /** A hold of an account; by account, then by sequence. */
    private record Of(int account, long sequence) implements Comparable<Of> {
        @Override
        public int compareTo(Of other) {
            int byAccount = Integer.compare(account, other.account);
            return byAccount != 0 ? byAccount : Long.compare(sequence, other.sequence);
        }
    }

    /** The record of a hold that a posting captures or releases. */
    record Target(long sequence) {}

    private final AccountTable accounts;
    private final TransactionLog transactions;
    private final RecordChains chains;
    private final NavigableMap<Long, Hold> bySequence = new TreeMap<>();
    private final NavigableSet<Of> byAccount = new TreeSet<>();
    private final NavigableSet<Due> due = new TreeSet<>();
    private long hash;

    HoldBook(AccountTable accounts, TransactionLog transactions, RecordChains chains) {
        this.accounts = accounts;
        this.transactions = transactions;
        this.chains = chains;
    }

    /** The hold that a posting captures or releases, or null if its account has no such hold. */
    @Nullable Target target(Post post) {
        TransactionId id = post.ofHold();
        AccountNumber to = post.toAccount();
        boolean captures = post.kind() == TransactionKind.CAPTURE;
        return id == null
                ? null
                : target(post.account(), id, captures, to == null ? -1 : to.value());
    }

    private @Nullable Target target(
            AccountNumber account, TransactionId id, boolean captures, int to) {
        transactions.probeId(id);
        TransactionView at = transactions.nextWithId(id);
        while (at != null) {
            boolean fits =
                    at.account() == account.value()
                            && at.kind() == TransactionKind.HOLD
                            && !at.rejected();
            if (fits && (!captures || at.toAccount() == to)) {
                return new Target(at.sequence());
            }
            at = transactions.nextWithId(id);
        }
        return null;
    }

    // The checks.

    /** Refuses a hold that the book has no room for. */
    @Nullable Refused noRoom(int from) {
        return bySequence.size() < LedgerLimits.HOLDS_MAX
                        && accounts.holds().holds(from) < LedgerLimits.HOLDS_PER_ACCOUNT_MAX
                ? null
                : new Refused(RejectionCode.TOO_BUSY, "too many holds are active");
    }

    /** Refuses a capture to another shard when too many of the hold are under way. */
    @Nullable Refused noRoom(Target target) {
        Hold hold = bySequence.get(target.sequence());
        return hold == null || hold.captures < LedgerLimits.CAPTURES_PER_HOLD_MAX
                ? null
                : new Refused(
                        RejectionCode.TOO_BUSY, "too many captures of the hold are not decided");
    }

    /** The amount of a posting that takes all that is left of a hold. */
    long leftMinor(Target target, Post post) {
        Hold hold = active(target);
        if (hold == null) {
            return 0;
        }
        return post.kind() == TransactionKind.CAPTURE
                ? hold.freeMinor + hold.capturingMinor
                : hold.freeMinor;
    }

    /** Why so much cannot be taken, whatever becomes of the captures under way; or null. */
    @Nullable RejectionCode rejection(Target target, long amountMinor) {
        Hold hold = active(target);
        if (hold != null) {
            return amountMinor > hold.freeMinor + hold.capturingMinor
                    ? RejectionCode.EXCEEDS_HOLD
                    : null;
        }
        return state(target.sequence()) == HoldState.CAPTURED
                ? RejectionCode.HOLD_SETTLED
                : RejectionCode.HOLD_ENDED;
    }

    /** Whether so much can be taken only if captures under way are rejected. */
    boolean isUndecided(Target target, long amountMinor) {
        Hold hold = active(target);
        return hold != null && amountMinor > hold.freeMinor;
    }

    private @Nullable Hold active(Target target) {
        Hold hold = bySequence.get(target.sequence());
        return hold != null && hold.isActive() ? hold : null;
    }

    // The steps.

    /** Takes a hold that was recorded, and reserves its amount. */
    void add(long sequence, Post post, long amountMinor, int from, long stampMs) {
        Hold hold = new Hold(sequence, from, post, amountMinor, expiresAtMs(post, stampMs));
        bySequence.put(sequence, hold);
        byAccount.add(new Of(hold.account.value(), sequence));
        due.add(new Due(hold.expiresAtMs, sequence));
        accounts.hold(from, amountMinor);
        accounts.holds().add(from, 1, amountMinor, amountMinor);
        hash ^= hold.hash();
    }

    static long expiresAtMs(Post post, long stampMs) {
        long expiresInMs = post.purpose() instanceof Purpose.Holds holds ? holds.expiresInMs() : 0;
        return stampMs + expiresInMs;
    }

    /** Takes an amount at once, for a capture inside the shard or a release. */
    void take(Target target, Post post, long amountMinor) {
        Hold hold = hold(target);
        change(hold, -amountMinor, 0, 0);
        accounts.hold(hold.from, -amountMinor);
        if (post.purpose() instanceof Purpose.Releases releases) {
            end(hold, HoldState.RELEASED, releases.all());
        } else {
            end(hold, HoldState.CAPTURED, isLast(post));
        }
    }

    private static boolean isLast(Post post) {
        return post.purpose() instanceof Purpose.Captures captures
                && (captures.last() || captures.all());
    }

    /** A capture to another shard has begun; its amount stays reserved. */
    void begin(Target target, long amountMinor) {
        change(hold(target), -amountMinor, amountMinor, 1);
    }

    /** A capture to another shard is committed. */
    void commit(Target target, Post post, long amountMinor) {
        Hold hold = hold(target);
        change(hold, 0, -amountMinor, -1);
        accounts.hold(hold.from, -amountMinor);
        end(hold, HoldState.CAPTURED, isLast(post));
    }

    /** A capture to another shard is rejected: what it reserved goes back, or is freed after the end. */
    void abort(Target target, long amountMinor) {
        Hold hold = hold(target);
        if (hold.isActive()) {
            change(hold, amountMinor, -amountMinor, -1);
        } else {
            change(hold, 0, -amountMinor, -1);
            accounts.hold(hold.from, -amountMinor);
            recorded(hold.sequence);
        }
    }

    /** Ends a hold whose time is over; a running capture keeps what it reserved. Returns what it freed. */
    long expire(Target target) {
        Hold hold = hold(target);
        long freedMinor = hold.freeMinor;
        end(hold, HoldState.EXPIRED, true);
        return freedMinor;
    }

    /** The posting that the bank records for the end of a hold; its id follows from the hold's. */
    static Post expiry(Expire expire) {
        TransactionId hold = expire.hold();
        return new Post(
                new TransactionId(hold.high(), hold.low() ^ 0xffff_ffff_ffffL),
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
                new Purpose.Releases(hold, true),
                expire.by(),
                expire.requestId());
    }

    /** Ends a hold if that was asked for, or nothing is left of it, and frees its rest. */
    private void end(Hold hold, HoldState state, boolean ends) {
        if (!hold.isActive() || (!ends && hold.freeMinor + hold.capturingMinor > 0)) {
            return;
        }
        due.remove(new Due(hold.expiresAtMs, hold.sequence));
        accounts.hold(hold.from, -hold.freeMinor);
        change(hold, -hold.freeMinor, 0, 0);
        accounts.holds().add(hold.from, 0, 0, -hold.capturingMinor);
        hash ^= hold.hash();
        hold.state = state;
        hash ^= hold.hash();
    }

    private void change(Hold hold, long freeMinor, long capturingMinor, int captures) {
        hash ^= hold.hash();
        hold.freeMinor += freeMinor;
        hold.capturingMinor += capturingMinor;
        hold.captures += captures;
        Invariant.check(
                hold.freeMinor >= 0 && hold.capturingMinor >= 0 && hold.captures >= 0,
                "no more is captured than was held");
        Invariant.check(hold.isActive() || hold.freeMinor == 0, "an ended hold has nothing free");
        long activeMinor = hold.isActive() ? freeMinor + capturingMinor : 0;
        accounts.holds().add(hold.from, 0, freeMinor, activeMinor);
        hash ^= hold.hash();
    }

    private Hold hold(Target target) {
        return Objects.requireNonNull(bySequence.get(target.sequence()));
    }

    /** A step is recorded: the book forgets a hold that has ended and is not being captured. */
    void recorded(long sequence) {
        Hold hold = bySequence.get(sequence);
        if (hold != null && !hold.isActive() && hold.captures == 0) {
            hash ^= hold.hash();
            bySequence.remove(sequence);
            byAccount.remove(new Of(hold.account.value(), sequence));
            accounts.holds().add(hold.from, -1, 0, 0);
        }
    }

    // Reads.

    /** The hold of a step that is due, or null if it is too early or too late. */
    @Nullable Target due(Expire expire, long stampMs) {
        Target target = target(expire.account(), expire.hold(), false, -1);
        Hold hold = target == null ? null : active(target);
        return hold != null && stampMs >= hold.expiresAtMs ? target : null;
    }

    /**
     * The newest hold before this sequence that is active or being captured, or -1.
     *
     * @param account of this account; of any if it is negative
     */
    long before(long sequence, int account) {
        if (account < 0) {
            Long before = bySequence.lowerKey(sequence);
            return before == null ? -1 : before;
        }
        Of before = byAccount.lower(new Of(account, sequence));
        return before == null || before.account() != account ? -1 : before.sequence();
    }

    /** The newest capture or release of a hold, or -1. */
    long newestStep(TransactionId id) {
        transactions.probeId(id);
        TransactionView at = transactions.nextWithId(id);
        while (at != null) {
            if (at.kind() == TransactionKind.HOLD && !at.rejected()) {
                TransactionView newest = chains.newest(at.sequence());
                return newest == null ? -1 : newest.sequence();
            }
            at = transactions.nextWithId(id);
        }
        return -1;
    }

    /** The steps that end holds whose time is over, the oldest first. */
    public List<Expire> due(long nowMs, int countMax) {
        List<Expire> steps = new ArrayList<>();
        for (Due each : due) {
            if (each.expiresAtMs() > nowMs || steps.size() == countMax) {
                break;
            }
            Hold hold = Objects.requireNonNull(bySequence.get(each.sequence()));
            steps.add(new Expire(hold.account, hold.id));
        }
        return steps;
    }

    /** When the next hold ends by itself, wall milliseconds; Long.MAX_VALUE if none is active. */
    public long nextExpiryMs() {
        return due.isEmpty() ? Long.MAX_VALUE : due.first().expiresAtMs();
    }

    /** How the next step of a hold is linked; its state is the one after the step. */
    TransactionLog.Back link(Target target) {
        TransactionLog.Back link = chains.link(target.sequence());
        return new TransactionLog.Back(
                link.original(), link.before(), link.sumMinor(), state(target.sequence()));
    }

    /** What has become of the posted hold of this sequence. */
    HoldState state(long sequence) {
        Hold hold = bySequence.get(sequence);
        if (hold != null) {
            return hold.state;
        }
        TransactionView newest = chains.newest(sequence);
        return newest == null ? HoldState.ACTIVE : newest.holdState();
    }

    /** What has become of a posted hold. */
    ReversalLinks links(TransactionView of) {
        Hold hold = bySequence.get(of.sequence());
        long remainingMinor = hold == null ? 0 : hold.freeMinor + hold.capturingMinor;
        return new ReversalLinks(
                null,
                false,
                0,
                List.of(),
                new ReversalLinks.Hold(
                        null, state(of.sequence()), remainingMinor, of.expiresAtMs()));
    }

    /** Adds up what the holds reserve. */
    void addTo(BookSums sums) {
        for (Hold each : bySequence.values()) {
            long minor = each.freeMinor + each.capturingMinor;
            sums.hold(each.from, minor);
            sums.holds().add(each.from, 1, each.freeMinor, each.isActive() ? minor : 0);
        }
    }

    /** An active hold that time would not end, in words; null if there is none. */
    @Nullable String withoutEnd() {
        long difference = 0;
        for (Hold each : bySequence.values()) {
            difference += each.isActive() ? new Due(each.expiresAtMs, each.sequence).hash() : 0;
        }
        for (Due each : due) {
            difference -= each.hash();
        }
        if (difference == 0) {
            return null; // Looking each one up would take several times as long.
        }
        for (Hold each : bySequence.values()) {
            if (each.isActive() && !due.contains(new Due(each.expiresAtMs, each.sequence))) {
                return "hold "
                        + each.id
                        + " of account "
                        + each.account
                        + " is active and would never end";
            }
        }
        return "a hold that is not active would be ended";
    }

    /** Forgets when the newest active hold ends; see {@link Damage}. */
    void forgetEnd() {
        Due newest = null;
        for (Due each : due) {
            newest = newest == null || each.sequence() > newest.sequence() ? each : newest;
        }
        if (newest == null) {
            throw new IllegalArgumentException("no hold is active");
        }
        due.remove(newest);
    }

    /** Records that the holds in the book will add at least. */
    long reservedRecords() {
        return due.size();
    }

    long hash() {
        return hash;
    }

    long bytes() {
        return (long) bySequence.size() * ENTRY_BYTES;
    }
}
