package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.davebank.e2e.ConsoleWords.PATIENCE_MS;
import static org.davebank.e2e.ConsoleWords.button;
import static org.davebank.e2e.ConsoleWords.containing;
import static org.davebank.e2e.ConsoleWords.drop;
import static org.davebank.e2e.ConsoleWords.english;
import static org.davebank.e2e.ConsoleWords.node;
import static org.davebank.e2e.ConsoleWords.openTransaction;
import static org.davebank.e2e.ConsoleWords.option;
import static org.davebank.e2e.ConsoleWords.signIn;
import static org.davebank.e2e.ConsoleWords.statusBar;
import static org.davebank.e2e.ConsoleWords.tabTo;
import static org.davebank.e2e.ConsoleWords.violations;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.assertions.PageAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The console in a real browser against a network of real processes. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SampleNetwork.Used
class ConsoleIT {

    private static final double IMPORT_MS = 120_000;

    private final LocalNetwork network = SampleNetwork.network();
    private final Browser browser = SampleNetwork.browser();

    @Test
    @Order(1)
    void nobodyComesInWithoutThePasswordAndALinkWorksOnce() {
        String server = network.servers().getFirst();
        browser.visit(
                "console-sign-in",
                english(),
                page -> {
                    page.setDefaultTimeout(PATIENCE_MS);
                    page.navigate(server + "/console/accounts");
                    assertThat(page).hasURL(Pattern.compile(".*/console/sign-in.*"));
                    page.getByLabel("User").fill("admin");
                    page.locator("input[name=password]").fill("admin");
                    button(page, "Sign in").click();
                    assertThat(page.getByText("The user or the password is wrong.")).isVisible();
                    page.getByLabel("User").fill("admin");
                    page.locator("input[name=password]").fill(network.password());
                    button(page, "Sign in").click();
                    // The page that was wanted first.
                    assertThat(page).hasURL(Pattern.compile(".*/console/accounts$"));
                });
        String output = network.run("open").output();
        var link = Pattern.compile("http\\S+/console/sign-in\\?link=\\S+").matcher(output);
        assertThat(link.find()).as(output).isTrue();
        browser.visit(
                "console-link",
                english(),
                page -> {
                    page.navigate(link.group());
                    assertThat(statusBar(page)).containsText("nodes up");
                });
        browser.visit(
                "console-link-again",
                english(),
                page -> {
                    page.navigate(link.group());
                    assertThat(page.getByText("This sign-in link was used before")).isVisible();
                });
    }

    @Test
    @Order(2)
    void aDepositByKeyboardAloneIsSeenInASecondBrowserAndTooMuchIsRefusedWithTheReason() {
        List<String> servers = network.servers();
        browser.visit(
                "console-counter",
                english(),
                page -> {
                    signIn(page, servers.getFirst(), "accounts");
                    String account = createAccount(page);
                    browser.visit(
                            "console-second",
                            english(),
                            second -> {
                                signIn(second, servers.getLast(), "accounts/" + account);
                                assertThat(second.getByText("£0.00").first()).isVisible();
                                depositByKeyboard(page);
                                assertThat(second.getByText("£100.50").first())
                                        .isVisible(new IsVisibleOptions().setTimeout(5_000));
                            });
                    withdrawTooMuch(page, account);
                });
    }

    private static String createAccount(Page page) {
        button(page, "Create account").click();
        page.getByLabel("Holder").fill("Ada Browser");
        button(page, "Create").click();
        assertThat(page).hasURL(Pattern.compile(".*/console/accounts/\\d{8}$"));
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Ada Browser");
        return page.url().substring(page.url().length() - 8);
    }

