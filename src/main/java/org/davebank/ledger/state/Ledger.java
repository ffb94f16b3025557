package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.base.Spill;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.AliasStep;
import org.davebank.ledger.LedgerCommand.Attach;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.FenceUploads;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Opened;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.store.BookSums;
import org.davebank.ledger.store.CashBook;
import org.davebank.ledger.store.ChangeBook;
import org.davebank.ledger.store.LedgerCapacity;
import org.davebank.ledger.store.NewestHashes;
import org.davebank.ledger.store.Opening;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * One shard of the bank: the state machine that every replica of the shard runs over the same log.
 * Its state is a function of the applied entries. Not thread-safe.
 *
 * <p>Invariants, checked all the time: (1) entries are applied in ascending index; (2) stamps never
 * decrease from entry to entry; (3) the postings of every command sum to zero in each currency.
 *
 * <p>The state hash covers every record with its index and stamp, every binding of a further key or
 * id, every opening, every alias, every attachment, every balance and every amount that is not
 * effective yet. Two replicas at the same index are equal if and, with an error probability of
 * 2^-64, only if their hashes are. Dividing the same commands into other entries gives other
 * indexes and stamps, hence another hash, but the same balances, decisions and sequences.
 */
public final class Ledger {

    /** Number of newest indexes for which {@link #stateHashAt} has the hash. */
    public static final int STATE_HASHES_KEPT = 4_096;

    private final LedgerCapacity capacity;
    final AccountTable accounts;
    final CashBook cashBook = new CashBook();
    final TransactionLog transactions;
    private final BindingBook bindings;
    private final AliasBook aliases;
    private final AttachmentBook attachments;
    private final ValueDates valueDates = new ValueDates();
    private final RecordChains chains;
    private final ReversalBook reversals;
    private final HoldBook holds;
    private final Movements movements;
    private final Teller teller;
    private final BatchTeller batches;
    private final LedgerReader reader;
    private final Registrar registrar;

    private final NewestHashes hashes = new NewestHashes(STATE_HASHES_KEPT);

    private long appliedIndex;
    private long lastStampMs;

    /** Creates an empty ledger that keeps older records in the spill. */
    public Ledger(Spill spill) {
        this(spill, LedgerCapacity.DEFAULT);
    }

    /** Creates an empty ledger with a capacity, the same for all replicas of a shard. */
    public Ledger(Spill spill, LedgerCapacity capacity) {
        this.capacity = capacity;
        this.accounts = new AccountTable(spill, new ChangeBook(spill, capacity.changeRecordsMax()));
        this.transactions = new TransactionLog(spill);
        this.bindings = new BindingBook(spill);
        this.aliases = new AliasBook(spill, capacity.aliasRecordsMax());
        this.attachments = new AttachmentBook(spill, capacity.attachmentRecordsMax());
        this.chains = new RecordChains(transactions, spill);
        this.reversals = new ReversalBook(transactions, chains);
        this.holds = new HoldBook(accounts, transactions, chains);
        this.movements =
                new Movements(
                        accounts, cashBook, transactions, bindings, valueDates, reversals, chains);
        this.teller =
                new Teller(
                        accounts,
                        cashBook,
                        transactions,
                        bindings,
                        valueDates,
                        capacity,
                        movements,
                        reversals,
                        holds,
                        chains);
        this.batches = new BatchTeller(accounts, cashBook, transactions, teller, movements);
        this.reader =
                new LedgerReader(
                        this,
                        accounts,
                        cashBook,
                        transactions,
                        bindings,
                        aliases,
                        attachments,
                        valueDates,
                        movements,
                        reversals,
                        holds);
        this.registrar = new Registrar(accounts, valueDates, teller, reader);
    }

