package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Acknowledged;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.NoVote;
import org.davebank.ledger.LedgerResult.Noted;
import org.davebank.ledger.LedgerResult.Voted;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Cancel;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementCommand.Forget;
import org.davebank.ledger.MovementCommand.Mark;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.TransactionLog.Part;
import org.davebank.ledger.store.BookSums;
import org.davebank.ledger.store.CashBook;
import org.davebank.ledger.store.CutBook;
import org.davebank.ledger.store.DecisionBook;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * A shard's part in transfers between shards: as coordinator what is undecided and what is decided but
 * not acknowledged, as participant what is expected. docs/protocol/transfers.md describes the protocol.
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
    private final ValueDates valueDates;
    private final ReversalBook reversals;
    private final RecordChains chains;
    private final UndecidedBook undecided = new UndecidedBook();
    private final DecisionBook decisions = new DecisionBook();
    private final ExpectBook expected = new ExpectBook();
    private final CutBook cuts = new CutBook();

    Movements(
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            ValueDates valueDates,
            ReversalBook reversals,
            RecordChains chains) {
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.valueDates = valueDates;
        this.reversals = reversals;
        this.chains = chains;
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
        return cuts;
    }

    /** What an account of this shard expects, in the order of acceptance. */
    public List<ExpectBook.Credit> expectedBy(AccountNumber account) {
        int ordinal = expected.size() == 0 ? -1 : accounts.find(account.value());
        return ordinal < 0 ? List.of() : expected.of(ordinal);
    }

    // The coordinator.

    /** Whether another transfer to a shard may begin. */
    boolean hasRoom(int toShard) {
        return undecided.hasRoom(toShard) && decisions.size() < LedgerLimits.UNACKNOWLEDGED_MAX;
    }

    /** Records that the movements in the books will add. */
    long reservedRecords() {
        return undecided.size() + expected.size();
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
        undecided.add(
                key, begin, amountMinor, from, cashBook.code(currency), cashBook.scale(currency));
        if (post.kind() != TransactionKind.CAPTURE) {
            accounts.hold(from, amountMinor); // A hold has reserved what is captured of it.
        }
        return new Begun(key, false);
    }

    /** Ends a movement; one that is decided already, or was never begun, is left as it is. */
    LedgerResult decide(Decide decide, Teller teller, long stampMs, long index) {
        UndecidedBook.Movement movement = undecided.find(decide.key());
        if (movement == null) {
            return new Noted();
        }
        undecided.remove(movement);
        if (movement.begin().post().kind() != TransactionKind.CAPTURE) {
            accounts.hold(movement.from(), -movement.amountMinor());
        }
        LedgerResult.Recorded recorded =
                teller.decided(movement, decide.rejection(), stampMs, index);
        MovementCommand step =
                decide.rejection() == null
                        ? delivery(decide.key(), movement.begin().post(), stampMs)
                        : new Cancel(decide.key());
        decisions.add(decide.key(), movement.begin().toShard(), movement.amountMinor(), step);
        return recorded;
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
        return record.isOutgoing() ? delivery(key, record) : new Cancel(key);
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

    /** Votes about a credit; repeats the vote while it is expected. */
    LedgerResult expect(Expect expect, long stampMs) {
        ExpectBook.Credit known = expected.find(expect.key());
        if (known != null) {
            return new Voted(null, known.stampMs());
        }
        if (isDelivered(expect.key())) {
            return new Acknowledged();
        }
        int to = accounts.find(expect.to().value());
        RejectionCode rejection = rejection(expect, to);
        if (rejection != null) {
            return new Voted(rejection, stampMs);
        }
        if (!expected.hasRoom(to)) {
            return new NoVote();
        }
        accounts.expect(to, expect.amountMinor());
        expected.add(
                expect.key(),
                expect.fromShard(),
                to,
                expect.to().value(),
                expect.amountMinor(),
                stampMs);
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

    /** Credits what was expected; judges nothing again. */
    LedgerResult deliver(Deliver deliver, long stampMs, long index) {
        ExpectBook.Credit credit = expected.find(deliver.key());
        if (credit == null) {
            // Committed means that this shard has accepted it, so it was delivered before.
            return isDelivered(deliver.key()) ? new Acknowledged() : new NoVote();
        }
        free(credit);
        int to = credit.to();
        int currency = accounts.currency(to);
        accounts.post(to, Math.addExact(accounts.balance(to), credit.amountMinor()));
        cashBook.noteAccount(currency, credit.amountMinor());
        cashBook.postTransit(currency, -credit.amountMinor());
        cashBook.checkBalanced(currency);
        if (deliver.effectiveAtMs() > stampMs) {
            valueDates.note(-1, to, deliver.effectiveAtMs(), credit.amountMinor());
        }
        TransactionId reverses = deliver.reverses();
        TransactionLog.Back back =
                reverses == null
                        ? TransactionLog.Back.NONE
                        : chains.link(
                                reversals.outgoing(new AccountNumber(credit.toNumber()), reverses));
        long sequence =
                transactions.append(
                        new TransactionLog.Decision(
                                incoming(deliver, credit, cashBook.scale(currency)),
                                Part.INCOMING,
                                credit.amountMinor(),
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
        return new Acknowledged();
    }

    private static Post incoming(Deliver deliver, ExpectBook.Credit credit, int scale) {
        return new Post(
                credit.key().id(),
                null,
                deliver.reverses() == null ? TransactionKind.TRANSFER : TransactionKind.REVERSAL,
                credit.key().account(),
                new AccountNumber(credit.toNumber()),
                credit.amountMinor(),
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
        ExpectBook.Credit credit = expected.find(cancel.key());
        if (credit != null) {
            free(credit);
        }
        return new Acknowledged();
    }

    private void free(ExpectBook.Credit credit) {
        expected.remove(credit);
        accounts.expect(credit.to(), -credit.amountMinor());
    }

    // Cuts.

    /** Notes what is in transit, unless a mark with this number or a higher one was taken before. */
    LedgerResult.Marked mark(Mark mark, long index) {
        if (mark.number() > cuts.newestMark()) {
            cuts.add(
                    new CutBook.Cut(
                            mark.number(), index, transactions.count(), transit(), committed()));
        }
        return new LedgerResult.Marked(cuts.newestMark(), cuts.newestIndex());
    }

    /** TRANSIT by currency. */
    Map<String, Long> transit() {
        Map<String, Long> transit = new TreeMap<>();
        for (int i = 0; i < cashBook.count(); i++) {
            transit.put(cashBook.code(i), cashBook.transit(i));
        }
        return transit;
    }

    /** What has changed since the newest mark although no entry did it, in words; null if nothing has. */
    @Nullable String changedByNoEntry() {
        CutBook.Cut cut = cuts.untouched();
        if (cut == null) {
            return null;
        }
        if (transactions.count() > cut.sequence()) {
            TransactionView added = transactions.at(cut.sequence());
            return "no entry of the log has made record "
                    + added.sequence()
                    + ", which is part of transaction "
                    + added.id()
                    + " of account "
                    + AuditScan.name(added.account());
        }
        return cut.difference(transit(), committed());
    }

    private List<DecisionBook.Decision> committed() {
        return decisions.after(0).stream().filter(each -> each.step() instanceof Deliver).toList();
    }

    LedgerAnswer.CutFound cut(LedgerQuery.FindCut find) {
        CutBook.Cut cut = cuts.find(find.mark() == 0 ? cuts.newestMark() : find.mark());
        return new LedgerAnswer.CutFound(
                cuts.newestMark(), cuts.workedIndex(), cut == null ? null : page(cut, find.from()));
    }

    private LedgerAnswer.Cut page(CutBook.Cut cut, int leftOut) {
        int begin = Math.min(leftOut, cut.legs().size());
        int end = Math.min(begin + LedgerLimits.PAGE_MAX, cut.legs().size());
        List<LedgerAnswer.Sum> transit = new ArrayList<>();
        cut.transit()
                .forEach((currency, minor) -> transit.add(new LedgerAnswer.Sum(currency, minor)));
        List<LedgerAnswer.Leg> legs = new ArrayList<>();
        for (DecisionBook.Decision each : cut.legs().subList(begin, end)) {
            int from = accounts.find(each.key().account().value());
            legs.add(
                    new LedgerAnswer.Leg(
                            each.key(),
                            each.toShard(),
                            each.amountMinor(),
                            cashBook.code(accounts.currency(from))));
        }
        return new LedgerAnswer.Cut(
                cut.mark(), cut.index(), transit, legs, end < cut.legs().size());
    }

    /** Which of these movements had been delivered here when a mark was taken. */
    LedgerAnswer.DeliveredAtMark delivered(LedgerQuery.DeliveredAtMark ask) {
        CutBook.Cut cut = cuts.find(ask.mark());
        if (cut == null) {
            return new LedgerAnswer.DeliveredAtMark(false, List.of());
        }
        List<MovementKey> keys = new ArrayList<>();
        for (MovementKey key : ask.keys()) {
            TransactionView record = transactions.findById(key.account().value(), key.id());
            if (record != null && record.isIncoming() && record.sequence() < cut.sequence()) {
                keys.add(key);
            }
        }
        return new LedgerAnswer.DeliveredAtMark(true, keys);
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
        return cuts.newestMark() == 0 ? hash : StateHash.ofPair(hash, cuts.hash());
    }

    long bytes() {
        return undecided.bytes() + decisions.bytes() + expected.bytes() + cuts.bytes();
    }
}
