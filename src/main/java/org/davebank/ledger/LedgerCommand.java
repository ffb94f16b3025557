package org.davebank.ledger;

import static org.davebank.ledger.LedgerLimits.ALIASES_MAX;
import static org.davebank.ledger.LedgerLimits.ALIAS_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.ATTACHMENT_BYTES_MAX;
import static org.davebank.ledger.LedgerLimits.ATTACHMENT_NAME_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.DESCRIPTION_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.FENCED_FILES_MAX;
import static org.davebank.ledger.LedgerLimits.HOLDER_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.KEY_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.MEDIA_TYPE_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.OVERDRAFT_MINOR_MAX;
import static org.davebank.ledger.LedgerLimits.REFERENCE_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.SCALE_MAX;
import static org.davebank.ledger.LedgerLimits.checkOrigin;
import static org.davebank.ledger.LedgerLimits.checkText;
import static org.davebank.ledger.LedgerLimits.isCurrencyCode;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.Sha256;
import org.davebank.base.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * What changes a shard. Every command may be retried: the ledger recognises it by its key or id and
 * answers as it did the first time (CONTRACT: exactly once).
 *
 * <p>The constructors throw IllegalArgumentException for texts and numbers beyond {@link
 * LedgerLimits}: an entry that no replica could read must never come to be.
 */
public sealed interface LedgerCommand {

    /** Who asked: the signed-in user. */
    String by();

    /** The request or job that caused it. */
    String requestId();

    /**
     * Opens an account under this number unless another key has it.
     *
     * <p>The currency's decimals travel with it: replicas that run on different JDKs would look up
     * different ones. The first account of a currency fixes them for its shard, and a
     * command with other ones is refused.
     *
     * @param key recognises a retry; 1 to {@link LedgerLimits#KEY_CHARS_MAX} characters
     * @param currency three letters from A to Z; which codes there are the edge knows
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
            if (aliases.size() > ALIASES_MAX) {
                throw new IllegalArgumentException("more than " + ALIASES_MAX + " aliases");
            }
            aliases.forEach(alias -> checkText("alias", alias, 1, ALIAS_CHARS_MAX));
        }
    }

    /**
     * A deposit, a withdrawal, or a transfer between two accounts of this shard.
     *
     * <p>Only a TRANSFER moves money to {@code toAccount}; with another kind it is kept as told.
     *
     * <p>The amount is the decimal {@code amountUnscaled / 10^amountScale}: only the ledger knows
     * the account's currency, so it alone can tell whether the decimals fit.
     *
     * @param key scoped to {@code account}; when null the id alone recognises a retry
     * @param currency when given it must be the account's
     * @param effectiveAtMs 0 means the time of commit
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
            String by,
            String requestId)
            implements LedgerCommand {

        public Post {
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkText("currency", currency, 3, 3);
            checkText("reference", reference, 0, REFERENCE_CHARS_MAX);
            checkText("description", description, 0, DESCRIPTION_CHARS_MAX);
            checkOrigin(by, requestId);
        }
    }

    /**
     * Holds an alias for the account that is about to be opened under {@code key}. A hold that is
     * not confirmed within {@link LedgerLimits#ALIAS_HOLD_MS} of cluster time may be taken over.
     */
    record ReserveAlias(String alias, String key, String by, String requestId)
            implements LedgerCommand {

        public ReserveAlias {
            checkText("alias", alias, 1, ALIAS_CHARS_MAX);
            checkText("key", key, 1, KEY_CHARS_MAX);
            checkOrigin(by, requestId);
        }
    }

    /** Binds an alias held under {@code key} to the account for good. */
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
     * Ties a file to a transaction of this shard. To be proposed only when the file is durable on
     * enough nodes and recorded by the system group.
     *
     * @param key recognises a retry within the transaction; 1 to {@link
     *     LedgerLimits#KEY_CHARS_MAX} characters
     * @param epoch of the upload, as the system group recorded it; refused once it is fenced
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
     * From now on the shard takes no file of an upload up to this epoch; and the answer tells which
     * of the files asked about it has taken. What no shard has taken is garbage for good, whatever
     * any clock says: an entry that would refer to it can only come after the fence.
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
