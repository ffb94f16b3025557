package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The words in which the tests of the console are written, on the network that they share. */
final class ConsoleWords {

    static final double PATIENCE_MS = 30_000;

    private ConsoleWords() {}

    static NewContextOptions english() {
        return new NewContextOptions().setLocale("en-GB").setReducedMotion(ReducedMotion.REDUCE);
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** An item of a list that is open. */
    static Locator option(Page page, String name) {
        return page.getByRole(
                AriaRole.OPTION, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator node(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON,
                new Page.GetByRoleOptions().setName(Pattern.compile("^" + name + ",")));
    }

    /** Opens a view at a server, signed in by the cookie that all servers accept. */
    static void signIn(Page page, String server, String path) {
        page.setDefaultTimeout(PATIENCE_MS);
        page.context().addCookies(List.of(SampleNetwork.signedIn()));
        page.navigate(server + "/console/" + path);
        assertThat(statusBar(page)).containsText("nodes up");
    }

    static Locator statusBar(Page page) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName("Status of the network"));
    }

    static Pattern containing(String word) {
        return Pattern.compile(".*\\b" + word + "\\b.*");
    }

    /** Presses Tab until the wanted element has the focus. */
    static void tabTo(Page page, Locator wanted) {
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            if ((boolean) wanted.evaluate("element => element.matches(':focus')")) {
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + wanted);
    }

    static void open(Page page, String view) {
        page.navigate(SampleNetwork.network().servers().getFirst() + "/console/" + view);
        assertThat(statusBar(page)).containsText("nodes up");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .isVisible();
    }

    /** Opens a transaction of the sample. */
    static void openTransaction(Page page) {
        open(page, "transactions?account=12345678");
        page.locator("vaadin-grid a[href*='transactions/']").first().click();
        assertThat(page).hasURL(Pattern.compile(".*/console/transactions/[0-9a-f-]{36}$"));
        assertThat(page.getByRole(AriaRole.MAIN)).containsText("Applied on");
    }

    /** A real drop: the browser's own transfer object with the file's bytes. */
    static void drop(Page page, Path file, String type) {
        try {
            Object transfer =
                    page.evaluateHandle(
                            "([text, name, type]) => { const transfer = new DataTransfer();"
                                    + " const bytes = Uint8Array.from(atob(text),"
                                    + " c => c.charCodeAt(0));"
                                    + " transfer.items.add(new File([bytes], name,"
                                    + " {type})); return transfer; }",
                            List.of(
                                    Base64.getEncoder().encodeToString(Files.readAllBytes(file)),
                                    file.getFileName().toString(),
                                    type));
            Locator zone = page.locator("vaadin-upload");
            for (String event : List.of("dragenter", "dragover", "drop")) {
                zone.dispatchEvent(event, Map.of("dataTransfer", transfer));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Of what the page shows now, in light and in dark. */
    static List<String> violations(Page page, String view) {
        // Without frames there is nothing that the slower mode, a second page each time, could add.
        assertThat(page.frames()).hasSize(1);
        List<String> violations = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            boolean dark =
                    (boolean)
                            page.evaluate(
                                    "getComputedStyle(document.documentElement).colorScheme"
                                            + ".includes('dark')"
                                            + " && matchMedia('(prefers-color-scheme: dark)')"
                                            + ".matches");
            assertThat(dark)
                    .as("the page follows the system")
                    .isEqualTo(scheme == ColorScheme.DARK);
            new AxeBuilder(page)
                    .setLegacyMode(true)
                    .analyze()
                    .getViolations()
                    .forEach(rule ->
                            violations.add(
                                    scheme
                                            + " /"
                                            + view
                                            + ": "
                                            + rule.getHelp()
                                            + " "
                                            + rule.getNodes().getFirst().getHtml()));
        }
        return violations;
    }
}
