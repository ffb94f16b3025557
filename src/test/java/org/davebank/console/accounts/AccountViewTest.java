package org.davebank.console.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.grid.Grid;
import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.junit.jupiter.api.Test;

class AccountViewTest extends ViewTest {

    @Test
    void anAccountShowsItsBalanceAndItsHistoryNewestFirst() {
        AccountNumber ada = account("Ada Account", "view-account-ada");
        post(TransactionKind.DEPOSIT, ada, "100.50");
        post(TransactionKind.WITHDRAWAL, ada, "0.50");
        open("accounts/" + ada);
        awaitText("Ada Account", "£100.00", "view-account-ada", "active");
        Grid<?> history = find(Grid.class).single();
        await(() -> test(history).size() == 2);
        assertThat(test(history).getCellText(0, 1)).isEqualTo("Withdrawal");
        assertThat(test(history).getCellText(1, 1)).isEqualTo("Deposit");
        assertThat(test(history).getCellText(1, 3)).isEqualTo("£100.50");
        assertThat(buttons()).contains("Deposit", "Withdraw");
    }

    @Test
    void anAliasLeadsToItsAccount() {
        account("Ben Account", "view-account-ben");
        open("accounts/view-account-ben");
        awaitText("Ben Account", "£0.00");
    }

    @Test
    void whatIsPostedWhileThePageIsOpenIsShown() {
        AccountNumber carl = account("Carl Account");
        open("accounts/" + carl);
        awaitText("£0.00");
        post(TransactionKind.DEPOSIT, carl, "7.00");
        awaitText("£7.00");
    }

    @Test
    void whereThereIsNoAccountThereIsNothingToDo() {
        open("accounts/00000001");
        awaitText("There is no account 00000001.");
        assertThat(buttons()).doesNotContain("Deposit", "Withdraw");
    }

    @Test
    void aViewerMovesNoMoney() {
        AccountNumber dora = account("Dora Account");
        signInAs(new Caller("vera", Role.VIEWER, "view-test"));
        open("accounts/" + dora);
        awaitText("Dora Account");
        assertThat(buttons()).doesNotContain("Deposit", "Withdraw");
    }
}
