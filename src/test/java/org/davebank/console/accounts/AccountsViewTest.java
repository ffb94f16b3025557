package org.davebank.console.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.textfield.TextField;
import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.Test;

class AccountsViewTest extends ViewTest {

    private Grid<?> grid() {
        return find(Grid.class).single();
    }

    private String cell(int row, int column) {
        return test(grid()).getCellText(row, column);
    }

    @Test
    void aSearchShowsTheAccountThatFitsAndCountsTheSearchAndTheBank() {
        AccountNumber ada = account("Ada Accounts", "view-ada");
        post(TransactionKind.DEPOSIT, ada, "12.50");
        open("accounts?q=view-ada");
        awaitText("1 of ", " accounts match");
        assertThat(test(grid()).size()).isEqualTo(1);
        assertThat(cell(0, 1)).isEqualTo("Ada Accounts");
        assertThat(cell(0, 2)).isEqualTo("£12.50");
        assertThat(cell(0, 3)).isEqualTo("active");
        assertThat(cell(0, 5)).isEqualTo("view-ada");
        assertThat(find(TextField.class).withLabel("Search").single().getValue())
                .isEqualTo("view-ada");
    }

    @Test
    void aSearchForNobodySaysSo() {
        account("Ben Accounts");
        open("accounts?q=nobody-of-this-name");
        awaitText("0 of ", " accounts match");
        assertThat(test(grid()).size()).isZero();
        assertThat(grid().getEmptyStateText()).isEqualTo("No account matches.");
    }

    @Test
    void theFormOfANewAccountIsThatOfTheBank() {
        open("accounts");
        click("Create account");
        assertThat(find(TextField.class).withLabel("Currency").single().getValue())
                .isEqualTo("GBP");
        assertThat(find(TextField.class).withLabel("Overdraft limit").single().getValue())
                .isEqualTo("0");
        assertThat(buttons()).contains("Create", "Cancel");
    }
}