    /**
     * Applies one entry and returns the results of its commands, in order.
     *
     * @param index the entry's log index, greater than {@link #appliedIndex}
     */
    public List<LedgerResult> apply(long index, LedgerBatch batch) {
        checkIndex(index);
        long stampMs = stampMs(batch);
        valueDates.passTo(stampMs);
        List<LedgerResult> results = new ArrayList<>(batch.commands().size());
        for (LedgerCommand command : batch.commands()) {
            if (!(command instanceof MovementCommand.Mark)) {
                movements.cuts().worked(index);
            }
            results.add(
                    switch (command) {
                        case Post post -> teller.post(post, stampMs, index);
                        case OpenAccount open -> open(open, stampMs, index);
                        case ReserveAlias reserve -> aliases.reserve(reserve, stampMs);
                        case ConfirmAlias confirm -> aliases.confirm(confirm, stampMs);
                        case Attach attach -> attach(attach, stampMs, index);
                        case FenceUploads fence -> attachments.fence(fence);
                        case ChangeAccount change -> change(change, stampMs, index);
                        case AliasStep step -> around(step, stampMs, index);
                        case MovementCommand movement -> move(movement, stampMs, index);
                    });
        }
        lastStampMs = stampMs;
        finish(index);
        return results;
    }

    /**
     * The stamp of an entry: not before the last one, and after everything in other shards that it
     * follows from. So a balance at an instant, once read, stays as it was read.
     */
    private long stampMs(LedgerBatch batch) {
        long stampMs = Math.max(batch.stampMs(), lastStampMs);
        for (LedgerCommand command : batch.commands()) {
            if (command instanceof MovementCommand.Decide decide) {
                stampMs = Math.max(stampMs, Math.max(lastStampMs, decide.votedAtMs()) + 1);
            } else if (command instanceof MovementCommand.Deliver deliver) {
                stampMs = Math.max(stampMs, deliver.decidedAtMs() + 1);
            }
        }
        return Math.min(stampMs, LedgerLimits.STAMP_MS_MAX);
    }

    private LedgerResult change(ChangeAccount change, long stampMs, long index) {
        return rules().know(change)
                ? registrar.change(change, stampMs, index)
                : new LedgerResult.NoVote();
    }

    private LedgerResult around(AliasStep step, long stampMs, long index) {
        if (!rules().names()) {
            return new LedgerResult.NoVote();
        }
        return switch (step) {
            case LedgerCommand.ClaimAlias claim -> aliases.claim(claim, stampMs);
            case LedgerCommand.FreeAlias free -> aliases.free(free, stampMs);
            case LedgerCommand.GiveUpChange giveUp -> registrar.giveUp(giveUp, stampMs, index);
        };
    }

    private LedgerResult move(MovementCommand command, long stampMs, long index) {
        return switch (command) {
            case MovementCommand.Begin begin -> teller.begin(begin, stampMs, index);
            case MovementCommand.Expect expect ->
                    rules().movements()
                            ? movements.expect(expect, stampMs)
                            : new LedgerResult.NoVote();
            case MovementCommand.BeginBatch begin ->
                    rules().batches()
                            ? batches.begin(begin, stampMs, index)
                            : new LedgerResult.NoVote();
            case MovementCommand.ExpectBatch expect ->
                    rules().batches()
                            ? movements.expect(expect, batches, stampMs)
                            : new LedgerResult.NoVote();
            case MovementCommand.Decide decide ->
                    movements.decide(decide, teller, batches, stampMs, index);
            case MovementCommand.Deliver deliver ->
                    movements.deliver(deliver, batches, stampMs, index);
            case MovementCommand.Cancel cancel -> movements.cancel(cancel);
            case MovementCommand.Forget forget -> movements.forget(forget);
            case MovementCommand.Mark mark ->
                    rules().changes()
                            ? movements.cutKeeper().take(mark, index)
                            : new LedgerResult.NoVote();
            case MovementCommand.Expire expire -> teller.expire(expire, stampMs, index);
        };
    }

    /** This shard's part in transfers between shards. */
    public Movements movements() {
        return movements;
    }

    /** The holds of this shard's accounts. */
    public HoldBook holds() {
        return holds;
    }

    /** TRANSIT by currency: what has left this shard for others, less what has come from them. */
    public Map<String, Long> transitMinor() {
        return movements.cutKeeper().transit();
    }

    /** The rules that hold now. */
    public LedgerRules rules() {
        return teller.rules();
    }

