package org.davebank.ledger.state;

import java.util.Objects;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerResult.Undecided;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.store.LedgerCapacity;
import org.davebank.ledger.store.UndecidedBook;
import org.jspecify.annotations.Nullable;

/**
 * Recognises repeated requests by their idempotency key or id, and answers them as the first time. A
 * key or id that was answered is permanently bound to that answer, whichever of the two found it. Not
 * thread-safe.
 */
final class Repetitions {

    private final AccountTable accounts;
    private final TransactionLog transactions;
    private final BindingBook bindings;
    private final Movements movements;
    private final RowsAgain again;
    private final LedgerCapacity capacity;

    Repetitions(
            AccountTable accounts,
            TransactionLog transactions,
            BindingBook bindings,
            Movements movements,
            LedgerCapacity capacity) {
        this.accounts = accounts;
        this.transactions = transactions;
        this.bindings = bindings;
        this.movements = movements;
        this.again = new RowsAgain(transactions);
        this.capacity = capacity;
    }

    /**
     * The answer to a repeated request, or null. A key counts before an id, because the client chose
     * it, be it of a record or of a transfer that is not decided yet.
     */
    @Nullable LedgerResult answer(Post post, long amountMinor, String currency) {
        return answer(new Posting(post, amountMinor), currency);
    }

    /** The same about a batch. */
    @Nullable LedgerResult answer(Batch batch, String currency) {
        return answer(new Bundle(batch), currency);
    }

    private @Nullable LedgerResult answer(Request request, String currency) {
        int account = request.account().value();
        String key = request.key();
        if (key != null && accounts.changes().find(account, key) != null) {
            return reused();
        }
        UndecidedBook.Movement byKey =
                key == null ? null : movements.undecided().findKey(account, key);
        if (byKey != null) {
            return join(byKey, request);
        }
        TransactionView earlier = earlier(request);
        if (earlier != null) {
            return replay(earlier, request, currency);
        }
        UndecidedBook.Movement byId = movements.undecided().findId(account, request.id());
        return byId == null ? null : join(byId, request);
    }

    /** What is asked for, as it is compared with what was asked for before. */
    private interface Request {

        AccountNumber account();

        TransactionId id();

        @Nullable String key();

        /** Whether what is under way has the same content. */
        boolean equalsBegun(UndecidedBook.Movement begun);

        /** Whether the record has the same content. */
        boolean equalsRecord(TransactionView earlier);
    }

    private record Bundle(Batch batch) implements Request {

        @Override
        public AccountNumber account() {
            return batch.account();
        }

        @Override
        public TransactionId id() {
            return batch.id();
        }

        @Override
        public @Nullable String key() {
            return batch.key();
        }

        @Override
        public boolean equalsBegun(UndecidedBook.Movement begun) {
            Batch first = begun.batch();
            return first != null && first.digest().equals(batch.digest());
        }

        @Override
        public boolean equalsRecord(TransactionView earlier) {
            return earlier.purpose() instanceof Purpose.Bundles bundles
                    && bundles.digest().equals(batch.digest());
        }
    }

    private record Posting(Post post, long amountMinor) implements Request {

        @Override
        public AccountNumber account() {
            return post.account();
        }

        @Override
        public TransactionId id() {
            return post.id();
        }

        @Override
        public @Nullable String key() {
            return post.key();
        }

        @Override
        public boolean equalsBegun(UndecidedBook.Movement begun) {
            Post first = begun.post();
            return first != null
                    && first.kind() == post.kind()
                    && (post.takesAll() || begun.amountMinor() == amountMinor)
                    && Objects.equals(first.toAccount(), post.toAccount())
                    && Objects.equals(first.purpose(), post.purpose())
                    && first.effectiveAtMs() == post.effectiveAtMs()
                    && Objects.equals(first.reference(), post.reference())
                    && Objects.equals(first.description(), post.description());
        }

