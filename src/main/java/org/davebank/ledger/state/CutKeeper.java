package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Mark;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.store.CashBook;
import org.davebank.ledger.store.CutBook;
import org.davebank.ledger.store.DecisionBook;
import org.jspecify.annotations.Nullable;

/** Notes what a shard has in transit at each mark, and answers what audits ask about it. Not thread-safe. */
final class CutKeeper {

    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final DecisionBook decisions;
    private final CutBook book = new CutBook();

    CutKeeper(CashBook cashBook, TransactionLog transactions, DecisionBook decisions) {
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.decisions = decisions;
    }

    CutBook book() {
        return book;
    }

    /** Notes what is in transit, unless a mark with this number or a higher one was taken before. */
    LedgerResult.Marked take(Mark mark, long index) {
        if (mark.number() > book.newestMark()) {
            book.add(
                    new CutBook.Cut(
                            mark.number(), index, transactions.count(), transit(), committed()));
        }
        return new LedgerResult.Marked(book.newestMark(), book.newestIndex());
    }

    /** TRANSIT by currency. */
    Map<String, Long> transit() {
        Map<String, Long> transit = new TreeMap<>();
        for (int i = 0; i < cashBook.count(); i++) {
            transit.put(cashBook.code(i), cashBook.transit(i));
        }
        return transit;
    }

    /** What has changed since the newest mark although no entry did it, in words; null if nothing has. */
    @Nullable String changedByNoEntry() {
        CutBook.Cut cut = book.untouched();
        if (cut == null) {
            return null;
        }
        if (transactions.count() > cut.sequence()) {
            TransactionView added = transactions.at(cut.sequence());
            return "no entry of the log has made record "
                    + added.sequence()
                    + ", which is part of transaction "
                    + added.id()
                    + " of account "
                    + AuditScan.name(added.account());
        }
        return cut.difference(transit(), committed());
    }

    private List<DecisionBook.Decision> committed() {
        return decisions.after(0).stream().filter(each -> each.step() instanceof Deliver).toList();
    }

    LedgerAnswer.CutFound cut(LedgerQuery.FindCut find) {
        CutBook.Cut cut = book.find(find.mark() == 0 ? book.newestMark() : find.mark());
        return new LedgerAnswer.CutFound(
                book.newestMark(), book.workedIndex(), cut == null ? null : page(cut, find.from()));
    }

    private static LedgerAnswer.Cut page(CutBook.Cut cut, int leftOut) {
        List<LedgerAnswer.Sum> transit = new ArrayList<>();
        cut.transit()
                .forEach((currency, minor) -> transit.add(new LedgerAnswer.Sum(currency, minor)));
        List<LedgerAnswer.Leg> legs = new ArrayList<>();
        for (DecisionBook.Decision each : cut.decisions()) {
            for (DecisionBook.Leg leg : each.legs()) {
                leg.minor()
                        .forEach((currency, minor) ->
                                legs.add(
                                        new LedgerAnswer.Leg(
                                                each.key(), leg.toShard(), minor, currency)));
            }
        }
        int begin = Math.min(leftOut, legs.size());
        int end = Math.min(begin + LedgerLimits.PAGE_MAX, legs.size());
        return new LedgerAnswer.Cut(
                cut.mark(), cut.index(), transit, legs.subList(begin, end), end < legs.size());
    }

    /** Which of these movements had been delivered here when a mark was taken. */
    LedgerAnswer.DeliveredAtMark delivered(LedgerQuery.DeliveredAtMark ask) {
        CutBook.Cut cut = book.find(ask.mark());
        if (cut == null) {
            return new LedgerAnswer.DeliveredAtMark(false, List.of());
        }
        List<MovementKey> keys = new ArrayList<>();
        for (MovementKey key : ask.keys()) {
            TransactionView record = transactions.findById(key.account().value(), key.id());
            if (record != null && record.isIncoming() && record.sequence() < cut.sequence()) {
                keys.add(key);
            }
        }
        return new LedgerAnswer.DeliveredAtMark(true, keys);
    }
}