    /** Whether the rules that hold now know all these commands; others must not become an entry. */
    public boolean knows(List<? extends LedgerCommand> commands) {
        return commands.stream().allMatch(rules()::know);
    }

    /** Differs whenever an account's balance, or what it holds or expects, has changed. */
    public long standing(AccountNumber account) {
        int ordinal = accounts.find(account.value());
        return ordinal < 0 ? 0 : accounts.standing(ordinal);
    }

    /** The record of a movement's decision at its coordinator, or null. */
    public @Nullable Transaction decision(MovementKey key) {
        TransactionView at = movements.record(key);
        return at == null ? null : reader.value(at);
    }

    /** Skips an entry that is not for the ledger, such as a new term's no-op. */
    public void skip(long index) {
        checkIndex(index);
        finish(index);
    }

    /** Takes an entry from which on these rules hold. */
    public void follow(long index, LedgerRules rules) {
        checkIndex(index);
        teller.follow(rules);
        finish(index);
    }

    private void checkIndex(long index) {
        Invariant.check(index > appliedIndex, "entries are applied in order", index, appliedIndex);
    }

    private void finish(long index) {
        appliedIndex = index;
        hashes.put(index, stateHash());
    }

    private LedgerResult attach(Attach attach, long stampMs, long index) {
        int account = attach.account().value();
        boolean exists = transactions.findById(account, attach.transaction()) != null;
        return attachments.attach(attach, exists, stampMs, index);
    }

    private LedgerResult open(OpenAccount open, long stampMs, long index) {
        int known = cashBook.find(open.currency());
        if (known >= 0 && cashBook.scale(known) != open.scale()) {
            return new Refused(
                    RejectionCode.CURRENCY_MISMATCH,
                    "this shard keeps "
                            + open.currency()
                            + " with "
                            + cashBook.scale(known)
                            + " decimals, not "
                            + open.scale());
        }
        int existing = accounts.find(open.number().value());
        if (existing < 0) {
            if (accounts.count() >= capacity.accountsMax()) {
                return LedgerCapacity.refusal("accounts", capacity.accountsMax());
            }
            if (known < 0 && cashBook.count() >= capacity.currenciesMax()) {
                return LedgerCapacity.refusal("currencies", capacity.currenciesMax());
            }
            int currency = known >= 0 ? known : cashBook.add(open.currency(), open.scale());
            Opening opening = new Opening(open, stampMs, index);
            accounts.open(opening, currency);
            return new Opened(opening.account(), false, open.requestId());
        }
        Opening opening = accounts.opening(existing);
        if (!opening.command().key().equals(open.key())) {
            return new Refused(
                    RejectionCode.ACCOUNT_EXISTS, "account " + open.number() + " is taken");
        }
        return opening.sameBody(open)
                ? new Opened(opening.account(), true, opening.command().requestId())
                : new Refused(
                        RejectionCode.IDEMPOTENCY_KEY_REUSED,
                        "this key opened the account with other fields");
    }

    /**
     * Begins a query that examines more than a few records; changes nothing.
     *
     * @param nowMs the reader's wall clock: accounts are shown as of then, or as of the last stamp if
     *     that is later
     * @return null if {@link #answer} answers the query at once
     */
    public @Nullable LedgerScan scan(LedgerQuery query, long nowMs) {
        return reader.scan(query, nowMs);
    }

    /** Answers from the current state, as of the last stamp. */
    public LedgerAnswer answer(LedgerQuery query) {
        return answer(query, lastStampMs);
    }

    /**
     * Answers from the current state; changes nothing. For tests, it also answers queries for
     * {@link #scan}, in one step.
     *
     * @param nowMs as for {@link #scan}
     */
    public LedgerAnswer answer(LedgerQuery query, long nowMs) {
        LedgerScan scan = reader.scan(query, nowMs);
        if (scan == null) {
            return reader.lookUp(query, nowMs);
        }
        LedgerAnswer answer = null;
        while (answer == null) {
            scan.advance(Integer.MAX_VALUE);
            answer = scan.answer();
        }
        return answer;
    }

