package org.davebank.console.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.bank.HoldService;
import org.davebank.service.bank.Posted;
import org.junit.jupiter.api.Test;

class TransactionsViewTest extends ViewTest {

    private Grid<?> grid() {
        return find(Grid.class).single();
    }

    private Select<?> kinds() {
        return find(Select.class).withLabel("Kind").single();
    }

    @Test
    void theAddressFilters() {
        AccountNumber ada = account("Ada Transactions");
        post(TransactionKind.DEPOSIT, ada, "5.00");
        post(TransactionKind.WITHDRAWAL, ada, "2.00");
        open("transactions?account=" + ada + "&kind=withdrawal&q=rent");
        await(() -> test(grid()).size() == 1);
        assertThat(test(grid()).getCellText(0, 1)).isEqualTo("Withdrawal");
        assertThat(test(grid()).getCellText(0, 4)).isEqualTo("£3.00");
        assertThat(test(grid()).getCellText(0, 5)).isEqualTo("rent");
        assertThat(kinds().getValue()).isEqualTo(TransactionKind.WITHDRAWAL);
    }

    @Test
    void allKindsAreOffered() {
        open("transactions?kind=reversal");
        assertThat(kinds().getListDataView().getItems().map(Object::toString))
                .containsExactly(
                        "DEPOSIT",
                        "WITHDRAWAL",
                        "TRANSFER",
                        "REVERSAL",
                        "HOLD",
                        "CAPTURE",
                        "RELEASE");
        assertThat(kinds().getValue()).isEqualTo(TransactionKind.REVERSAL);
    }

    @Test
    void holdsAreFoundByWhatHasBecomeOfThem() {
        AccountNumber ada = account("Ada Lists Holds");
        post(TransactionKind.DEPOSIT, ada, "50.00");
        hold(ada, null, "20.00", 600);
        Posted released = hold(ada, null, "10.00", 600);
        new HoldService(bank).release(ADMIN, released.transaction().id(), null, null);
        open("transactions?account=" + ada + "&hold=released");
        await(() -> test(grid()).size() == 1);
        assertThat(test(grid()).getCellText(0, 1)).isEqualTo("Hold (released)");
        Select<HoldState> states = find(Select.class).withLabel("Holds").single();
        assertThat(states.getValue()).isEqualTo(HoldState.RELEASED);
        states.setValue(HoldState.ACTIVE);
        await(() ->
                test(grid()).size() == 1 && test(grid()).getCellText(0, 1).equals("Hold (active)"));
    }

    @Test
    void anUnfinishedNumberIsMarked() {
        open("transactions?account=1234");
        TextField account = find(TextField.class).withLabel("Account").single();
        assertThat(account.isInvalid()).isTrue();
        assertThat(account.getErrorMessage()).isEqualTo("An account number has eight digits.");
    }
}
