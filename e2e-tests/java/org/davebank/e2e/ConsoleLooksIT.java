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

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every view of the console, for people who see little and for small screens. */
@Timeout(300)
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

    private static final int NARROW_PX = 320;
    private static final int NARROW_HEIGHT_PX = 700;
    private static final int WIDE_PX = 1280;
    private static final int WIDE_HEIGHT_PX = 720;

    private final LocalNetwork network = SampleNetwork.network();
    private final Browser browser = SampleNetwork.browser();

    /** Each is opened once, on the narrow screen, which then grows: a page takes seconds to open. */
    @Test
    void noViewScrollsSidewaysOrHasAnAccessibilityViolation() {
        network.awaitWhole();
        List<String> violations = new ArrayList<>();
        browser.visit(
                "console-looks",
                english(),
                page -> {
                    page.setDefaultTimeout(PATIENCE_MS);
                    page.navigate(network.servers().getFirst() + "/console/sign-in");
                    assertThat(button(page, "Sign in")).isVisible();
                    violations.addAll(violations(page, "sign-in"));
                    signIn(page, network.servers().getFirst(), "");
                    for (String view : VIEWS) {
                        page.setViewportSize(NARROW_PX, NARROW_HEIGHT_PX);
                        open(page, view);
                        assertThat(scrollable(page)).as("/" + view).isZero();
                        page.setViewportSize(WIDE_PX, WIDE_HEIGHT_PX);
                        violations.addAll(violations(page, view));
                    }
                    open(page, "accounts/12345678");
                    button(page, "Deposit").click();
                    assertThat(page.getByRole(AriaRole.DIALOG).getByLabel("Amount")).isVisible();
                    violations.addAll(violations(page, "deposit dialog"));
                    page.setViewportSize(NARROW_PX, NARROW_HEIGHT_PX);
                    openTransaction(page);
                    assertThat(scrollable(page)).as("a transaction").isZero();
                    page.setViewportSize(WIDE_PX, WIDE_HEIGHT_PX);
                    violations.addAll(violations(page, "a transaction"));
                });
        assertThat(violations).isEmpty();
    }

    /** How far the page scrolls sideways, in pixels. */
    private static int scrollable(Page page) {
        Object pixels =
                page.evaluate(
                        "document.documentElement.scrollWidth"
                                + " - document.documentElement.clientWidth");
        return ((Number) pixels).intValue();
    }
}
