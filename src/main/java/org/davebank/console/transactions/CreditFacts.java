package org.davebank.console.transactions;

import com.vaadin.flow.component.UI;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.console.Facts;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionStatus;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.Posted;

/** Adds to a receipt where the credit stands, when that is another shard than the debit's. */
final class CreditFacts {

    private CreditFacts() {}

    /** Asks the payee's shard, and adds to the facts once it has answered. */
    static void add(Listings listings, Caller caller, Posted posted, Facts facts) {
        Transaction transaction = posted.transaction();
        AccountNumber payee = transaction.toAccount();
        if (payee == null
                || transaction.movesNothing()
                || transaction.status() != TransactionStatus.POSTED) {
            return;
        }
        Live.work(
                UI.getCurrent(),
                () -> credits(listings, caller, payee, transaction),
                credits ->
                        credits.stream()
                                .filter(each -> each.shard() != posted.shard())
                                .forEach(each -> show(each, facts)),
                // The money has moved all the same; the page of the account shows it later.
                problem -> {});
    }

    private static List<Posted> credits(
            Listings listings, Caller caller, AccountNumber payee, Transaction of) {
        TransactionFilter filter = TransactionFilter.POSTED.of(of.kind(), of.id().toString());
        return listings.transactions(caller, payee, filter, null, 1, ReadOptions.STRONG).items();
    }

    private static void show(Posted credit, Facts facts) {
        facts.set("receipt.credit.shard", Integer.toString(credit.shard()));
        facts.set("receipt.credit.index", Formats.number(credit.transaction().index()));
    }
}
