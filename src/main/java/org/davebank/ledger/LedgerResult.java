package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;

/** The result of one {@link LedgerCommand}. Business rejections are values. */
public sealed interface LedgerResult {

    /**
     * The account is open.
     *
     * @param replayed an earlier attempt had opened it
     * @param requestId request id of the attempt that opened it
     */
    record Opened(Account account, boolean replayed, String requestId) implements LedgerResult {}

    /** Recorded, POSTED or REJECTED; {@code replayed} if an earlier attempt had recorded it. */
    record Recorded(Transaction transaction, boolean replayed) implements LedgerResult {}

    /** Refused without a record: nothing changed, and a retry is decided again. */
    record Refused(RejectionCode code, String message) implements LedgerResult {}

    /** The alias is reserved for the caller's key and not bound yet. */
    record AliasReserved(String alias) implements LedgerResult {}

    /** The alias is bound to this account. */
    record AliasBound(String alias, AccountNumber account) implements LedgerResult {}

    /**
     * The file is attached to the transaction.
     *
     * @param replayed an earlier attempt had attached it
     */
    record Attached(Attachment attachment, boolean replayed) implements LedgerResult {}

    /** Which of the requested files are attached to transactions of this shard. */
    record UploadsFenced(List<String> referenced) implements LedgerResult {
        public UploadsFenced {
            referenced = List.copyOf(referenced);
        }
    }
}
