package org.davebank.exchange;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/** One row of a file: an account, a transaction, or the reason why it is neither. */
public sealed interface ImportRow {

    /** Maximum length of {@link #raw}; a longer row is cut and ends in an ellipsis. */
    int RAW_CHARS_MAX = 4_096;

    /**
     * The row's position, from 1: the line on which it begins in CSV and NDJSON, counting the
     * header; in JSON and XML its number among the records of the file.
     */
    long line();

    /**
     * The original row without its line break, at most {@link #RAW_CHARS_MAX} characters; in JSON
     * and XML without blanks between members.
     */
    String raw();

    /**
     * An account to open.
     *
     * @param key identifies the same row in a second import
     * @param number null lets the bank choose one
     * @param overdraftLimitMinor 0 or more, in minor units of {@code currency}
     * @param balanceMinor the stated balance; null when there is none
     * @param openedAtMs wall milliseconds, 0 when not stated
     */
    record AccountRow(
            long line,
            String raw,
            String key,
            @Nullable AccountNumber number,
            String holder,
            String currency,
            AccountStatus status,
            long overdraftLimitMinor,
            @Nullable Long balanceMinor,
            long openedAtMs,
            List<String> aliases)
            implements ImportRow {

        public AccountRow {
            aliases = List.copyOf(aliases);
        }

        public AccountRow onLine(long other) {
            return new AccountRow(
                    other,
                    raw,
                    key,
                    number,
                    holder,
                    currency,
                    status,
                    overdraftLimitMinor,
                    balanceMinor,
                    openedAtMs,
                    aliases);
        }
    }

    /**
     * A transaction to post.
     *
     * @param key the row's {@code idempotency_key}, else its {@code id}, else {@code ext:} and its
     *     {@code external_id}, else {@code row:} and a hash of account and content with the occurrence
     * @param amount above zero; unless the row names a currency, the ledger checks the amount
     *     against the account's currency
     * @param currency null when the row names none
     * @param to null unless the kind is a transfer or its reversal, or of a hold
     * @param reverses of a reversal, the transaction that it gives back; else null
     * @param hold what a hold, a capture or a release adds; else null
     * @param effectiveAtMs wall milliseconds, 0 when not stated
     * @param openingBalance the stated balance before the statement that begins with this row; null
     *     for every other row
     * @param statedBalance the stated balance after the row; checked, never posted
     * @param entry of a statement; null for every other row
     */
    record TransactionRow(
            long line,
            String raw,
            String key,
            @Nullable TransactionId id,
            AccountRef account,
            TransactionKind kind,
            Decimal amount,
            @Nullable String currency,
            @Nullable AccountRef to,
            @Nullable TransactionId reverses,
            @Nullable OfHold hold,
            long effectiveAtMs,
            @Nullable String reference,
            @Nullable String description,
            @Nullable Decimal openingBalance,
            @Nullable Decimal statedBalance,
            @Nullable Entry entry)
            implements ImportRow {

        /**
         * The key to post under: null when the row has only its id, which then identifies it alone.
         */
        public @Nullable String postKey() {
            return id != null && key.equals(id.toString()) ? null : key;
        }

        /** A capture as the withdrawal or the transfer that it was. */
        public TransactionRow asMoved() {
            return with(to == null ? TransactionKind.WITHDRAWAL : TransactionKind.TRANSFER);
        }

        private TransactionRow with(TransactionKind other) {
            return new TransactionRow(
                    line,
                    raw,
                    key,
                    id,
                    account,
                    other,
                    amount,
                    currency,
                    to,
                    reverses,
                    null,
                    effectiveAtMs,
                    reference,
                    description,
                    openingBalance,
                    statedBalance,
                    entry);
        }

        public TransactionRow onLine(long other) {
            return new TransactionRow(
                    other,
                    raw,
                    key,
                    id,
                    account,
                    kind,
                    amount,
                    currency,
                    to,
                    reverses,
                    hold,
                    effectiveAtMs,
                    reference,
                    description,
                    openingBalance,
                    statedBalance,
                    entry);
        }

        /** The same row with its statement's data about the account. */
        public TransactionRow within(
                @Nullable Decimal opening, @Nullable Decimal balance, @Nullable Entry ofStatement) {
            return new TransactionRow(
                    line,
                    raw,
                    key,
                    id,
                    account,
                    kind,
                    amount,
                    currency,
                    to,
                    reverses,
                    hold,
                    effectiveAtMs,
                    reference,
                    description,
                    opening,
                    balance,
                    ofStatement);
        }
    }

    /**
     * What a row says of a hold.
     *
     * @param of of a capture or a release, its hold; null of a hold, and of a capture in a statement
     * @param expiresAtMs when a hold ends by itself, wall milliseconds; else 0
     * @param pending whether the amount of a hold is what it still reserves, as in a statement
     */
    record OfHold(@Nullable TransactionId of, long expiresAtMs, boolean pending) {}

    /**
     * The end of a bank statement, after its entries. It is not a row and is not counted.
     *
     * @param line number of the statement's last entry; of the next entry when it has none
     * @param statement the same object as in the statement's entries
     * @param opening the stated balance before the statement; null when not stated
     * @param closing the stated balance after it
     * @param opensAtMs date of the opening balance, wall milliseconds, 0 when not stated
     * @param carried whether one of its entries has already carried the opening balance
     */
    record StatementEnd(
            long line,
            Statement statement,
            AccountRef account,
            @Nullable String currency,
            @Nullable Decimal opening,
            @Nullable Decimal closing,
            long opensAtMs,
            boolean carried)
            implements ImportRow {

        @Override
        public String raw() {
            return "";
        }
    }

    /** A statement in a file; its entries share one object. */
    final class Statement {
        private final String id;

        public Statement(String id) {
            this.id = id;
        }

        /** The bank's id of it; may be empty. */
        public String id() {
            return id;
        }
    }

    /**
     * @param effect the amount that the entry adds to the balance of the statement's account
     */
    record Entry(Statement statement, Decimal effect) {}

    /**
     * A row that cannot be imported.
     *
     * @param field the faulty column of the bank, or {@code row}
     * @param code the contract's code
     */
    record RejectedRow(long line, String raw, String field, String code, String message)
            implements ImportRow {}
}
