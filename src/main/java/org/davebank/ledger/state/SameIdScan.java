package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/** Finds all records of one id, which different accounts may share. */
final class SameIdScan extends LedgerScan {

    private final TransactionId id;
    private final Iterator<Long> candidates;
    private final List<Transaction> found = new ArrayList<>();

    SameIdScan(LedgerReader reader, TransactionId id) {
        super(reader);
        this.id = id;
        this.candidates = reader.transactions().withIdPerhaps(id, LedgerLimits.PAGE_MAX).iterator();
    }

    @Override
    @Nullable LedgerAnswer step() {
        if (!candidates.hasNext()) {
            return new LedgerAnswer.Transactions(found, -1);
        }
        TransactionView at = reader.view().moveTo(candidates.next());
        if (at.hasId(id) && !at.isIncoming()) {
            found.add(reader.value(at));
        }
        return null;
    }
}
