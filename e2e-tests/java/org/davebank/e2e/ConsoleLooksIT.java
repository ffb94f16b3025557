package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.e2e.ConsoleWords.PATIENCE_MS;
import static org.davebank.e2e.ConsoleWords.button;
import static org.davebank.e2e.ConsoleWords.english;
import static org.davebank.e2e.ConsoleWords.open;
import static org.davebank.e2e.ConsoleWords.openTransaction;
import static org.davebank.e2e.ConsoleWords.signIn;
import static org.davebank.e2e.ConsoleWords.violations;

import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Every view of the console, for people who see little and for small screens. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SampleNetwork.Used
class ConsoleLooksIT {

    private static final List<String> VIEWS =
            List.of(
                    "",
                    "nodes",
                    "nodes/Worker1",
                    "nosuch",
                    "accounts/00000001",
                    "index",
                    "index?key=12345678",
                    "chaos?sel=Worker1",
                    "accounts",
                    "accounts/12345678",
                    "transactions",
                    "import");

    private final LocalNetwork network = SampleNetwork.network();
    private final Browser browser = SampleNetwork.browser();

    @Test
    @Order(1)
    void noViewHasAnAccessibilityViolationInLightOrDark() {
        network.awaitWhole();
        List<String> violations = new ArrayList<>();
        browser.visit(
                "console-axe",
                english(),
                page -> {
                    page.setDefaultTimeout(PATIENCE_MS);
                    page.navigate(network.servers().getFirst() + "/console/sign-in");
                    assertThat(button(page, "Sign in")).isVisible();
                    violations.addAll(violations(page, "sign-in"));
                    signIn(page, network.servers().getFirst(), "");
                    for (String view : VIEWS) {
                        open(page, view);
                        violations.addAll(violations(page, view));
                    }
                    open(page, "accounts/12345678");
                    button(page, "Deposit").click();
                    assertThat(page.getByRole(AriaRole.DIALOG).getByLabel("Amount")).isVisible();
                    violations.addAll(violations(page, "deposit dialog"));
                    openTransaction(page);
                    violations.addAll(violations(page, "a transaction"));
                });
        assertThat(violations).isEmpty();
    }

    @Test
    @Order(2)
    void aNarrowScreenNeverScrollsSideways() {
        browser.visit(
                "console-narrow",
                english().setViewportSize(320, 700),
                page -> {
                    signIn(page, network.servers().getFirst(), "");
                    for (String view : VIEWS) {
                        open(page, view);
                        Object over =
                                page.evaluate(
                                        "document.documentElement.scrollWidth"
                                                + " - document.documentElement.clientWidth");
                        assertThat(over).as("/" + view).isEqualTo(0);
                    }
                    openTransaction(page);
                    assertThat(
                                    page.evaluate(
                                            "document.documentElement.scrollWidth"
                                                    + " - document.documentElement.clientWidth"))
                            .isEqualTo(0);
                });
    }
}
