package org.davebank.console.overview;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.junit.jupiter.api.Test;

class OverviewViewTest extends ViewTest {

    @Test
    void theTilesCountWhatTheBankHasAndSayHowManyNodesMayFail() {
        AccountNumber ada = account("Ada Overview");
        post(TransactionKind.DEPOSIT, ada, "1.00");
        open("");
        awaitText("Not fault-tolerant", "one too many would be: " + NODE, "transactions a second");
        assertThat(text()).doesNotContain("shards are known");
    }

    @Test
    void aBankWithAccountsOffersNoSample() {
        account("Ben Overview");
        open("");
        awaitText("transactions a second");
        await(() -> !buttons().contains("Load sample"));
    }

    @Test
    void aViewerIsOfferedNothingThatItMayNotDo() {
        signInAs(new Caller("vera", Role.VIEWER, "view-test"));
        OverviewView view = navigate(OverviewView.class);
        assertThat(view.getElement().getTextRecursively()).doesNotContain("Create account");
    }
}
