package org.davebank.console.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.textfield.TextField;
import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.ReadOptions;
import org.junit.jupiter.api.Test;

class MoneyDialogTest extends ViewTest {

    private Dialog dialog() {
        return find(Dialog.class).single();
    }

    private String said() {
        return text(dialog());
    }

    private void type(String label, String text) {
        test(find(TextField.class, dialog()).withLabel(label).single()).setValue(text);
    }

    private AccountBox to() {
        return (AccountBox) find(ComboBox.class, dialog()).single();
    }

    private void send() {
        press(find(Button.class, dialog()).withText("Transfer").single());
    }

    private long balanceMinor(AccountNumber number) {
        return bank.account(ADMIN, number.toString(), ReadOptions.STRONG).value().balanceMinor();
    }

    private AccountNumber payer(String holder) {
        AccountNumber ada = account(holder);
        post(TransactionKind.DEPOSIT, ada, "10.00");
        open("accounts/" + ada);
        awaitText(holder, "£10.00");
        click("Transfer");
        return ada;
    }

    @Test
    void theReceiptOfATransferToAnotherShardSaysWhereTheCreditStands() {
        AccountNumber ada = payer("Ada Transfers");
        AccountNumber bob = account("Bob Transfers", ada, false);
        to().setValue(new AccountBox.Choice(bob.toString(), bob + " · Bob Transfers"));
        type("Amount", "4.00");
        send();
        await(() -> said().contains("Shard of the credit"));
        assertThat(said()).contains("Transaction", "£4.00", "£6.00", bob.toString());
        assertThat(balanceMinor(bob)).isEqualTo(4_00);
    }

    @Test
    void insideAShardThereIsOnePlace() {
        AccountNumber ada = payer("Ada Inside");
        AccountNumber bob = account("Bob Inside", ada, true);
        to().setValue(new AccountBox.Choice(bob.toString(), bob.toString()));
        type("Amount", "4.00");
        send();
        await(() -> said().contains("£6.00"));
        assertThat(said()).doesNotContain("Shard of the credit");
    }

    @Test
    void anAccountIsFoundByItsHolderAndOneThatIsNotShownByItsAlias() {
        AccountNumber bob = account("Bob Sought", "bob-sought");
        payer("Ada Seeks");
        assertThat(test(to()).getSuggestionItems()).isNotEmpty();
        test(to()).setFilter("Bob Sou");
        assertThat(test(to()).getSuggestionItems())
                .extracting(AccountBox.Choice::account)
                .containsExactly(bob.toString());
        to().setValue(new AccountBox.Choice("bob-sought", "bob-sought"));
        type("Amount", "1.00");
        send();
        await(() -> said().contains("£9.00"));
        assertThat(balanceMinor(bob)).isEqualTo(1_00);
    }

    @Test
    void whatCannotBeSentIsMarked() {
        AccountNumber ada = payer("Ada Wrong");
        type("Amount", "0");
        send();
        assertThat(to().isInvalid()).isTrue();
        to().setValue(new AccountBox.Choice(ada.toString(), ada.toString()));
        send();
        assertThat(to().getErrorMessage()).isEqualTo("A transfer needs two different accounts.");
        to().setValue(new AccountBox.Choice("nobody-has-this", "nobody-has-this"));
        type("Amount", "1");
        send();
        await(() -> said().contains("There is no account nobody-has-this."));
        assertThat(balanceMinor(ada)).isEqualTo(10_00);
    }
}
