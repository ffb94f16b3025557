package org.davebank.console.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.bank.Posted;
import org.davebank.service.bank.ReversalRequest;
import org.davebank.service.bank.ReversalService;
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

    private Dialog dialog() {
        return find(Dialog.class).single();
    }

    private TextField field(String label) {
        return find(TextField.class, dialog()).withLabel(label).single();
    }

    private String said() {
        return text(dialog());
    }

    private void send() {
        press(find(Button.class, dialog()).withText("Reverse").single());
    }

    @Test
    void aTransferToAnotherShardIsReversedInParts() {
        AccountNumber ada = account("Ada Reverses");
        AccountNumber bob = account("Bob Reverses", ada, false);
        post(TransactionKind.DEPOSIT, ada, "10.00");
        Posted paid = post(TransactionKind.TRANSFER, ada, bob, "4.00");
        open("transactions/" + paid.transaction().id());
        awaitText("Transfer", "£4.00");
        await(() -> buttons().contains("Reverse…"));
        click("Reverse…");
        assertThat(field("Amount").getValue()).isEqualTo("4.00");
        assertThat(said())
                .contains("£4.00 go back from account " + bob + " to account " + ada + ".");
        test(field("Amount")).setValue("1.50");
        test(field("Reason")).setValue("too much");
        send();
        await(() -> said().contains("Reverses"));
        click("Done");
        awaitText("Reversed: £1.50");

        click("Reverse…");
        assertThat(field("Amount").getValue()).isEqualTo("2.50");
        test(field("Amount")).setValue("2.51");
        send();
        await(() -> said().contains("is more than is left"));
        click("Cancel");

        open("accounts/" + ada);
        awaitText("Ada Reverses");
        Grid<?> history = find(Grid.class).single();
        await(() -> test(history).size() == 3);
        assertThat(test(history).getCellText(0, 1)).isEqualTo("Reversal");
        assertThat(((Span) test(history).getCellComponent(0, 2)).getText()).isEqualTo("+£1.50");
        assertThat(((Span) test(history).getCellComponent(1, 2)).getText()).isEqualTo("−£4.00");
        open("accounts/" + bob);
        awaitText("Bob Reverses");
        Grid<?> other = find(Grid.class).single();
        await(() -> test(other).size() == 2);
        assertThat(((Span) test(other).getCellComponent(0, 2)).getText()).isEqualTo("−£1.50");
        assertThat(((Span) test(other).getCellComponent(1, 2)).getText()).isEqualTo("+£4.00");
    }

    @Test
    void aReversalLinksToWhatItReversesAndCannotBeReversed() {
        AccountNumber ada = account("Ada Paid Back");
        post(TransactionKind.DEPOSIT, ada, "10.00");
        Posted taken = post(TransactionKind.WITHDRAWAL, ada, "3.00");
        ReversalRequest all = new ReversalRequest(null, null, "k-" + bank.newId());
        Posted back = new ReversalService(bank).reverse(ADMIN, taken.transaction().id(), all);
        open("transactions/" + back.transaction().id());
        awaitText("Reversal", "£3.00", "Reverses another transaction");
        assertThat(buttons()).doesNotContain("Reverse…");
        open("transactions/" + taken.transaction().id());
        awaitText("Reversed: £3.00", "Reversal " + back.transaction().id());
        assertThat(buttons()).doesNotContain("Reverse…");
        open("accounts/" + ada);
        awaitText("Ada Paid Back");
        Grid<?> history = find(Grid.class).single();
        await(() -> test(history).size() == 3);
        assertThat(((Span) test(history).getCellComponent(0, 2)).getText()).isEqualTo("+£3.00");
    }

    @Test
    void anIdThatNobodyHasIsNotFound() {
        open("transactions/0198c000-0000-7000-8000-00000000dead");
        awaitText("There is no transaction 0198c000-0000-7000-8000-00000000dead.");
        open("transactions/nonsense");
        awaitText("There is no transaction nonsense.");
    }
}