        /**
         * Ignores the id: with a key the server makes a new id for each attempt, and without a key the id
         * found the record. Ignores the currency: it is the account's, or was refused before. An omitted
         * effective time equals the one that the bank then chose, because an export contains the latter
         * and must import as a repetition.
         */
        @Override
        public boolean equalsRecord(TransactionView earlier) {
            AccountNumber to = post.toAccount();
            boolean effectiveGiven = post.effectiveAtMs() != 0;
            return earlier.kind() == post.kind()
                    && (post.takesAll() || earlier.amountMinor() == amountMinor)
                    && earlier.toAccount() == (to == null ? -1 : to.value())
                    && Objects.equals(earlier.purpose(), post.purpose())
                    && (effectiveGiven
                            ? earlier.effectiveAtMs() == post.effectiveAtMs()
                            : !earlier.effectiveGiven())
                    && Objects.equals(earlier.reference(), post.reference())
                    && Objects.equals(earlier.description(), post.description());
        }
    }

    /** A repeated request of a movement that is not decided yet. */
    private LedgerResult join(UndecidedBook.Movement begun, Request request) {
        if (!request.equalsBegun(begun)) {
            return reused();
        }
        int account = accounts.find(request.account().value());
        return movements.undecided().join(begun, newKey(request), newId(request))
                ? new Begun(begun.key(), true)
                : new Undecided(request.account(), accounts.standing(account));
    }

    private static Refused reused() {
        return new Refused(
                RejectionCode.IDEMPOTENCY_KEY_REUSED,
                "this key or id was used on the account with another body");
    }

    /** The record that answers the request, or null if it must be decided. */
    private @Nullable TransactionView earlier(Request request) {
        TransactionView found = named(request);
        boolean isRow = request instanceof Posting posting && posting.post().mode().isOfFile();
        return found == null || !isRow
                ? found
                : bound(again.answer(((Posting) request).post(), found.sequence()));
    }

    /** The record of an earlier attempt: by key first, because the client chose the key. */
    private @Nullable TransactionView named(Request request) {
        int account = request.account().value();
        String key = request.key();
        TransactionView byKey = key == null ? null : byKey(account, key);
        return byKey != null ? byKey : byId(account, request.id());
    }

    private @Nullable TransactionView byKey(int account, String key) {
        TransactionView own = transactions.findByKey(account, key);
        return own != null ? own : bound(bindings.findKey(account, key));
    }

    private @Nullable TransactionView byId(int account, TransactionId id) {
        TransactionView own = transactions.findById(account, id);
        return own != null ? own : bound(bindings.findId(account, id));
    }

    private @Nullable TransactionView bound(long sequence) {
        return sequence < 0 ? null : transactions.at(sequence);
    }

    /** Answers with the record, and binds a key or id that is new to it. */
    private LedgerResult replay(TransactionView earlier, Request request, String currency) {
        if (!request.equalsRecord(earlier)) {
            return reused();
        }
        long sequence = earlier.sequence();
        Recorded recorded = new Recorded(earlier.transaction(currency), true);
        int account = request.account().value();
        boolean room = bindings.count() < capacity.bindingsMax();
        String newKey = newKey(request);
        TransactionId newId = newId(request);
        if (room && newKey != null) {
            bindings.bindKey(account, newKey, sequence);
        }
        if (room && newId != null) {
            bindings.bindId(account, newId, sequence);
        }
        return recorded;
    }

    /** The key if it names nothing yet in the account, else null. */
    private @Nullable String newKey(Request request) {
        String key = request.key();
        return key == null || knowsKey(request.account().value(), key) ? null : key;
    }

    /** Whether a record of the account, or a transfer that is not decided, has this key. */
    boolean knowsKey(int account, String key) {
        return byKey(account, key) != null || movements.undecided().findKey(account, key) != null;
    }

    /** The id if it names nothing yet in the account, else null. */
    private @Nullable TransactionId newId(Request request) {
        int account = request.account().value();
        boolean known =
                byId(account, request.id()) != null
                        || movements.undecided().findId(account, request.id()) != null;
        return known ? null : request.id();
    }
}