    /** Total cost of all scans so far, in units of {@link LedgerScan}. */
    public long scanUnits() {
        return reader.unitsSpent();
    }

    /** The log index of the last entry applied or skipped; 0 before the first. */
    public long appliedIndex() {
        return appliedIndex;
    }

    /** The stamp of the last entry applied, wall milliseconds; 0 before the first. */
    public long lastStampMs() {
        return lastStampMs;
    }

    /** The hash of the whole state; replicas compare it at equal index. */
    public long stateHash() {
        return withBooks(
                stateHash(
                        transactions.hash(),
                        bindings.hash(),
                        accounts.openingsHash(),
                        aliases.hash(),
                        attachments.hash(),
                        accounts.balancesHash(),
                        valueDates.hash()),
                accounts.changes().hash());
    }

    /** Adds what the first rules do not know: the books of movements and holds, and the changes of accounts. */
    long withBooks(long hash, long changesHash) {
        long all = rules().movements() ? StateHash.ofPair(hash, movements.hash()) : hash;
        return rules().changes()
                ? StateHash.ofPair(StateHash.ofPair(all, changesHash), holds.hash())
                : all;
    }

    /** Combines the parts of the state hash. */
    static long stateHash(
            long transactionsHash,
            long bindingsHash,
            long openingsHash,
            long aliasesHash,
            long attachmentsHash,
            long balancesHash,
            long valueDatesHash) {
        long hash =
                StateHash.ofPair(StateHash.ofPair(transactionsHash, bindingsHash), openingsHash);
        hash = StateHash.ofPair(StateHash.ofPair(hash, aliasesHash), attachmentsHash);
        return StateHash.ofPair(StateHash.ofPair(hash, balancesHash), valueDatesHash);
    }

    /** The state hash right after an index, if it is among the last {@link #STATE_HASHES_KEPT}. */
    public OptionalLong stateHashAt(long index) {
        return hashes.at(index);
    }

    /**
     * The sum of all balances including CASH and TRANSIT, computed from the table: 0, or else that of the first
     * currency whose sum is not 0. Takes time proportional to the number of accounts.
     */
    public long sumMinor() {
        return sumWith(accounts::sum);
    }

    private long sumWith(IntToLongFunction ofAccounts) {
        for (int i = 0; i < cashBook.count(); i++) {
            long sum = ofAccounts.applyAsLong(i) + cashBook.cash(i) + cashBook.transit(i);
            if (sum != 0) {
                return sum;
            }
        }
        return 0;
    }

    /** Like {@link #sumMinor}, from running sums, without reading the accounts. */
    long postedSumMinor() {
        return sumWith(accounts::postedSum);
    }

    public long accountCount() {
        return accounts.count();
    }

    /** Number of records that an audit reads. */
    public long recordCount() {
        return transactions.count()
                + accounts.openings().count()
                + accounts.changes().records().count()
                + aliases.records().count()
                + attachments.records().count()
                + bindings.records().count();
    }

    /** Number of records that moved money. */
    public long transactionCount() {
        return transactions.count() - transactions.rejectedCount();
    }

    /** Number of rejections. */
    public long rejectedCount() {
        return transactions.rejectedCount();
    }

    /** CASH of all currencies together, in minor units. */
    long cashMinor() {
        return cashBook.cashSum();
    }

    /** Approximate memory, in bytes. */
    public long bytes() {
        return accounts.bytes()
                + cashBook.bytes()
                + transactions.bytes()
                + bindings.bytes()
                + aliases.bytes()
                + attachments.bytes()
                + valueDates.bytes()
                + movements.bytes()
                + chains.bytes()
                + reversals.bytes()
                + holds.bytes()
                + hashes.bytes();
    }

    /** Adds up again what the books of transfers and holds reserve of each account. */
    BookSums bookSums() {
        BookSums sums = new BookSums();
        movements.addTo(sums);
        holds.addTo(sums);
        return sums;
    }

    /** Begins an audit from the records; the caller runs the scan in slices. */
    public AuditScan startAudit() {
        return new AuditScan(
                this, accounts, cashBook, transactions, bindings, aliases, attachments);
    }
}
