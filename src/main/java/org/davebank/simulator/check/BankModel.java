package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.Account;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Opened;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * The simplest possible second implementation of a shard: it applies the committed commands in log
 * order, one by one, and determines every client's correct answer. It shares the ledger's value
 * types but none of its code, and keeps everything in plain lists and maps.
 *
 * <p>Not thread-safe.
 */
public final class BankModel {

    /** So far ahead of its entry's stamp a value date may lie by the first rules. */
    private static final long EFFECTIVE_AHEAD_MS_MAX = 2_678_400_000L;

    /** The effect of one entry: its commands and their results. */
    record Applied(List<LedgerCommand> commands, List<LedgerResult> results, long stampMs) {}

    private final Map<AccountNumber, ModelAccount> accounts = new TreeMap<>();

    /** Decimals of each currency, as its first account set them. */
    private final Map<String, Integer> scales = new TreeMap<>();

    /**
     * Keys and ids of records: the original ones and those of later requests with the same answer.
     */
    private final ModelNames byKey = new ModelNames();

    private final ModelNames byId = new ModelNames();
    private final Set<String> ownIds = new TreeSet<>();

    /** Sequences of the records that imports created. */
    private final Set<Long> ofFile = new TreeSet<>();

    private final NavigableMap<Long, Applied> applied = new TreeMap<>();

    /** Sequences of the records whose effective time the caller gave. */
    private final Set<Long> effectiveGiven = new TreeSet<>();

    private final AliasModel aliases = new AliasModel();
    private final Map<String, Integer> attachments = new TreeMap<>();
    private final Map<String, LedgerCommand.Attach> attached = new TreeMap<>();
    private final Consumer<String> referenced;
    private long effectiveAheadMsMax = EFFECTIVE_AHEAD_MS_MAX;
    private long sequence;
    private long posted;

    /** Commands that came once more and changed nothing. */
    long replayed;

    private long fencedEpoch;
    private long lastStampMs;

    /** @param referenced receives each file that an entry refers to */
    BankModel(Consumer<String> referenced) {
        this.referenced = referenced;
    }

    /** From here on a value date may lie so far ahead of its entry's stamp. */
    public void follow(long aheadMsMax) {
        effectiveAheadMsMax = aheadMsMax;
    }

    /** Applies the commands of one committed entry. */
    public void apply(long index, LedgerBatch batch) {
        lastStampMs = Math.max(batch.stampMs(), lastStampMs);
        List<LedgerResult> results = new ArrayList<>();
        for (LedgerCommand command : batch.commands()) {
            results.add(
                    switch (command) {
                        case LedgerCommand.OpenAccount open -> open(index, open);
                        case LedgerCommand.Post post -> post(index, post);
                        case LedgerCommand.ReserveAlias reserve ->
                                aliases.reserve(index, lastStampMs, reserve);
                        case LedgerCommand.ConfirmAlias confirm -> aliases.confirm(index, confirm);
                        case LedgerCommand.Attach attach -> attach(index, attach);
                        case LedgerCommand.FenceUploads fence -> fence(fence);
                    });
        }
        applied.put(index, new Applied(batch.commands(), results, lastStampMs));
    }

