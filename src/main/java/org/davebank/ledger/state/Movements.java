package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Acknowledged;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.NoVote;
import org.davebank.ledger.LedgerResult.Noted;
import org.davebank.ledger.LedgerResult.Voted;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.BeginBatch;
import org.davebank.ledger.MovementCommand.Cancel;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementCommand.ExpectBatch;
import org.davebank.ledger.MovementCommand.Forget;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.TransactionLog.Part;
import org.davebank.ledger.store.BookSums;
import org.davebank.ledger.store.CashBook;
import org.davebank.ledger.store.CutBook;
import org.davebank.ledger.store.DecisionBook;
import org.davebank.ledger.store.ExpectBook;
import org.davebank.ledger.store.Reservation;
import org.davebank.ledger.store.StateHash;
import org.davebank.ledger.store.UndecidedBook;
import org.jspecify.annotations.Nullable;

/**
 * A shard's part in transfers between shards and in batches: as coordinator what is undecided and what is
 * decided but not acknowledged, as participant what is expected. docs/protocol/transfers.md describes the protocol.
 *
 * <pre>
 * Invariants
 *   M1  an account's held and expected amounts are the sums of its movements in the books
 *   M2  a movement is in one book of a shard, or in its records: a key never begins twice
 *   M3  a participant that expects a movement can deliver it, whatever happened to the account since
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class Movements {

    /** Sums of TRANSIT and of expected credits stay within this, half of a long's range. */
    private static final long SUM_MINOR_MAX = Long.MAX_VALUE / 2;

    private final AccountTable accounts;
    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final BindingBook bindings;
    private final ValueDates valueDates;
    private final ReversalBook reversals;
    private final RecordChains chains;
    private final UndecidedBook undecided = new UndecidedBook();
    private final DecisionBook decisions = new DecisionBook();
    private final ExpectBook expected = new ExpectBook();
    private final CutKeeper cuts;

    Movements(
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            BindingBook bindings,
            ValueDates valueDates,
            ReversalBook reversals,
            RecordChains chains) {
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.bindings = bindings;
        this.valueDates = valueDates;
        this.reversals = reversals;
        this.chains = chains;
        this.cuts = new CutKeeper(cashBook, transactions, decisions);
    }

    public UndecidedBook undecided() {
        return undecided;
    }

    public DecisionBook decisions() {
        return decisions;
    }

    public ExpectBook expected() {
        return expected;
    }

    public CutBook cuts() {
        return cuts.book();
    }

    CutKeeper cutKeeper() {
        return cuts;
    }

    /** What an account of this shard expects, in the order of acceptance. */
    public List<ExpectBook.Expected> expectedBy(AccountNumber account) {
        int ordinal = expected.size() == 0 ? -1 : accounts.find(account.value());
        return ordinal < 0 ? List.of() : expected.of(ordinal);
    }

    // The coordinator.

    /** Whether another movement of these participants may begin. */
    boolean hasRoom(List<Integer> participants) {
        return participants.isEmpty()
                || (undecided.hasRoom(participants)
                        && decisions.size() < LedgerLimits.UNACKNOWLEDGED_MAX);
    }

    /** Records that the movements in the books will add at most. */
    long reservedRecords() {
        return (long) undecided.load() + expected.load();
    }

    private void reserve(List<Reservation> reservations, int sign) {
        for (Reservation each : reservations) {
            accounts.hold(each.account(), sign * each.needMinor());
            accounts.expect(each.account(), sign * each.roomMinor());
        }
    }

    boolean overflows(int from, long amountMinor) {
        long transit = cashBook.transit(accounts.currency(from));
        return accounts.balance(from) - accounts.held(from) < Long.MIN_VALUE / 2 + amountMinor
                || transit > SUM_MINOR_MAX - amountMinor;
    }

    /** Reserves the funds of a transfer that has passed all checks. */
    Begun begin(Begin begin, long amountMinor, int from) {
        int currency = accounts.currency(from);
        Post post = begin.post();
        int attempt =
                post.mode().isOfFile() ? transactions.home(post.account(), post.id()).size() : 0;
        MovementKey key = new MovementKey(post.account(), post.id(), attempt);
        // A hold has reserved what is captured of it.
        long needMinor = post.kind() == TransactionKind.CAPTURE ? 0 : amountMinor;
        List<Reservation> reserved =
                List.of(new Reservation(from, post.account().value(), needMinor, 0));
        undecided.add(
                key,
                begin,
                amountMinor,
                cashBook.code(currency),
                cashBook.scale(currency),
                reserved);
        reserve(reserved, 1);
        return new Begun(key, false);
    }

    /** Reserves what a batch that has passed all checks needs in this shard. */
    Begun begin(BeginBatch begin, List<Reservation> reserved) {
        Batch batch = begin.batch();
        MovementKey key = new MovementKey(batch.account(), batch.id(), 0);
        undecided.add(key, begin, reserved);
        reserve(reserved, 1);
        return new Begun(key, false);
    }

    /** Ends a movement; one that is decided already, or was never begun, is left as it is. */
    LedgerResult decide(
            Decide decide, Teller teller, BatchTeller batches, long stampMs, long index) {
        UndecidedBook.Movement movement = undecided.find(decide.key());
        if (movement == null) {
            return new Noted();
        }
        undecided.remove(movement);
        reserve(movement.reserved(), -1);
        Post post = movement.post();
        Batch batch = movement.batch();
        LedgerResult.Recorded recorded =
                post != null
                        ? teller.decided(movement, post, decide.rejection(), stampMs, index)
                        : batches.decided(Objects.requireNonNull(batch), decide, stampMs, index);
        int account = decide.key().account().value();
        long sequence = recorded.transaction().sequence();
        movement.keys().forEach(key -> bindings.bindKey(account, key, sequence));
        movement.ids().forEach(id -> bindings.bindId(account, id, sequence));
        Deliver commit =
                post == null
                        ? delivery(decide.key(), recorded.transaction())
                        : delivery(decide.key(), post, stampMs);
        decisions.add(
                decide.key(),
                legs(movement, batch),
                decide.rejection() == null ? commit : new Cancel(decide.key()));
        return recorded;
    }

    private List<DecisionBook.Leg> legs(UndecidedBook.Movement movement, @Nullable Batch batch) {
        List<DecisionBook.Leg> legs = new ArrayList<>();
        for (int shard : movement.participants()) {
            Map<String, Long> minor =
                    batch == null
                            ? Map.of(currency(movement), movement.amountMinor())
                            : batch.onItsWayTo(shard);
            legs.add(new DecisionBook.Leg(shard, minor));
        }
        return legs;
    }

    private String currency(UndecidedBook.Movement movement) {
        return cashBook.code(accounts.currency(movement.reserved().getFirst().account()));
    }

    private static Deliver delivery(MovementKey key, Transaction batch) {
        return new Deliver(
                key,
                batch.committedAtMs(),
                0,
                null,
                null,
                PostingMode.LIVE,
                null,
                batch.by(),
                batch.requestId());
    }

    private static Deliver delivery(MovementKey key, Post post, long decidedAtMs) {
        return new Deliver(
                key,
                decidedAtMs,
                post.effectiveAtMs(),
                post.reference(),
                post.description(),
                post.mode(),
                post.reverses(),
                post.by(),
                post.requestId());
    }

    Noted forget(Forget forget) {
        decisions.remove(forget.key());
        return new Noted();
    }

    /** What the participant of each movement has to do; what is undecided is left out. */
    LedgerAnswer.MovementOutcomes outcomes(List<MovementKey> keys) {
        List<MovementCommand> decided = new ArrayList<>();
        List<MovementKey> unknown = new ArrayList<>();
        for (MovementKey key : keys) {
            if (undecided.find(key) != null) {
                continue;
            }
            MovementCommand step = outcome(key);
            if (step == null) {
                unknown.add(key);
            } else {
                decided.add(step);
            }
        }
        return new LedgerAnswer.MovementOutcomes(decided, unknown);
    }

    private @Nullable MovementCommand outcome(MovementKey key) {
        DecisionBook.Decision decision = decisions.find(key);
        if (decision != null) {
            return decision.step();
        }
        TransactionView record = record(key);
        if (record == null) {
            return null;
        }
        return record.commits() ? delivery(key, record) : new Cancel(key);
    }

    /** The record of a movement's decision, or null. The view is valid until the next call. */
    @Nullable TransactionView record(MovementKey key) {
        List<Long> attempts = transactions.home(key.account(), key.id());
        return key.attempt() < attempts.size()
                ? transactions.at(attempts.get(key.attempt()))
                : null;
    }

    private Deliver delivery(MovementKey key, TransactionView record) {
        Transaction recorded = record.transaction("");
        return new Deliver(
                key,
                recorded.committedAtMs(),
                record.effectiveGiven() ? recorded.effectiveAtMs() : 0,
                recorded.reference(),
                recorded.description(),
                record.mode(),
                record.reverses(),
                recorded.by(),
                recorded.requestId());
    }

    // The participant.

    /** The vote that was given already, or that the movement is delivered; else null. */
    private @Nullable LedgerResult voted(MovementKey key) {
        ExpectBook.Expected known = expected.find(key);
        if (known != null) {
            return new Voted(null, known.stampMs());
        }
        return isDelivered(key) ? new Acknowledged() : null;
    }

    /** Votes about a part of a batch; repeats the vote while it is expected. */
    LedgerResult expect(ExpectBatch expect, BatchTeller batches, long stampMs) {
        LedgerResult before = voted(expect.key());
        if (before != null) {
            return before;
        }
        BatchTeller.Verdict verdict = batches.judge(expect.items(), expect.shard(), stampMs);
        if (verdict.code() != null) {
            return new Voted(verdict.code(), verdict.item(), stampMs);
        }
        List<Reservation> reserved = batches.reservations(expect.items(), expect.shard());
        if (!expected.hasRoom(reserved.stream().map(Reservation::account).toList())) {
            return new NoVote();
        }
        reserve(reserved, 1);
        expected.add(
                expect.key(),
                expect.fromShard(),
                reserved,
                expect.shard(),
                expect.items(),
                stampMs);
        return new Voted(null, stampMs);
    }

    /** Votes about a credit; repeats the vote while it is expected. */
    LedgerResult expect(Expect expect, long stampMs) {
        LedgerResult before = voted(expect.key());
        if (before != null) {
            return before;
        }
        int to = accounts.find(expect.to().value());
        RejectionCode rejection = rejection(expect, to);
        if (rejection != null) {
            return new Voted(rejection, stampMs);
        }
        if (!expected.hasRoom(List.of(to))) {
            return new NoVote();
        }
        Reservation credit = new Reservation(to, expect.to().value(), 0, expect.amountMinor());
        reserve(List.of(credit), 1);
        expected.add(expect.key(), expect.fromShard(), credit, stampMs);
        return new Voted(null, stampMs);
    }

    private @Nullable RejectionCode rejection(Expect expect, int to) {
        if (to < 0) {
            return RejectionCode.ACCOUNT_NOT_FOUND;
        }
        int currency = accounts.currency(to);
        if (!cashBook.code(currency).equals(expect.currency())
                || cashBook.scale(currency) != expect.scale()) {
            return RejectionCode.CURRENCY_MISMATCH;
        }
        if (accounts.status(to) == AccountStatus.CLOSED) {
            return RejectionCode.ACCOUNT_CLOSED;
        }
        boolean fits =
                accounts.balance(to)
                                <= Long.MAX_VALUE - accounts.expected(to) - expect.amountMinor()
                        && accounts.expected(to) <= SUM_MINOR_MAX - expect.amountMinor()
                        && cashBook.transit(currency) >= expect.amountMinor() - SUM_MINOR_MAX;
        return fits ? null : RejectionCode.BALANCE_OVERFLOW;
    }

    private boolean isDelivered(MovementKey key) {
        TransactionView record = transactions.findById(key.account().value(), key.id());
        return record != null && record.isIncoming();
    }

    /** Posts what was expected; judges nothing again. */
    LedgerResult deliver(Deliver deliver, BatchTeller batches, long stampMs, long index) {
        ExpectBook.Expected known = expected.find(deliver.key());
        if (known == null) {
            // Committed means that this shard has accepted it, so it was delivered before.
            return isDelivered(deliver.key()) ? new Acknowledged() : new NoVote();
        }
        free(known);
        if (known.items().isEmpty()) {
            credit(deliver, known.reserved().getFirst(), stampMs, index);
        } else {
            batches.deliver(deliver, known, stampMs, index);
        }
        return new Acknowledged();
    }

    private void credit(Deliver deliver, Reservation credit, long stampMs, long index) {
        int to = credit.account();
        long amountMinor = credit.roomMinor();
        int currency = accounts.currency(to);
        accounts.post(to, Math.addExact(accounts.balance(to), amountMinor));
        cashBook.noteAccount(currency, amountMinor);
        cashBook.postTransit(currency, -amountMinor);
        cashBook.checkBalanced(currency);
        if (deliver.effectiveAtMs() > stampMs) {
            valueDates.note(-1, to, deliver.effectiveAtMs(), amountMinor);
        }
        TransactionId reverses = deliver.reverses();
        TransactionLog.Back back =
                reverses == null
                        ? TransactionLog.Back.NONE
                        : chains.link(
                                reversals.outgoing(new AccountNumber(credit.number()), reverses));
        long sequence =
                transactions.append(
                        new TransactionLog.Decision(
                                incoming(deliver, credit, cashBook.scale(currency)),
                                Part.INCOMING,
                                amountMinor,
                                null,
                                0,
                                accounts.balance(to),
                                deliver.decidedAtMs(),
                                stampMs,
                                index,
                                -1,
                                accounts.newest(to),
                                back));
        accounts.newest(to, sequence);
        if (back.original() >= 0) {
            chains.add(back, sequence);
        }
    }

    private static Post incoming(Deliver deliver, Reservation credit, int scale) {
        return new Post(
                deliver.key().id(),
                null,
                deliver.reverses() == null ? TransactionKind.TRANSFER : TransactionKind.REVERSAL,
                deliver.key().account(),
                new AccountNumber(credit.number()),
                credit.roomMinor(),
                scale,
                null,
                deliver.effectiveAtMs(),
                deliver.reference(),
                deliver.description(),
                deliver.mode(),
                Purpose.reverses(deliver.reverses()),
                deliver.by(),
                deliver.requestId());
    }

    Acknowledged cancel(Cancel cancel) {
        ExpectBook.Expected known = expected.find(cancel.key());
        if (known != null) {
            free(known);
        }
        return new Acknowledged();
    }

    private void free(ExpectBook.Expected known) {
        expected.remove(known);
        reserve(known.reserved(), -1);
    }

    // All of it.

    void addTo(BookSums sums) {
        undecided.addTo(sums);
        expected.addTo(sums);
    }

    long hash() {
        long hash =
                StateHash.ofPair(
                        StateHash.ofPair(undecided.hash(), decisions.hash()), expected.hash());
        for (int i = 0; i < cashBook.count(); i++) {
            hash = StateHash.ofPair(hash, cashBook.transit(i));
        }
        // Older rules have no marks.
        return cuts().newestMark() == 0 ? hash : StateHash.ofPair(hash, cuts().hash());
    }

    long bytes() {
        return undecided.bytes() + decisions.bytes() + expected.bytes() + cuts().bytes();
    }
}
