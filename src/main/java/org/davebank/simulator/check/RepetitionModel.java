package org.davebank.simulator.check;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/** How the model of a shard recognises repeated requests. Not thread-safe. */
final class RepetitionModel {

    /**
     * Keys and ids of records: the original ones and those of later requests with the same answer.
     */
    final ModelNames byKey = new ModelNames();

    final ModelNames byId = new ModelNames();

    /** Sequences of the records that imports created. */
    private final Set<Long> ofFile = new TreeSet<>();

    /** Sequences of the records whose effective time the caller gave. */
    private final Set<Long> effectiveGiven = new TreeSet<>();

    /** What a record has to do with another one, by its sequence. */
    private final Map<Long, LedgerCommand.Purpose> purposes = new TreeMap<>();

    private final MovementModel movements;

    /** Commands that came once more and changed nothing. */
    long replayed;

    RepetitionModel(MovementModel movements) {
        this.movements = movements;
    }

    /** A request has its own record now. */
    void recorded(LedgerCommand.Post post, Transaction record, long index) {
        if (post.effectiveAtMs() != 0) {
            effectiveGiven.add(record.sequence());
        }
        if (post.purpose() != null) {
            purposes.put(record.sequence(), post.purpose());
        }
        if (post.mode().isOfFile()) {
            ofFile.add(record.sequence());
        }
        String key = post.key();
        if (key != null) {
            byKey.leads(BankModel.name(post.account(), key), record, index);
        }
        byId.leads(BankModel.name(post.account(), post.id()), record, index);
    }

    /**
     * The answer to a repeated request, or null.
     *
     * @param joins whether what is under way is what the request asks for
     * @param repeats whether a record is
     */
    @Nullable LedgerResult answer(
            LedgerCommand.Post post,
            long index,
            Predicate<MovementModel.Pending> joins,
            Predicate<Transaction> repeats) {
        MovementModel.Pending byKey = movements.byKey(post);
        if (byKey != null) {
            return join(byKey, post, joins.test(byKey));
        }
        Transaction earlier = earlier(post);
        if (earlier != null) {
            replayed++;
            if (!repeats.test(earlier)) {
                return BankModel.refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
            }
            bind(post, earlier, index);
            return new LedgerResult.Recorded(earlier, true);
        }
        MovementModel.Pending byId = movements.byId(post);
        return byId == null ? null : join(byId, post, joins.test(byId));
    }

    private @Nullable Transaction earlier(LedgerCommand.Post post) {
        String key = post.key();
        Transaction named = key == null ? null : byKey.newest(BankModel.name(post.account(), key));
        Transaction found =
                named != null ? named : byId.newest(BankModel.name(post.account(), post.id()));
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
                        ? byId.all(BankModel.name(post.account(), post.id()))
                        : byKey.all(BankModel.name(post.account(), key));
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
                        byId.newest(BankModel.name(record.account(), record.id())),
                        key == null ? null : byKey.newest(BankModel.name(record.account(), key)))) {
            newest = each != null && each.sequence() > newest.sequence() ? each : newest;
        }
        return newest;
    }

    /** From here on all names of a transfer or a batch lead to its record. */
    void decided(MovementModel.Pending pending, Transaction record, long index) {
        for (String key : pending.keys) {
            byKey.bind(BankModel.name(record.account(), key), record, index);
        }
        for (TransactionId id : pending.ids) {
            byId.bind(BankModel.name(record.account(), id), record, index);
        }
    }

    /** Whether a posting of the account, or one under way, has the key. */
    boolean knows(AccountNumber account, @Nullable String key) {
        return key != null
                && (byKey.newest(BankModel.name(account, key)) != null
                        || movements.isKey(account, key));
    }

    /** Binds the key and the id of the posting to the record, unless they are bound already. */
    private void bind(LedgerCommand.Post post, Transaction record, long index) {
        String key = post.key();
        if (key != null) {
            byKey.bind(BankModel.name(post.account(), key), record, index);
        }
        if (movements.byId(post) == null) {
            byId.bind(BankModel.name(post.account(), post.id()), record, index);
        }
    }

    boolean sameBody(Transaction earlier, LedgerCommand.Post post, long amountMinor) {
        return earlier.kind() == post.kind()
                && (post.takesAll() || earlier.amountMinor() == amountMinor)
                && Objects.equals(earlier.toAccount(), post.toAccount())
                && Objects.equals(purposes.get(earlier.sequence()), post.purpose())
                && (post.effectiveAtMs() == 0
                        ? !effectiveGiven.contains(earlier.sequence())
                        : earlier.effectiveAtMs() == post.effectiveAtMs())
                && Objects.equals(earlier.reference(), post.reference())
                && Objects.equals(earlier.description(), post.description());
    }

    /** @param same whether the request has the content of what is under way */
    private LedgerResult join(MovementModel.Pending begun, LedgerCommand.Post post, boolean same) {
        if (!same) {
            return BankModel.refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        }
        String key = post.key();
        boolean newKey =
                key != null
                        && byKey.newest(BankModel.name(post.account(), key)) == null
                        && movements.byKey(post) == null;
        boolean newId =
                byId.newest(BankModel.name(post.account(), post.id())) == null
                        && movements.byId(post) == null;
        return movements.join(begun, post, newKey, newId);
    }

    /** How many records the account has that were made for this id. */
    int records(LedgerCommand.Post post) {
        return (int)
                byId.all(BankModel.name(post.account(), post.id())).stream()
                        .filter(each -> each.id().equals(post.id()))
                        .count();
    }
}
