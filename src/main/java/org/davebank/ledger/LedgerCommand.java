package org.davebank.ledger;

import static org.davebank.ledger.LedgerLimits.ALIAS_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.ATTACHMENT_BYTES_MAX;
import static org.davebank.ledger.LedgerLimits.ATTACHMENT_NAME_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.DESCRIPTION_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.FENCED_FILES_MAX;
import static org.davebank.ledger.LedgerLimits.HOLDER_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.HOLD_MS_MAX;
import static org.davebank.ledger.LedgerLimits.HOLD_MS_MIN;
import static org.davebank.ledger.LedgerLimits.KEY_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.MEDIA_TYPE_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.OVERDRAFT_MINOR_MAX;
import static org.davebank.ledger.LedgerLimits.REFERENCE_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.SCALE_MAX;
import static org.davebank.ledger.LedgerLimits.checkAliases;
import static org.davebank.ledger.LedgerLimits.checkOrigin;
import static org.davebank.ledger.LedgerLimits.checkText;
import static org.davebank.ledger.LedgerLimits.isCurrencyCode;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.Sha256;
import org.davebank.base.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * A change of a shard. Every command may be retried: the ledger recognises it by its idempotency
 * key or id and repeats its first answer (CONTRACT: exactly once).
 *
 * <p>The constructors throw IllegalArgumentException for texts and numbers beyond {@link
 * LedgerLimits}, so that no entry exists that a replica could not decode.
 */
