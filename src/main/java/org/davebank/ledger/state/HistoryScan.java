package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.Amounts;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Lists the records of one account or of the shard, newest first, starting at the newest record
 * when the scan begins. Records never change, so later appends do not matter.
 */
final class HistoryScan extends LedgerScan {

    private final int number;
    private final int limit;
    private final TransactionFilter filter;
    private final @Nullable String lowerText;
    private final List<Transaction> page = new ArrayList<>();
    private long pageBytes;
    private long next;
    private int scanned;

    HistoryScan(LedgerReader reader, LedgerQuery.History query) {
        super(reader);
        AccountNumber account = query.account();
        String text = query.filter().text();
        this.number = account == null ? -1 : account.value();
        this.limit = LedgerReader.pageLimit(query.limit());
        this.filter = query.filter();
        this.lowerText = text == null ? null : text.toLowerCase(Locale.ROOT);
        this.next = start(query.beforeSequence());
    }

    /** Where the walk begins: the newest candidate record, or -1. */
    private long start(long beforeSequence) {
        if (filter.ofHold() != null) {
            return firstStep(reader.holds().newestStep(filter.ofHold()), beforeSequence);
        }
        if (filter.hold() == HoldState.ACTIVE) {
            return reader.holds().before(beforeSequence, number);
        }
        long newest = reader.transactions().count() - 1;
        if (number >= 0) {
            int ordinal = reader.accounts().find(number);
            newest = ordinal < 0 ? -1 : reader.accounts().newest(ordinal);
        }
        return Math.min(newest, beforeSequence - 1);
    }

    /** The newest step of a hold before this sequence, which is the one of a cursor as a rule. */
    private long firstStep(long newest, long beforeSequence) {
        if (newest < 0 || beforeSequence <= 0) {
            return -1;
        }
        if (newest < beforeSequence) {
            return newest;
        }
        long hold = reader.view().moveTo(newest).original();
        TransactionView at = reader.view().moveTo(beforeSequence - 1);
        return at.original() == hold ? at.sequence() : -1;
    }

    @Override
    @Nullable LedgerAnswer step() {
        if (next < 0) {
            return new LedgerAnswer.Transactions(page, -1);
        }
        if (scanned == LedgerLimits.SCAN_MAX
                || page.size() == limit
                || pageBytes > LedgerLimits.PAGE_BYTES_MAX) {
            return new LedgerAnswer.Transactions(page, next + 1);
        }
        scanned++;
        TransactionView view = reader.view().moveTo(next);
        boolean touches = number < 0 ? isListed(view) : view.touches(number);
        if (touches && matches(view)) {
            Transaction found = reader.value(view, number);
            page.add(found);
            pageBytes +=
                    view.cursor().length()
                            + (long) found.attachments().size() * Attachment.WIRE_BYTES_MAX;
        }
        next = before(view, touches);
        return null;
    }

    /** The next candidate, or -1. Active holds are in the book, and steps of a hold in a chain. */
    private long before(TransactionView view, boolean touches) {
        if (filter.ofHold() != null) {
            return view.beforeInChain();
        }
        if (filter.hold() == HoldState.ACTIVE) {
            return reader.holds().before(next, number);
        }
        // Without a link to follow, which only a foreign cursor causes, the walk goes
        // record by record until it meets one of the account.
        return number >= 0 && touches ? view.before(number) : next - 1;
    }

    /** The record of a batch is listed only for those who look for it: its items are listed anyway. */
    private boolean isListed(TransactionView at) {
        boolean isSought =
                filter.kind() == TransactionKind.BATCH || filter.idempotencyKey() != null;
        return !at.isIncoming() && (isSought || at.kind() != TransactionKind.BATCH);
    }

    private boolean matches(TransactionView at) {
        boolean statusFits =
                filter.status() != null
                        ? at.rejected() == (filter.status() == TransactionStatus.REJECTED)
                        : filter.anyStatus() || !at.rejected();
        if (!statusFits
                || at.effectiveAtMs() < filter.fromMs()
                || (at.effectiveAtMs() >= filter.toMs() && filter.toMs() != Long.MAX_VALUE)
                || (filter.kind() != null && filter.kind() != at.kind())
                || (filter.hold() != null && at.kind() != TransactionKind.HOLD)) {
            return false;
        }
        if (filter.minE4() > 0 || filter.maxE4() != Long.MAX_VALUE) {
            int scale = reader.scale(at.accountHere());
            long amountE4 = Amounts.e4(at.amountMinor(), scale);
            if (amountE4 < filter.minE4() || amountE4 > filter.maxE4()) {
                return false;
            }
        }
        if (filter.reference() != null && !filter.reference().equals(at.reference())) {
            return false;
        }
        if (filter.idempotencyKey() != null && !filter.idempotencyKey().equals(at.key())) {
            return false;
        }
        return hasText(at) && (filter.hold() == null || reader.holdState(at) == filter.hold());
    }

    private boolean hasText(TransactionView at) {
        return lowerText == null
                || at.id().toString().contains(lowerText)
                || LedgerReader.contains(at.reference(), lowerText)
                || LedgerReader.contains(at.description(), lowerText)
                || LedgerReader.contains(at.key(), lowerText);
    }
}
