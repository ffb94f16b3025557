package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * The simplest possible second implementation of a shard: it applies the committed commands in log
 * order, one by one, and determines every client's correct answer. It shares the ledger's value
 * types but none of its code, and keeps everything in plain lists and maps.
 *
 * <p>Not thread-safe.
 */
public final class BankModel {

    /** The effect of one entry: its commands and their results. */
    record Applied(List<LedgerCommand> commands, List<LedgerResult> results, long stampMs) {}

    private final Map<AccountNumber, ModelAccount> accounts = new TreeMap<>();

    private final OpeningModel openings = new OpeningModel(accounts);

    private final NavigableMap<Long, Applied> applied = new TreeMap<>();

    private final AliasModel aliases = new AliasModel();
    private final AttachmentModel attachments;
    private final MovementModel movements;
    final RepetitionModel repetitions;
    private final ReversalModel reversals = new ReversalModel();
    private final HoldModel holds = new HoldModel();
    private final BatchModel batches;
    private final ChangeModel changes = new ChangeModel();

    /** The entries in which a command occurs. */
    private final Map<LedgerCommand, List<Long>> occurrences = new LinkedHashMap<>();

    private LedgerRules rules = LedgerRules.FIRST;
    private long sequence;
    private long posted;

    private long lastStampMs;

    /**
     * @param referenced receives each file that an entry refers to
     * @param shards the models of all shards, by number
     */
    BankModel(Consumer<String> referenced, IntFunction<BankModel> shards) {
        this.attachments = new AttachmentModel(referenced);
        this.movements = new MovementModel(shards);
        this.repetitions = new RepetitionModel(movements);
        this.batches = new BatchModel(this, changes, movements, repetitions, shards);
    }

    /** From here on these rules hold. */
    public void follow(LedgerRules next) {
        rules = next;
    }

    /** Applies the commands of one committed entry. */
    public void apply(long index, LedgerBatch batch) {
        lastStampMs = MovementModel.stampMs(batch, lastStampMs);
        List<LedgerResult> results = new ArrayList<>();
        for (LedgerCommand command : batch.commands()) {
            List<Long> entries = occurrences.computeIfAbsent(command, any -> new ArrayList<>(1));
            if (entries.isEmpty() || entries.getLast() != index) {
                entries.add(index);
            }
            results.add(rules.know(command) ? result(index, command) : new LedgerResult.NoVote());
        }
        applied.put(index, new Applied(batch.commands(), results, lastStampMs));
    }

    private LedgerResult result(long index, LedgerCommand command) {
        return switch (command) {
            case LedgerCommand.OpenAccount open -> openings.open(index, lastStampMs, open);
            case LedgerCommand.Post post -> post(index, post, null);
            case LedgerCommand.ReserveAlias reserve -> aliases.reserve(index, lastStampMs, reserve);
            case LedgerCommand.ConfirmAlias confirm -> aliases.confirm(index, confirm);
            case LedgerCommand.Attach attach -> attachments.attach(index, lastStampMs, attach);
            case LedgerCommand.FenceUploads fence -> attachments.fence(fence);
            case LedgerCommand.ChangeAccount change -> change(index, change);
            case LedgerCommand.AliasStep step -> around(index, step);
            case MovementCommand step -> move(index, step);
        };
    }

    private LedgerResult around(long index, LedgerCommand.AliasStep step) {
        return switch (step) {
            case LedgerCommand.ClaimAlias claim -> aliases.claim(index, lastStampMs, claim);
            case LedgerCommand.FreeAlias free -> aliases.free(index, lastStampMs, free);
            case LedgerCommand.GiveUpChange giveUp -> giveUp(index, giveUp);
        };
    }

    private LedgerResult giveUp(long index, LedgerCommand.GiveUpChange giveUp) {
        boolean posted = repetitions.knows(giveUp.account(), giveUp.key());
        return changes.giveUp(index, giveUp, accounts.get(giveUp.account()), posted, lastStampMs);
    }

    private LedgerResult change(long index, LedgerCommand.ChangeAccount change) {
        boolean posted = repetitions.knows(change.account(), change.key());
        return changes.change(index, change, accounts.get(change.account()), posted, lastStampMs);
    }