    private LedgerResult open(long index, LedgerCommand.OpenAccount open) {
        if (open.scale() != scales.getOrDefault(open.currency(), open.scale())) {
            return refused(RejectionCode.CURRENCY_MISMATCH);
        }
        ModelAccount known = accounts.get(open.number());
        if (known == null) {
            ModelAccount fresh = new ModelAccount(open, index, lastStampMs);
            accounts.put(open.number(), fresh);
            scales.put(open.currency(), open.scale());
            return new Opened(fresh.asOpened(), false, open.requestId());
        }
        LedgerCommand.OpenAccount first = known.opening;
        if (!first.key().equals(open.key())) {
            return refused(RejectionCode.ACCOUNT_EXISTS);
        }
        boolean same =
                first.holder().equals(open.holder())
                        && first.currency().equals(open.currency())
                        && first.overdraftLimitMinor() == open.overdraftLimitMinor()
                        && first.aliases().equals(open.aliases());
        return same
                ? new Opened(known.asOpened(), true, first.requestId())
                : refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    private static Refused refused(RejectionCode code) {
        return new Refused(code, "");
    }

    private static String name(AccountNumber account, Object key) {
        return account + "/" + key;
    }

    private LedgerResult post(long index, LedgerCommand.Post post) {
        if (post.kind() == TransactionKind.TRANSFER && post.account().equals(post.toAccount())) {
            return refused(RejectionCode.SAME_ACCOUNT);
        }
        ModelAccount account = accounts.get(post.account());
        if (account == null) {
            return refused(RejectionCode.ACCOUNT_NOT_FOUND);
        }
        String currency = account.opening.currency();
        long amountMinor =
                minor(post.amountUnscaled(), post.amountScale(), account.opening.scale());
        if (amountMinor < 0) {
            return refused(RejectionCode.INVALID_AMOUNT);
        }
        if (post.currency() != null && !post.currency().equals(currency)) {
            return refused(RejectionCode.CURRENCY_MISMATCH);
        }
        Transaction earlier = earlier(post);
        if (earlier != null) {
            replayed++;
            if (!sameBody(earlier, post, amountMinor)) {
                return refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
            }
            name(post, earlier, index);
            return new Recorded(earlier, true);
        }
        AccountNumber to = post.toAccount();
        ModelAccount credited =
                post.kind() == TransactionKind.TRANSFER && to != null ? accounts.get(to) : null;
        if (credited != null && !credited.opening.currency().equals(currency)) {
            return refused(RejectionCode.CURRENCY_MISMATCH);
        }
        return record(index, post, account, credited, amountMinor);
    }

    /** Minor units, or -1 when the currency has fewer decimals than the amount. */
    private static long minor(long unscaled, int scale, int currencyScale) {
        long digits = unscaled;
        int decimals = scale;
        while (decimals > currencyScale && digits % 10 == 0) {
            digits /= 10;
            decimals--;
        }
        for (; decimals < currencyScale; decimals++) {
            digits *= 10;
        }
        return decimals > currencyScale ? -1 : digits;
    }

    private @Nullable Transaction earlier(LedgerCommand.Post post) {
        String key = post.key();
        Transaction named = key == null ? null : byKey.newest(name(post.account(), key));
        Transaction found = named != null ? named : byId.newest(name(post.account(), post.id()));
        return found == null || !post.mode().isOfFile() ? found : again(post, found);
    }

    /**
     * The answer to a repeated row of a file: the record of this import, or one that moved money,
     * or null.
     */
    private @Nullable Transaction again(LedgerCommand.Post post, Transaction found) {
        String key = post.key();
        List<Transaction> same =
                key == null
                        ? byId.all(name(post.account(), post.id()))
                        : byKey.all(name(post.account(), key));
        for (Transaction each : same) {
            boolean own = key == null || key.equals(each.idempotencyKey());
            if (own && each.requestId().equals(post.requestId())) {
                return each;
            }
        }
        Transaction standing = found;
        Transaction newest = newest(found);
        while (newest.sequence() > standing.sequence()) {
            standing = newest;
            newest = newest(standing);
        }
        boolean stands =
                standing.status() == TransactionStatus.POSTED
                        || !ofFile.contains(standing.sequence())
                        || standing.requestId().equals(post.requestId());
        return stands ? standing : null;
    }

    /** The newest record that the record's key or id leads to. */
    private Transaction newest(Transaction record) {
        Transaction newest = record;
        String key = record.idempotencyKey();
        for (Transaction each :
                Arrays.asList(
                        byId.newest(name(record.account(), record.id())),
                        key == null ? null : byKey.newest(name(record.account(), key)))) {
            newest = each != null && each.sequence() > newest.sequence() ? each : newest;
        }
        return newest;
    }

    /** Binds the key and the id of the posting to the record, unless they are bound already. */
    private void name(LedgerCommand.Post post, Transaction record, long index) {
        String key = post.key();
        if (key != null) {
            byKey.bind(name(post.account(), key), record, index);
        }
        byId.bind(name(post.account(), post.id()), record, index);
    }

    private boolean sameBody(Transaction earlier, LedgerCommand.Post post, long amountMinor) {
        return earlier.kind() == post.kind()
                && earlier.amountMinor() == amountMinor
                && Objects.equals(earlier.toAccount(), post.toAccount())
                && (post.effectiveAtMs() == 0
                        ? !effectiveGiven.contains(earlier.sequence())
                        : earlier.effectiveAtMs() == post.effectiveAtMs())
                && Objects.equals(earlier.reference(), post.reference())
                && Objects.equals(earlier.description(), post.description());
    }

    private Recorded record(
            long index,
            LedgerCommand.Post post,
            ModelAccount account,
            @Nullable ModelAccount credited,
            long amountMinor) {
        RejectionCode code = null;
        if (post.effectiveAtMs() > lastStampMs + effectiveAheadMsMax) {
            code = RejectionCode.INVALID_EFFECTIVE_AT;
        } else if (post.kind() == TransactionKind.TRANSFER && credited == null) {
            code = RejectionCode.ACCOUNT_NOT_FOUND;
        } else if (post.kind() != TransactionKind.DEPOSIT
                && post.mode().isChecked()
                && account.availableMinor(lastStampMs) < amountMinor) {
            code = RejectionCode.INSUFFICIENT_FUNDS;
        }
        if (code == null) {
            posted++;
            account.balanceMinor +=
                    post.kind() == TransactionKind.DEPOSIT ? amountMinor : -amountMinor;
            if (credited != null) {
                credited.balanceMinor += amountMinor;
            }
        }
        Transaction record =
                new Transaction(
                        post.id(),
                        post.key(),
                        post.kind(),
                        post.account(),
                        post.toAccount(),
                        amountMinor,
                        account.opening.currency(),
                        lastStampMs,
                        post.effectiveAtMs() == 0 ? lastStampMs : post.effectiveAtMs(),
                        post.reference(),
                        post.description(),
                        post.by(),
                        post.requestId(),
                        code == null ? TransactionStatus.POSTED : TransactionStatus.REJECTED,
                        code,
                        account.balanceMinor,
                        index,
                        sequence++);
        account.add(record);
        if (credited != null && code == null) {
            credited.add(record);
        }
        if (post.effectiveAtMs() != 0) {
            effectiveGiven.add(record.sequence());
        }
        if (post.mode().isOfFile()) {
            ofFile.add(record.sequence());
        }
        String key = post.key();
        if (key != null) {
            byKey.leads(name(post.account(), key), record, index);
        }
        byId.leads(name(post.account(), post.id()), record, index);
        ownIds.add(name(post.account(), post.id()));
        return new Recorded(record, false);
    }

    private LedgerResult attach(long index, LedgerCommand.Attach attach) {
        String to = name(attach.account(), attach.transaction());
        if (!ownIds.contains(to)) {
            return refused(RejectionCode.TRANSACTION_NOT_FOUND);
        }
        LedgerCommand.Attach known = attached.get(to + "/" + attach.key());
        if (known == null && attach.epoch() <= fencedEpoch) {
            return refused(RejectionCode.UPLOAD_EXPIRED);
        }
        int before = attachments.getOrDefault(to, 0);
        if (known == null && before == LedgerLimits.ATTACHMENTS_PER_TRANSACTION_MAX) {
            return refused(RejectionCode.TOO_LARGE);
        }
        if (known == null) {
            attachments.put(to, before + 1);
            attached.put(to + "/" + attach.key(), attach);
            referenced.accept(attach.sha256());
        }
        // The order of a transaction's files and their time are not modelled.
        return new LedgerResult.Attached(
                new Attachment(
                        0,
                        attach.sha256(),
                        attach.bytes(),
                        attach.mediaType(),
                        attach.name(),
                        lastStampMs,
                        attach.by(),
                        index),
                known != null);
    }

    private LedgerResult fence(LedgerCommand.FenceUploads fence) {
        fencedEpoch = Math.max(fencedEpoch, fence.epoch());
        Set<String> taken = new TreeSet<>();
        attached.values().forEach(each -> taken.add(each.sha256()));
        return new LedgerResult.UploadsFenced(
                fence.files().stream().filter(taken::contains).toList());
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
        return byKey.at(name(account, key), index);
    }

    /** The account that an alias was bound to right after a log index, or null. */
    @Nullable AccountNumber bound(String alias, long index) {
        return aliases.bound(alias, index);
    }

    /** The stamp of the newest entry up to an index; 0 before the first. */
    long stampAt(long index) {
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

    public List<AccountNumber> accounts() {
        return new ArrayList<>(accounts.keySet());
    }

    /** The number of commands that moved money. */
    public long posted() {
        return posted;
    }
}