public sealed interface LedgerCommand
        permits LedgerCommand.OpenAccount,
                LedgerCommand.Post,
                LedgerCommand.ReserveAlias,
                LedgerCommand.ConfirmAlias,
                LedgerCommand.Attach,
                LedgerCommand.FenceUploads,
                LedgerCommand.ChangeAccount,
                LedgerCommand.AliasStep,
                MovementCommand {

    /** The signed-in user. */
    String by();

    /** The request or job that caused it. */
    String requestId();

    /**
     * Opens an account with this number unless it was opened under another key.
     *
     * <p>The command carries the currency's decimals, because replicas on different JDKs might look
     * up different ones. The first account of a currency fixes them for its shard; a command with
     * other decimals is refused.
     *
     * @param key idempotency key, 1 to {@link LedgerLimits#KEY_CHARS_MAX} characters
     * @param currency three letters from A to Z; the edge checks whether the code exists
     * @param scale decimals of the currency, 0 to {@link LedgerLimits#SCALE_MAX}
     */
    record OpenAccount(
            AccountNumber number,
            String key,
            String holder,
            String currency,
            int scale,
            long overdraftLimitMinor,
            List<String> aliases,
            String by,
            String requestId)
            implements LedgerCommand {

        public OpenAccount {
            aliases = List.copyOf(aliases);
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkText("holder", holder, 0, HOLDER_CHARS_MAX);
            checkOrigin(by, requestId);
            if (!isCurrencyCode(currency)) {
                throw new IllegalArgumentException("a currency is three letters: " + currency);
            }
            if (scale < 0 || scale > SCALE_MAX) {
                throw new IllegalArgumentException("decimals of a currency out of range: " + scale);
            }
            if (overdraftLimitMinor < 0 || overdraftLimitMinor > OVERDRAFT_MINOR_MAX) {
                throw new IllegalArgumentException("overdraft limit out of range");
            }
            checkAliases(aliases);
        }
    }

    /** What a posting has to do with an earlier one, or a hold with those that follow it. */
    sealed interface Purpose {

        /** A REVERSAL gives back a transaction, one of its to-account or else of its account. */
        record Reverses(TransactionId original) implements Purpose {}

        /** A HOLD lasts this long from its stamp. */
        record Holds(long expiresInMs) implements Purpose {

            public Holds {
                if (expiresInMs < HOLD_MS_MIN || expiresInMs > HOLD_MS_MAX) {
                    throw new IllegalArgumentException("no hold lasts " + expiresInMs + " ms");
                }
            }
        }

        /**
         * A CAPTURE takes a part of a hold of its account.
         *
         * @param all whether it takes what is left; its amount is 0 then
         * @param last whether it ends the hold, whose rest is freed
         */
        record Captures(TransactionId hold, boolean all, boolean last) implements Purpose {}

        /**
         * A RELEASE frees a part of a hold of its account.
         *
         * @param all whether it ends the hold and frees what is not being captured; its amount is 0
         *     then
         */
        record Releases(TransactionId hold, boolean all) implements Purpose {}

        /**
         * A BATCH is the record of what became of so many items; no client posts one.
         *
         * @param failed number of the item for which the batch was rejected, or -1
         * @param digest of the items: a retry has the same
         */
        record Bundles(int items, int failed, Batch.Digest digest) implements Purpose {

            public Bundles {
                if (items < 1 || items > LedgerLimits.BATCH_ITEMS_MAX) {
                    throw new IllegalArgumentException("no batch has " + items + " items");
                }
                MovementCommand.checkItem(failed);
            }
        }

        /** Of a reversal; null gives null. */
        static @Nullable Purpose reverses(@Nullable TransactionId original) {
            return original == null ? null : new Reverses(original);
        }
    }

    /**
     * A deposit, a withdrawal, a transfer between two accounts of this shard, the reversal of one of
     * these, or a step of a hold.
     *
     * <p>Only a TRANSFER, the REVERSAL of one and a CAPTURE move money to {@code toAccount}; other
     * kinds only record it.
     *
     * <p>The amount is the decimal {@code amountUnscaled / 10^amountScale}: only the ledger knows
     * the account's currency and can check the decimals.
     *
     * @param key idempotency key within {@code account}; if null, retries are recognised by the id
     *     alone
     * @param currency if given, must be the account's currency
     * @param effectiveAtMs 0 means the time of commit
     * @param account the debited account; of a deposit, or the reversal of a withdrawal, the credited one
     * @param purpose of a REVERSAL, a HOLD, a CAPTURE, a RELEASE or a BATCH; else null
     */
    record Post(
            TransactionId id,
            @Nullable String key,
            TransactionKind kind,
            AccountNumber account,
            @Nullable AccountNumber toAccount,
            long amountUnscaled,
            int amountScale,
            @Nullable String currency,
            long effectiveAtMs,
            @Nullable String reference,
            @Nullable String description,
            PostingMode mode,
            @Nullable Purpose purpose,
            String by,
            String requestId)
            implements LedgerCommand {

        public Post {
            boolean fits =
                    switch (kind) {
                        case DEPOSIT, WITHDRAWAL, TRANSFER -> purpose == null;
                        case REVERSAL -> purpose == null || purpose instanceof Purpose.Reverses;
                        case HOLD -> purpose instanceof Purpose.Holds;
                        case CAPTURE -> purpose instanceof Purpose.Captures;
                        case RELEASE -> purpose instanceof Purpose.Releases && toAccount == null;
                        case BATCH -> purpose instanceof Purpose.Bundles;
                    };
            if (!fits) {
                throw new IllegalArgumentException("a purpose of another kind than " + kind);
            }
            if (takesAll(purpose) && amountUnscaled != 0) {
                throw new IllegalArgumentException("all that is left, or an amount");
            }
            if (isOfHold(kind) && (effectiveAtMs != 0 || mode != PostingMode.LIVE)) {
                throw new IllegalArgumentException("a hold has no value date and is in no file");
            }
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkText("currency", currency, 3, 3);
            checkText("reference", reference, 0, REFERENCE_CHARS_MAX);
            checkText("description", description, 0, DESCRIPTION_CHARS_MAX);
            checkOrigin(by, requestId);
        }

        private static boolean isOfHold(TransactionKind kind) {
            return kind == TransactionKind.HOLD
                    || kind == TransactionKind.CAPTURE
                    || kind == TransactionKind.RELEASE;
        }

        /** What a reversal gives back, or null. */
        public @Nullable TransactionId reverses() {
            return purpose instanceof Purpose.Reverses reverses ? reverses.original() : null;
        }

        /** The hold that is captured or released, or null. */
        public @Nullable TransactionId ofHold() {
            return switch (purpose) {
                case Purpose.Captures captures -> captures.hold();
                case Purpose.Releases releases -> releases.hold();
                case null, default -> null;
            };
        }

        /** Whether it belongs to a hold. */
        public boolean isOfHold() {
            return isOfHold(kind);
        }

        /** Whether its amount is what is left of a hold. */
        public boolean takesAll() {
            return takesAll(purpose);
        }

        private static boolean takesAll(@Nullable Purpose purpose) {
            return (purpose instanceof Purpose.Captures captures && captures.all())
                    || (purpose instanceof Purpose.Releases releases && releases.all());
        }

        /** Whether it moves money to its to-account. */
        public boolean credits() {
            return toAccount != null
                    && (kind == TransactionKind.TRANSFER
                            || kind == TransactionKind.REVERSAL
                            || kind == TransactionKind.CAPTURE);
        }

        /** A deposit, a withdrawal or a transfer. */
        public Post(
                TransactionId id,
                @Nullable String key,
                TransactionKind kind,
                AccountNumber account,
                @Nullable AccountNumber toAccount,
                long amountUnscaled,
                int amountScale,
                @Nullable String currency,
                long effectiveAtMs,
                @Nullable String reference,
                @Nullable String description,
                PostingMode mode,
                String by,
                String requestId) {
            this(
                    id,
                    key,
                    kind,
                    account,
                    toAccount,
                    amountUnscaled,
                    amountScale,
                    currency,
                    effectiveAtMs,
                    reference,
                    description,
                    mode,
                    null,
                    by,
                    requestId);
        }
    }

    /**
     * Reserves an alias for the account that will be opened under {@code key}. Another key may take
     * over a reservation that is not confirmed within {@link LedgerLimits#ALIAS_HOLD_MS} of cluster
     * time.
     */
    record ReserveAlias(String alias, String key, String by, String requestId)
            implements LedgerCommand {

        public ReserveAlias {
            checkText("alias", alias, 1, ALIAS_CHARS_MAX);
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkOrigin(by, requestId);
        }
    }

    /** Permanently binds an alias reserved under {@code key} to the account. */
    record ConfirmAlias(
            String alias, String key, AccountNumber account, String by, String requestId)
            implements LedgerCommand {

        public ConfirmAlias {
            checkText("alias", alias, 1, ALIAS_CHARS_MAX);
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkOrigin(by, requestId);
        }
    }

    /**
     * The aliases that an account is to have.
     *
     * @param all what it has afterwards, no other, each once
     * @param claimed those that are claimed under the key of the change; it adds no others
     */
    record WantedAliases(List<String> all, List<String> claimed) {

        public WantedAliases {
            all = List.copyOf(all);
            claimed = List.copyOf(claimed);
            checkAliases(all);
            checkAliases(claimed);
            if (all.stream().distinct().count() < all.size()) {
                throw new IllegalArgumentException("an alias is given twice");
            }
        }
    }

    /**
     * Changes an account: to freeze, unfreeze or close it, or to give it another holder, another limit or
     * other aliases.
     *
     * @param key idempotency key within {@code account}; if null, a retry is decided again
     * @param status what it becomes; null means that it stays, as for the next three
     * @param aliases only under a key
     * @param expectedVersion the account is changed only in this version; 0 means in any
     */
    record ChangeAccount(
            AccountNumber account,
            @Nullable String key,
            @Nullable AccountStatus status,
            @Nullable String holder,
            @Nullable Long overdraftLimitMinor,
            @Nullable WantedAliases aliases,
            long expectedVersion,
            String by,
            String requestId)
            implements LedgerCommand {

        public ChangeAccount {
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkText("holder", holder, 0, HOLDER_CHARS_MAX);
            checkOrigin(by, requestId);
            if (overdraftLimitMinor != null
                    && (overdraftLimitMinor < 0 || overdraftLimitMinor > OVERDRAFT_MINOR_MAX)) {
                throw new IllegalArgumentException("overdraft limit out of range");
            }
            if (expectedVersion < 0) {
                throw new IllegalArgumentException("versions are counted from 1");
            }
            if (aliases != null && key == null) {
                throw new IllegalArgumentException("aliases are changed under a key");
            }
        }

        /** A change that leaves the aliases as they are. */
        public ChangeAccount(
                AccountNumber account,
                @Nullable String key,
                @Nullable AccountStatus status,
                @Nullable String holder,
                @Nullable Long overdraftLimitMinor,
                long expectedVersion,
                String by,
                String requestId) {
            this(
                    account,
                    key,
                    status,
                    holder,
                    overdraftLimitMinor,
                    null,
                    expectedVersion,
                    by,
                    requestId);
        }
    }

    /** A step around a change of aliases; see docs/protocol/aliases.md. */
    sealed interface AliasStep extends LedgerCommand {}

    /**
     * Claims an alias for a change of the account under {@code key}. Only a free alias can be claimed, and
     * once more under the same key. The claim holds until the alias is freed.
     */
    record ClaimAlias(String alias, AccountNumber account, String key, String by, String requestId)
            implements AliasStep {

        public ClaimAlias {
            checkText("alias", alias, 1, ALIAS_CHARS_MAX);
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkOrigin(by, requestId);
        }
    }

    /**
     * Frees an alias if {@code record} is still its newest record, and answers who holds it then. Propose
     * it with a record only when the account of that record has not got the alias, and no change of the
     * account can give it to it by that record.
     *
     * @param record {@link #NO_RECORD} only asks
     */
    record FreeAlias(String alias, long record, String by, String requestId) implements AliasStep {

        public static final long NO_RECORD = -1;

        public FreeAlias {
            checkText("alias", alias, 1, ALIAS_CHARS_MAX);
            checkOrigin(by, requestId);
            if (record < NO_RECORD) {
                throw new IllegalArgumentException("records are counted from 0");
            }
        }
    }

    /**
     * Rejects the change of the account under {@code key} for good, unless it was decided before, and
     * answers which aliases the account has.
     *
     * @param key null only asks
     */
    record GiveUpChange(AccountNumber account, @Nullable String key, String by, String requestId)
            implements AliasStep {

        public GiveUpChange {
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkOrigin(by, requestId);
        }
    }

    /**
     * Attaches a file to a transaction of this shard. Propose it only when the file is durable on
     * enough nodes and recorded by the system group.
     *
     * @param key idempotency key within the transaction, 1 to {@link LedgerLimits#KEY_CHARS_MAX}
     *     characters
     * @param epoch epoch of the upload, as recorded by the system group; refused once it is fenced
     */
    record Attach(
            TransactionId transaction,
            AccountNumber account,
            String key,
            String sha256,
            long bytes,
            String mediaType,
            String name,
            long epoch,
            String by,
            String requestId)
            implements LedgerCommand {

        public Attach {
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkText("media type", mediaType, 1, MEDIA_TYPE_CHARS_MAX);
            checkText("name", name, 1, ATTACHMENT_NAME_CHARS_MAX);
            checkOrigin(by, requestId);
            if (!Sha256.isName(sha256)) {
                throw new IllegalArgumentException("a file is named by its SHA-256");
            }
            if (bytes < 1 || bytes > ATTACHMENT_BYTES_MAX || epoch < 1) {
                throw new IllegalArgumentException("size or epoch of an upload out of range");
            }
        }
    }

    /**
     * Makes the shard refuse files of uploads up to this epoch, and answers which of the given
     * files it references. A file that no shard references is permanent garbage, independent of any
     * clock, because an entry that would refer to it can only come after the fence.
     */
    record FenceUploads(long epoch, List<String> files, String by, String requestId)
            implements LedgerCommand {

        public FenceUploads {
            files = List.copyOf(files);
            checkOrigin(by, requestId);
            if (epoch < 1 || files.size() > FENCED_FILES_MAX) {
                throw new IllegalArgumentException("a fence out of range");
            }
            if (!files.stream().allMatch(Sha256::isName)) {
                throw new IllegalArgumentException("a file is named by its SHA-256");
            }
        }
    }
}