    private LedgerResult move(long index, MovementCommand step) {
        return switch (step) {
            case MovementCommand.Begin begin -> post(index, begin.post(), begin);
            case MovementCommand.Expect expect -> movements.expect(expect, this, lastStampMs);
            case MovementCommand.BeginBatch begin ->
                    batches.begin(begin.batch(), index, lastStampMs);
            case MovementCommand.ExpectBatch expect -> batches.expect(expect, index, lastStampMs);
            case MovementCommand.Decide decide -> decide(index, decide);
            case MovementCommand.Deliver deliver -> deliver(index, deliver);
            case MovementCommand.Cancel cancel -> {
                movements.cancel(cancel.key(), this);
                batches.cancel(cancel.key(), index);
                yield new LedgerResult.Acknowledged();
            }
            case MovementCommand.Forget forget -> {
                movements.cuts().forgotten(forget.key());
                yield new LedgerResult.Noted();
            }
            case MovementCommand.Mark mark -> movements.cuts().mark(mark.number(), index);
            case MovementCommand.Expire expire -> expire(index, expire);
        };
    }

    private LedgerResult decide(long index, MovementCommand.Decide decide) {
        MovementModel.Pending pending = movements.decide(decide.key(), decide.rejection());
        if (pending == null) {
            return new LedgerResult.Noted();
        }
        MovementCommand.Begin begin = pending.begin;
        Recorded recorded =
                begin != null
                        ? decided(index, decide, begin.post(), pending.amountMinor)
                        : batches.decide(
                                decide, Objects.requireNonNull(pending.batch), index, lastStampMs);
        repetitions.decided(pending, recorded.transaction(), index);
        movements.decided(pending, recorded.transaction());
        return recorded;
    }

    private Recorded decided(
            long index, MovementCommand.Decide decide, LedgerCommand.Post post, long amountMinor) {
        ModelAccount account = account(post.account());
        if (post.kind() != TransactionKind.CAPTURE) {
            account.hold(index, -amountMinor);
        }
        holds.decided(post, amountMinor, decide.rejection(), index);
        Transaction original = ReversalModel.original(post, account);
        reversals.end(original, amountMinor);
        return record(index, post, account, null, original, amountMinor, decide.rejection());
    }

    private LedgerResult expire(long index, MovementCommand.Expire expire) {
        HoldModel.Held hold = holds.expire(expire, lastStampMs);
        if (hold != null) {
            long freedMinor = hold.freeMinor;
            HoldModel.expired(hold, index);
            LedgerCommand.Post post = HoldModel.expiry(expire);
            record(index, post, hold.account, null, null, freedMinor, null);
        }
        return new LedgerResult.Noted();
    }

    private LedgerResult deliver(long index, MovementCommand.Deliver deliver) {
        boolean isBatch = batches.deliver(deliver, index, lastStampMs);
        var credit = isBatch ? null : movements.deliver(deliver, this, index);
        if (credit == null) {
            return new LedgerResult.Acknowledged();
        }
        MovementKey key = deliver.key();
        ModelAccount account = account(credit.expect().to());
        account.balanceMinor += credit.expect().amountMinor();
        movements.cuts().delivered(key, account.opening.currency(), credit.expect().amountMinor());
        posted++;
        reversals.delivered(deliver, account, credit.expect().amountMinor());
        account.add(
                ModelRecords.incoming(deliver, credit.expect(), account, index, sequence++),
                lastStampMs);
        return new LedgerResult.Acknowledged();
    }

    MovementModel movements() {
        return movements;
    }

    BatchModel batches() {
        return batches;
    }

    /** The sequence of another record. */
    long nextSequence(boolean isPosted) {
        posted += isPosted ? 1 : 0;
        return sequence++;
    }

    /** What a debit of the account could take if every undecided one failed and every credit came. */
    long bestMinor(ModelAccount account) {
        return account.bestMinor(lastStampMs) - holds.activeMinor(account);
    }

    @Nullable ModelAccount find(AccountNumber number) {
        return accounts.get(number);
    }

    ModelAccount account(AccountNumber number) {
        return Objects.requireNonNull(accounts.get(number), number::toString);
    }

    /** The entries in which a command occurs, in order. */
    List<Long> occurrences(LedgerCommand command) {
        return occurrences.getOrDefault(command, List.of());
    }

    static Refused refused(RejectionCode code) {
        return new Refused(code, "");
    }

    static String name(AccountNumber account, Object key) {
        return account + "/" + key;
    }

