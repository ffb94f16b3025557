package org.davebank.console.transactions;

import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.bank.Posted;
import org.junit.jupiter.api.Test;

class TransactionViewTest extends ViewTest {

    @Test
    void aTransactionShowsItsMoneyAndWhereItsReceiptLies() {
        AccountNumber ada = account("Ada Transaction");
        Posted posted = post(TransactionKind.DEPOSIT, ada, "3.25");
        open("transactions/" + posted.transaction().id());
        awaitText("Deposit", "£3.25", "Account " + ada, "rent", "No file is attached.");
        awaitText("On disk at", "Applied on", NODE);
    }

    @Test
    void anIdThatNobodyHasIsNotFound() {
        open("transactions/0198c000-0000-7000-8000-00000000dead");
        awaitText("There is no transaction 0198c000-0000-7000-8000-00000000dead.");
        open("transactions/nonsense");
        awaitText("There is no transaction nonsense.");
    }
}
