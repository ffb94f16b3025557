package org.davebank.console.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.vaadin.flow.component.login.LoginForm;
import java.util.stream.Stream;
import org.davebank.console.ViewTest;
import org.davebank.console.accounts.AccountView;
import org.davebank.console.accounts.AccountsView;
import org.davebank.console.chaos.ChaosView;
import org.davebank.console.imports.ImportJobView;
import org.davebank.console.imports.ImportView;
import org.davebank.console.index.IndexView;
import org.davebank.console.nodes.NodePage;
import org.davebank.console.nodes.NodesView;
import org.davebank.console.overview.OverviewView;
import org.davebank.console.transactions.TransactionView;
import org.davebank.console.transactions.TransactionsView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which address leads to which view, what surrounds it, and who is let in. */
class FrameTest extends ViewTest {

    static Stream<Arguments> addresses() {
        return Stream.of(
                arguments("", OverviewView.class),
                arguments("nodes", NodesView.class),
                arguments("nodes/" + NODE, NodePage.class),
                arguments("index", IndexView.class),
                arguments("chaos", ChaosView.class),
                arguments("accounts", AccountsView.class),
                arguments("accounts/12345678", AccountView.class),
                arguments("transactions", TransactionsView.class),
                arguments("transactions/nonsense", TransactionView.class),
                arguments("import", ImportView.class),
                arguments("import/nonsense", ImportJobView.class),
                arguments("nosuch", NotFoundView.class),
                arguments("accounts/1/2", NotFoundView.class));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void anAddressLeadsToItsViewInsideTheFrame(String address, Class<?> view) {
        open(address);
        assertThat(getCurrentView()).isInstanceOf(view);
        awaitText("1 of 1", "nodes up", "shards with quorum");
    }

    @Test
    void anAddressThatIsNoneIsNamed() {
        open("no/such");
        awaitText("Nothing here", "The console has nothing at /console/no/such.");
    }

    @ParameterizedTest
    @CsvSource({
        "password, true",
        "link, true",
        "too_busy, true",
        "no_quorum, true",
        "nonsense, false",
    })
    void aSignInThatFailedSaysSo(String problem, boolean known) {
        open("sign-in?problem=" + problem);
        assertThat(getCurrentView()).isInstanceOf(SignInView.class);
        assertThat(find(LoginForm.class).single().isError()).isEqualTo(known);
    }
}