    /** @param begin null if all accounts of the posting are in this shard */
    private LedgerResult post(
            long index, LedgerCommand.Post post, MovementCommand.@Nullable Begin begin) {
        boolean cash =
                post.kind() == TransactionKind.DEPOSIT || post.kind() == TransactionKind.WITHDRAWAL;
        if (!cash && post.account().equals(post.toAccount())) {
            return refused(RejectionCode.SAME_ACCOUNT);
        }
        ModelAccount account = accounts.get(post.account());
        if (account == null) {
            return refused(RejectionCode.ACCOUNT_NOT_FOUND);
        }
        long amountMinor =
                ModelAccount.minor(
                        post.amountUnscaled(), post.amountScale(), account.opening.scale());
        if (amountMinor < 0) {
            return refused(RejectionCode.INVALID_AMOUNT);
        }
        if (post.currency() != null && !post.currency().equals(account.opening.currency())) {
            return refused(RejectionCode.CURRENCY_MISMATCH);
        }
        if (post.key() != null && changes.knows(name(post.account(), post.key()))) {
            return refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        }
        LedgerResult repeated =
                repetitions.answer(
                        post,
                        index,
                        begun -> MovementModel.isSame(begun, post, amountMinor),
                        earlier -> repetitions.sameBody(earlier, post, amountMinor));
        return repeated != null ? repeated : decideNew(index, post, begin, account, amountMinor);
    }

    /** @param givenMinor the amount, if the posting does not take all that is left of a hold */
    private LedgerResult decideNew(
            long index,
            LedgerCommand.Post post,
            MovementCommand.@Nullable Begin begin,
            ModelAccount account,
            long givenMinor) {
        Transaction original = ReversalModel.original(post, account);
        if (post.kind() == TransactionKind.REVERSAL && original == null) {
            return refused(RejectionCode.TRANSACTION_NOT_FOUND);
        }
        HoldModel.Held hold = holds.of(post);
        if (post.ofHold() != null && hold == null) {
            return refused(RejectionCode.HOLD_NOT_FOUND);
        }
        if (hold != null && begin != null && hold.isFull()) {
            return refused(RejectionCode.TOO_BUSY);
        }
        long amountMinor =
                hold != null && post.takesAll() ? HoldModel.leftMinor(hold, post) : givenMinor;
        String currency = account.opening.currency();
        boolean transfer = ReversalModel.effect(post, original) == TransactionKind.TRANSFER;
        AccountNumber to = post.toAccount();
        ModelAccount credited = transfer && to != null && begin == null ? accounts.get(to) : null;
        boolean otherCurrency = credited != null && !credited.opening.currency().equals(currency);
        if (otherCurrency && !rules.movements()) {
            return refused(RejectionCode.CURRENCY_MISMATCH);
        }
        if (otherCurrency) {
            RejectionCode code = RejectionCode.CURRENCY_MISMATCH;
            return record(index, post, account, null, original, amountMinor, code);
        }
        return judge(index, post, begin, account, credited, original, hold, amountMinor);
    }

    private LedgerResult judge(
            long index,
            LedgerCommand.Post post,
            MovementCommand.@Nullable Begin begin,
            ModelAccount account,
            @Nullable ModelAccount credited,
            @Nullable Transaction original,
            HoldModel.@Nullable Held hold,
            long amountMinor) {
        TransactionKind effect = ReversalModel.effect(post, original);
        RejectionCode code = null;
        if (post.effectiveAtMs() > lastStampMs + rules.effectiveAheadMsMax()) {
            code = RejectionCode.INVALID_EFFECTIVE_AT;
        } else if (effect == TransactionKind.TRANSFER && credited == null && begin == null) {
            code = RejectionCode.ACCOUNT_NOT_FOUND;
        } else {
            boolean debits =
                    effect != TransactionKind.DEPOSIT
                            && effect != TransactionKind.RELEASE
                            && post.mode().isChecked();
            code = ChangeModel.rejection(debits, account, credited);
        }
        if (code == null && original != null) {
            code = reversals.rejection(original, amountMinor);
            if (code == null && reversals.isUndecided(original, amountMinor)) {
                return new LedgerResult.Undecided(post.account(), 0);
            }
        }
        if (code == null && hold != null) {
            code = HoldModel.rejection(hold, amountMinor);
            if (code == null && amountMinor > hold.freeMinor) {
                return new LedgerResult.Undecided(post.account(), 0);
            }
        }
        if (code == null
                && effect != TransactionKind.DEPOSIT
                && hold == null
                && post.mode().isChecked()
                && account.availableMinor(lastStampMs) < amountMinor) {
            if (bestMinor(account) >= amountMinor) {
                return new LedgerResult.Undecided(post.account(), 0);
            }
            code = RejectionCode.INSUFFICIENT_FUNDS;
        }
        if (begin != null && code == null) {
            reversals.begin(original, amountMinor);
            if (hold != null) {
                HoldModel.begin(hold, amountMinor);
            }
            return movements.begin(begin, repetitions.records(post), amountMinor, account, index);
        }
        ModelAccount paid = code == null ? credited : null;
        Recorded recorded = record(index, post, account, paid, original, amountMinor, code);
        if (code == null) {
            holds.posted(post, recorded.transaction(), account);
        }
        return recorded;
    }

