package org.davebank.console.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.textfield.TextField;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.AccountChanges;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class AccountViewTest extends ViewTest {

    @Autowired private AccountChanges changes;

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
        assertThat(buttons())
                .contains(
                        "Deposit",
                        "Withdraw",
                        "Transfer",
                        "Freeze",
                        "Limit",
                        "Aliases",
                        "Close account");
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
        assertThat(buttons()).doesNotContain("Deposit", "Withdraw", "Transfer");
    }

    @Test
    void anAccountIsFrozenAndUnfrozenAfterAConfirmation() {
        AccountNumber edna = account("Edna Account");
        withRules();
        open("accounts/" + edna);
        awaitText("Edna Account");
        click("Freeze");
        assertThat(dialog()).contains("will pay nothing until it is unfrozen");
        click("Freeze now");
        awaitText("This account is frozen", "frozen");
        await(() -> buttons().contains("Unfreeze") && !buttons().contains("Freeze"));
        assertThat(find(Button.class).withText("Withdraw").single().isEnabled()).isFalse();
        click("Unfreeze");
        click("Unfreeze now");
        await(() -> !text().contains("This account is frozen"));
        await(() -> buttons().contains("Freeze"));
    }

    @Test
    void whyAnAccountIsNotClosedIsSaidInTheDialogAndAnEmptyOneIsClosed() {
        AccountNumber fred = account("Fred Account");
        withRules();
        post(TransactionKind.DEPOSIT, fred, "2.00");
        open("accounts/" + fred);
        awaitText("Fred Account", "£2.00");
        click("Close account");
        assertThat(dialog()).contains("for good");
        click("Close for good");
        await(() -> dialog().contains("a balance of 2.00 GBP"));
        post(TransactionKind.WITHDRAWAL, fred, "2.00");
        click("Close for good");
        awaitText("This account is closed, for good.");
        await(() -> !buttons().contains("Close account") && !buttons().contains("Limit"));
    }

    @Test
    void aLimitIsSetAsAnAmount() {
        AccountNumber gina = account("Gina Account");
        withRules();
        open("accounts/" + gina);
        awaitText("Gina Account");
        click("Limit");
        TextField field = find(TextField.class).single();
        test(field).setValue("a lot");
        click("Set limit");
        assertThat(field.isInvalid()).isTrue();
        test(field).setValue("75.50");
        click("Set limit");
        awaitText("£75.50");
    }

    @Test
    void aliasesAreAddedAndRemovedAsAListAndOneOfAnotherAccountIsRefused() {
        AccountNumber hugo = account("Hugo Account", "view-hugo");
        account("Ida Account", "view-ida");
        withRules();
        open("accounts/" + hugo);
        awaitText("Hugo Account", "view-hugo");
        click("Aliases");
        TextField field = find(TextField.class).single();
        assertThat(field.getValue()).isEqualTo("view-hugo");
        test(field).setValue("view-hugo, view-ida");
        click("Set aliases");
        await(() -> dialog().contains("belongs to another account"));
        test(field).setValue("view-hugo-2, view-hugo-3");
        click("Set aliases");
        awaitText("view-hugo-2, view-hugo-3");
        open("accounts/view-hugo-3");
        awaitText("Hugo Account");
        open("accounts/view-hugo");
        awaitText("There is no account view-hugo.");
    }

    /** What the open dialog says. */
    private String dialog() {
        StringBuilder text = new StringBuilder();
        read(find(Dialog.class).single().getElement(), text);
        return text.toString();
    }

    /** Waits until the bank changes accounts: once its nodes know each other's rules. */
    private void withRules() {
        AccountNumber other = account("Other Account");
        while (true) {
            try {
                changes.become(ADMIN, other.toString(), AccountStatus.FROZEN, null);
                return;
            } catch (ServiceProblem e) {
                assertThat(e.code()).isEqualTo(ProblemCode.NO_QUORUM);
            }
        }
    }

    @Test
    void aViewerMovesNoMoney() {
        AccountNumber dora = account("Dora Account");
        signInAs(new Caller("vera", Role.VIEWER, "view-test"));
        open("accounts/" + dora);
        awaitText("Dora Account");
        assertThat(buttons())
                .doesNotContain("Deposit", "Withdraw", "Transfer", "Freeze", "Close account");
    }
}