    private static void depositByKeyboard(Page page) {
        button(page, "Deposit").focus();
        page.keyboard().press("Enter");
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog.getByLabel("Amount")).isFocused();
        page.keyboard().type("100.50");
        page.keyboard().press("Enter");
        assertThat(dialog).containsText("Receipt");
        assertThat(dialog).containsText("£100.50");
        assertThat(button(page, "Done")).isFocused();
        page.keyboard().press("Enter");
        assertThat(dialog).not().isVisible();
    }

    private void withdrawTooMuch(Page page, String account) {
        button(page, "Withdraw").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Amount").fill("100.51");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Withdraw"))
                .click();
        assertThat(dialog)
                .containsText(
                        "Account "
                                + account
                                + " has a balance of 100.50 GBP, not enough for 100.51 GBP.");
        dialog.getByLabel("Amount").fill("0.50");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Withdraw"))
                .dblclick();
        assertThat(dialog).containsText("Receipt");
        assertThat(dialog).containsText("£100.00");
        button(page, "Done").click();
        assertThat(network.get("/accounts/" + account + "/balance").path("balance_minor").asLong())
                .isEqualTo(10_000);
    }

    @Test
    @Order(3)
    void aWorkerIsKilledAndRevivedByKeyboardAlone() {
        network.awaitWhole();
        browser.visit(
                "console-kill",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "chaos");
                    node(page, "SuperNode1").focus();
                    page.keyboard().press("ArrowDown");
                    String worker =
                            page.locator("topology-graph g:focus").getAttribute("data-name");
                    assertThat(worker).startsWith("Worker");
                    page.keyboard().press("Enter");
                    assertThat(page).hasURL(Pattern.compile(".*/chaos\\?sel=" + worker));
                    tabTo(page, button(page, "Kill −9"));
                    page.keyboard().press("Enter");
                    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("replicas");
                    assertThat(button(page, "Do it")).isFocused();
                    page.keyboard().press("Enter");
                    assertThat(node(page, worker)).hasAttribute("aria-label", containing("dead"));
                    assertThat(statusBar(page)).containsText("5 of 6 nodes up");
                    Locator revive = button(page, "Revive " + worker);
                    assertThat(revive).isEnabled();
                    tabTo(page, revive);
                    page.keyboard().press("Enter");
                    assertThat(node(page, worker)).hasAttribute("aria-label", containing("alive"));
                    assertThat(statusBar(page)).containsText("6 of 6 nodes up");
                });
    }

    @Test
    @Order(4)
    void theForeignFileIsImportedExactlyThoughTheSupernodeThatServesThePageIsKilled()
            throws Exception {
        network.awaitWhole();
        ForeignFile file =
                ForeignFile.make(
                        network.data(),
                        "console",
                        "--seed",
                        "13",
                        "--prefix",
                        "C-",
                        "--rows",
                        "60000");
        ForeignFile.Totals totals = file.mapped();
        String supernode = network.get("/cluster").path("supernode").asString("");
        browser.visit(
                "console-import",
                english(),
                page -> {
                    signIn(page, network.server(supernode), "import");
                    drop(page, file.csv(), "text/csv");
                    page.getByLabel("“POPLATEK” means").first().click();
                    page.getByRole(
                                    AriaRole.OPTION,
                                    new Page.GetByRoleOptions().setName("Withdrawal"))
                            .click();
                    button(page, "Start the import").click();
                    assertThat(page).hasURL(Pattern.compile(".*/console/import/[0-9a-f-]{36}$"));
                    String path = page.url().replaceFirst("^http://[^/]+", "");
                    String before = page.url();
                    assertThat(page.getByText("running")).isVisible();
                    network.process(supernode).destroyForcibly();
                    assertThat(page)
                            .hasURL(
                                    Pattern.compile(
                                            "^(?!" + Pattern.quote(before) + ").*" + path + "$"),
                                    new PageAssertions.HasURLOptions().setTimeout(10_000));
                    assertThat(page.getByText("This page moved here from " + supernode))
                            .isVisible();
                    Locator main = page.getByRole(AriaRole.MAIN);
                    assertThat(main)
                            .containsText("Done:", new ContainsTextOptions().setTimeout(IMPORT_MS));
                    String created = String.format(Locale.UK, "%,d", totals.created());
                    assertThat(main).containsText(created);
                });
        network.await(
                "an audit that finds the money conserved",
                () ->
                        network.get("/cluster/audit")
                                .path("verdict")
                                .asString("")
                                .equals("conserved"));
        assertThat(new Imports(network).balancesByAlias("C-"))
                .containsAllEntriesOf(totals.balances());
        network.reviveAll();
    }

    @Test
    @Order(8)
    void aDryRunShowsWhatIsWrongWithAFileAndIsThenImported() throws IOException {
        Path file = network.data().resolve("tried.csv");
        Files.writeString(
                file,
                """
                account_num,transaction_type,amount,balance,id
                12345678,deposit,10.00,9999.00,0198c000-0000-7000-8000-00000000d001
                12345678,deposit,5.555,,0198c000-0000-7000-8000-00000000d002
                1234567,deposit,5.55,,0198c000-0000-7000-8000-00000000d003
                """);
        browser.visit(
                "console-dry-run",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "import");
                    drop(page, file, "text/csv");
                    page.getByLabel("Dry run: change nothing").check();
                    button(page, "Start the import").click();
                    Locator main = page.getByRole(AriaRole.MAIN);
                    assertThat(main)
                            .containsText("Dry run: 1 would be created, 0 duplicate, 2 rejected");
                    Locator rejected =
                            page.getByRole(
                                    AriaRole.REGION,
                                    new Page.GetByRoleOptions().setName("The first rejected rows"));
                    assertThat(rejected.getByRole(AriaRole.ROW)).hasCount(3);
                    assertThat(rejected).containsText("1234567,deposit,5.55");
                    List<String> found = violations(page, "a finished import");
                    org.assertj.core.api.Assertions.assertThat(found).isEmpty();
                    String tried = page.url();
                    button(page, "Import it now").click();
                    assertThat(page).not().hasURL(tried);
                    assertThat(main).containsText("Done: 1 created, 0 duplicate, 2 rejected");
                    assertThat(main).containsText("the file says 9999.00 GBP after this row");
                    assertThat(button(page, "Import it now")).isHidden();
                });
    }

    @Test
    @Order(5)
    void thePageMovesFromAServerThatHangsAndStaysSignedIn() {
        network.awaitWhole();
        browser.visit(
                "console-move",
                english(),
                page -> {
                    signIn(page, network.server("SuperNode3"), "accounts?q=ada");
                    network.act("pause", "SuperNode3");
                    long startNs = System.nanoTime();
                    assertThat(page)
                            .hasURL(
                                    Pattern.compile(
                                            "^(?!"
                                                    + Pattern.quote(network.server("SuperNode3"))
                                                    + ").*/console/accounts\\?q=ada$"),
                                    new PageAssertions.HasURLOptions().setTimeout(10_000));
                    long ms = (System.nanoTime() - startNs) / 1_000_000;
                    System.out.println("the page moved after " + ms + " ms");
                    assertThat(page.getByText("Ada Example")).isVisible();
                    network.act("resume", "SuperNode3");
                });
        network.awaitWhole();
    }

    @Test
    @Order(6)
    void aFileDroppedOntoATransactionIsListedShownAndDownloaded() throws IOException {
        Path note = network.data().resolve("note.txt");
        Files.writeString(note, "Paid in cash, <b>no</b> receipt.");
        browser.visit(
                "console-attach",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "");
                    openTransaction(page);
                    Locator main = page.getByRole(AriaRole.MAIN);
                    assertThat(main).containsText("No file is attached.");
                    drop(page, note, "text/plain");
                    assertThat(main).containsText("note.txt is attached");
                    page.reload();
                    assertThat(main).containsText("text/plain");
                    button(page, "Show note.txt").click();
                    assertThat(page.getByRole(AriaRole.DIALOG))
                            .containsText("Paid in cash, <b>no</b> receipt.");
                    button(page, "Close").click();
                    Download download =
                            page.waitForDownload(() ->
                                    page.getByRole(
                                                    AriaRole.LINK,
                                                    new Page.GetByRoleOptions().setName("note.txt"))
                                            .click());
                    assertThat(download.suggestedFilename()).isEqualTo("note.txt");
                    assertThat(download.path()).hasSameTextualContentAs(note);
                });
    }

    @Test
    @Order(7)
    void theFilteredTransactionsAreExported() {
        int expected = network.get("/transactions/12345678?kind=deposit&limit=1000").size();
        browser.visit(
                "console-export",
                english(),
                page -> {
                    signIn(
                            page,
                            network.servers().getFirst(),
                            "transactions?account=12345678&kind=deposit");
                    Download download =
                            page.waitForDownload(() ->
                                    page.getByRole(
                                                    AriaRole.LINK,
                                                    new Page.GetByRoleOptions()
                                                            .setName("Export these as CSV"))
                                            .click());
                    assertThat(download.suggestedFilename()).isEqualTo("transactions.csv");
                    List<String> lines = contentOf(download.path().toFile()).lines().toList();
                    assertThat(lines.getFirst()).startsWith("id,account_num,transaction_type");
                    assertThat(lines.subList(1, lines.size()))
                            .hasSize(expected)
                            .allMatch(line -> line.contains(",12345678,deposit,"));
                });
    }

    @Test
    @Order(10)
    void packetsAreLostOnPurposeAndHealedByKeyboardAlone() {
        network.awaitWhole();
        browser.visit(
                "console-loss",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "chaos?sel=Worker2");
                    Locator kind = page.getByLabel("Network fault");
                    tabTo(page, kind);
                    page.keyboard().press("Enter");
                    // Keys that come before the list has the focus are lost.
                    assertThat(option(page, "Isolate")).isFocused();
                    page.keyboard().press("ArrowDown");
                    assertThat(option(page, "Lose packets")).isFocused();
                    page.keyboard().press("Enter");
                    Locator main = page.getByRole(AriaRole.MAIN);
                    assertThat(main).containsText("What is lost is sent again");
                    tabTo(page, page.getByLabel("Percent of the packets"));
                    page.keyboard().press("Control+a");
                    page.keyboard().type("0");
                    tabTo(page, button(page, "Lose packets"));
                    page.keyboard().press("Enter");
                    assertThat(main).containsText("A whole number from 1 to 100");
                    assertThat(page.getByLabel("Percent of the packets")).isFocused();
                    page.keyboard().press("Control+a");
                    page.keyboard().type("20");
                    tabTo(page, button(page, "Lose packets"));
                    page.keyboard().press("Enter");
                    assertThat(page.getByRole(AriaRole.DIALOG))
                            .containsText("20 % of Worker2's packets are lost, for 60 s?");
                    assertThat(button(page, "Do it")).isFocused();
                    page.keyboard().press("Enter");
                    assertThat(node(page, "Worker2"))
                            .hasAttribute("aria-label", containing("losing packets"));
                    Locator heal = button(page, "Heal: 20 % of Worker2's packets are lost");
                    assertThat(heal).isVisible();
                    assertThat(statusBar(page)).containsText("1 fault");
                    List<String> violations = violations(page, "a fault at work");
                    org.assertj.core.api.Assertions.assertThat(violations).isEmpty();
                    tabTo(page, heal);
                    page.keyboard().press("Enter");
                    assertThat(heal).not().isVisible();
                    assertThat(node(page, "Worker2"))
                            .not()
                            .hasAttribute("aria-label", containing("losing packets"));
                });
    }
}
