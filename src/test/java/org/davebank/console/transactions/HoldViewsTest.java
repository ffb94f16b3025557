package org.davebank.console.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.console.ViewTest;
import org.davebank.ledger.Account;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.junit.jupiter.api.Test;

/** Holds on the page of their account and on their own. */
class HoldViewsTest extends ViewTest {

    private Dialog dialog() {
        return find(Dialog.class).single();
    }

    private String said() {
        return text(dialog());
    }

    private void type(String label, String text) {
        test(find(TextField.class, dialog()).withLabel(label).single()).setValue(text);
    }

    private void send(String button) {
        press(find(Button.class, dialog()).withText(button).single());
    }

    private Account account(AccountNumber number) {
        return bank.account(ADMIN, number.toString(), ReadOptions.STRONG).value();
    }

    private AccountNumber holder(String name) {
        AccountNumber ada = account(name);
        post(TransactionKind.DEPOSIT, ada, "100.00");
        return ada;
    }

    private void openAccount(String name, AccountNumber number) {
        open("accounts/" + number);
        awaitText(name);
    }

    @Test
    void fundsAreHeldForAnAccountAfterTheDialogHasSaidWhatThatDoes() {
        AccountNumber ada = holder("Ada Holds");
        AccountNumber bob = account("Bob Hotel", ada, false);
        hold(ada, null, "1.00", 600);
        openAccount("Ada Holds", ada);
        click("Hold");
        AccountBox to = (AccountBox) find(ComboBox.class, dialog()).single();
        to.setValue(new AccountBox.Choice(bob.toString(), bob + " · Bob Hotel"));
        type("Amount", "30.00");
        assertThat(said())
                .contains("£30.00 of account " + ada + " are reserved until")
                .contains("a capture, which pays to " + bob);
        Select<HoldTerms.Term> lasts = find(Select.class, dialog()).single();
        assertThat(lasts.getValue()).isEqualTo(HoldTerms.Term.WEEK);
        lasts.setValue(HoldTerms.Term.HOUR);
        send("Hold");
        await(() -> said().contains("Ends by itself"));
        click("Done");
        assertThat(account(ada).heldMinor()).isEqualTo(31_00);
        assertThat(account(ada).balanceMinor()).isEqualTo(100_00);
        awaitText("Active holds", bob.toString(), "59:5", "£69.00", "paid out");
    }

    @Test
    void aPartIsCapturedAndTheRestIsFreed() {
        AccountNumber ada = holder("Ada Captured");
        hold(ada, null, "30.00", 600);
        openAccount("Ada Captured", ada);
        awaitText("Active holds", "£30.00");
        click("Capture…");
        assertThat(said()).contains("Nothing is left, so the hold ends.");
        type("Amount", "12.00");
        assertThat(said())
                .contains("£12.00 are paid out of account " + ada + ". £18.00 stay reserved.");
        find(Checkbox.class, dialog()).single().setValue(true);
        assertThat(said()).contains("The hold ends, and £18.00 are available again.");
        send("Capture");
        await(() -> said().contains("The hold is now") && said().contains("Captured."));
        click("Done");
        awaitText("captured", "£88.00");
        assertThat(account(ada).heldMinor()).isZero();
        assertThat(find(Button.class).withText("Capture…").single().isEnabled()).isFalse();
    }

    @Test
    void moreThanIsHeldIsRefusedAndAReleaseFreesAPart() {
        AccountNumber ada = holder("Ada Released");
        hold(ada, null, "30.00", 600);
        openAccount("Ada Released", ada);
        awaitText("Active holds");
        click("Release…");
        type("Amount", "30.01");
        assertThat(said()).contains("more than the £30.00 that are held");
        send("Release");
        await(() -> said().contains("left"));
        type("Amount", "10.00");
        assertThat(said())
                .contains("£10.00 of account " + ada + " are available again.")
                .contains("£20.00 stay reserved.");
        send("Release");
        await(() -> said().contains("Active. £20.00 are reserved."));
        click("Done");
        awaitText("£20.00", "£80.00");
    }

    @Test
    void aHoldThatRunsOutKeepsItsRowWhichSaysSo() {
        AccountNumber ada = holder("Ada Runs Out");
        TransactionId id = hold(ada, null, "30.00", 2).transaction().id();
        openAccount("Ada Runs Out", ada);
        awaitText("Active holds", "0:0");
        awaitText("expired", "The hold of £30.00 has ended: expired.");
        assertThat(find(Button.class).withText("Release…").single().isEnabled()).isFalse();
        open("transactions/" + id);
        awaitText("Hold", "Expired.");
        assertThat(buttons()).doesNotContain("Capture…", "Release…");
    }

    @Test
    void thePageOfAHoldShowsItsStateAndItsCaptures() {
        AccountNumber ada = holder("Ada Receipt");
        TransactionId id = hold(ada, null, "30.00", 600).transaction().id();
        open("transactions/" + id);
        awaitText("Active. £30.00 are reserved.", "Ends in");
        click("Capture…");
        type("Amount", "5.00");
        send("Capture");
        await(() -> said().contains("The hold is now"));
        click("Done");
        awaitText("Active. £25.00 are reserved.", "Capture of £5.00,");
        click("Release…");
        send("Release");
        await(() -> said().contains("Released."));
        click("Done");
        awaitText("Released.", "Release of £25.00,");
        await(() -> !buttons().contains("Capture…"));
    }

    @Test
    void aViewerOnlyLooks() {
        AccountNumber ada = holder("Ada Looked At");
        hold(ada, null, "30.00", 600);
        signInAs(new Caller("vera", Role.VIEWER, "view-test"));
        openAccount("Ada Looked At", ada);
        awaitText("Active holds");
        assertThat(buttons()).doesNotContain("Hold", "Capture…", "Release…");
    }
}