    private Recorded record(
            long index,
            LedgerCommand.Post post,
            ModelAccount account,
            @Nullable ModelAccount credited,
            @Nullable Transaction original,
            long amountMinor,
            @Nullable RejectionCode code) {
        if (code == null) {
            posted++;
            reversals.posted(original, amountMinor);
            account.balanceMinor +=
                    switch (ReversalModel.effect(post, original)) {
                        case DEPOSIT -> amountMinor;
                        case HOLD, RELEASE, BATCH -> 0;
                        default -> -amountMinor;
                    };
            if (credited != null) {
                credited.balanceMinor += amountMinor;
            }
        }
        Transaction record =
                ModelRecords.of(
                        post,
                        account,
                        amountMinor,
                        lastStampMs,
                        code,
                        index,
                        sequence++,
                        ReversalModel.links(post, code == null ? original : null));
        account.add(record, lastStampMs);
        if (credited != null && code == null) {
            credited.add(record, lastStampMs);
        }
        repetitions.recorded(post, record, index);
        attachments.recorded(name(post.account(), post.id()));
        return new Recorded(record, false);
    }

    /** The effect of the entry at an index; null if it is not committed or has no commands. */
    @Nullable Applied applied(long index) {
        return applied.get(index);
    }

    /**
     * An account right after a log index, or null if it did not exist then.
     *
     * @param nowMs the instant up to which effective postings count
     */
    @Nullable Account shown(AccountNumber number, long index, long nowMs) {
        ModelAccount found = accounts.get(number);
        return found == null || found.openedAtIndex > index ? null : found.shown(index, nowMs);
    }

    /** The account with the balance that was effective at an instant, as known at an index. */
    @Nullable Account accountAt(AccountNumber number, long index, long atMs) {
        ModelAccount found = accounts.get(number);
        return found == null || found.openedAtIndex > index ? null : found.asOf(index, atMs);
    }

    /** The account's records up to a log index, newest first, below a sequence. */
    public List<Transaction> history(
            AccountNumber number, long index, long beforeSequence, int countMax) {
        ModelAccount found = accounts.get(number);
        return found == null ? List.of() : found.history(index, beforeSequence, countMax);
    }

    /** The record of a key as known at a log index, or null. */
    @Nullable Transaction byKey(AccountNumber account, String key, long index) {
        return repetitions.byKey.at(name(account, key), index);
    }

    /** The account that an alias was bound to or claimed for right after a log index, or null. */
    @Nullable AccountNumber holder(String alias, long index) {
        return aliases.holder(alias, index);
    }

    /** The stamp of the newest entry up to an index; 0 before the first. */
    public long stampAt(long index) {
        Map.Entry<Long, Applied> newest = applied.floorEntry(index);
        return newest == null ? 0 : newest.getValue().stampMs();
    }

    public long balance(AccountNumber account) {
        ModelAccount found = accounts.get(account);
        return found == null ? 0 : found.balanceMinor;
    }

    /** What a debit can take after the newest entry, including the overdraft. */
    public long available(AccountNumber account) {
        ModelAccount found = accounts.get(account);
        return found == null ? 0 : found.availableMinor(lastStampMs);
    }

    /** An account after the newest entry, or null. */
    public @Nullable Account newest(AccountNumber number) {
        return shown(number, Long.MAX_VALUE, lastStampMs);
    }

    HoldModel holds() {
        return holds;
    }

    /** The accounts that expect credits from other shards after the newest entry. */
    public List<AccountNumber> expecting() {
        return movements.expecting();
    }

    public List<AccountNumber> accounts() {
        return new ArrayList<>(accounts.keySet());
    }

    /** The number of commands that moved money. */
    public long posted() {
        return posted;
    }
}
