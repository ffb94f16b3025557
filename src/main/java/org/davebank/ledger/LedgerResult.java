package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;

/** What became of one {@link LedgerCommand}. A business rejection is a value. */
public sealed interface LedgerResult {

    /**
     * The account exists now.
     *
     * @param replayed an earlier try had opened it
     * @param requestId of the try that opened it
     */
    record Opened(Account account, boolean replayed, String requestId) implements LedgerResult {}

    /** Recorded, POSTED or REJECTED; {@code replayed} when an earlier try had recorded it. */
    record Recorded(Transaction transaction, boolean replayed) implements LedgerResult {}

    /** Refused without a record: nothing changed and a retry is judged anew. */
    record Refused(RejectionCode code, String message) implements LedgerResult {}

    /** The alias is held for the caller's key and not yet bound. */
    record AliasReserved(String alias) implements LedgerResult {}

    /** The alias is bound to this account. */
    record AliasBound(String alias, AccountNumber account) implements LedgerResult {}

    /**
     * The file belongs to the transaction now.
     *
     * @param replayed an earlier try had attached it
     */
    record Attached(Attachment attachment, boolean replayed) implements LedgerResult {}

    /** Which of the files asked about belong to transactions of this shard. */
    record UploadsFenced(List<String> referenced) implements LedgerResult {
        public UploadsFenced {
            referenced = List.copyOf(referenced);
        }
    }
}
