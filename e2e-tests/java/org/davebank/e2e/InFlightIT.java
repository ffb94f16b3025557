package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.davebank.e2e.ConsoleWords.button;
import static org.davebank.e2e.ConsoleWords.english;
import static org.davebank.e2e.ConsoleWords.signIn;
import static org.davebank.e2e.ConsoleWords.violations;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.assertions.PageAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Money that was ordered when a quorum was missing, and pages that wait for one. */
@Timeout(300)
@SampleNetwork.Used
class InFlightIT {

    private final LocalNetwork network = SampleNetwork.network();
    private final Browser browser = SampleNetwork.browser();

    /** An account whose shard stops when {@code paused} do, and who serves the page before and after. */
    private record Stage(
            String account, int shard, String server, String next, List<String> paused) {}

    @AfterEach
    void makeWhole() {
        for (JsonNode node : network.file().path("nodes")) {
            if (node.path("state").asString("").equals("paused")) {
                network.act("resume", node.path("name").asString(""));
            }
        }
        network.reviveAll();
    }

    private Stage stage() {
        network.awaitWhole();
        for (JsonNode account : network.get("/accounts?limit=50").path("items")) {
            String number = account.path("account_num").asString("");
            int shard =
                    network.get("/cluster/index?key=" + number)
                            .path("places")
                            .path(0)
                            .path("shard")
                            .asInt(-1);
            List<String> voters = voters(shard);
            for (String server : List.of("SuperNode1", "SuperNode2", "SuperNode3")) {
                for (String next : List.of("SuperNode1", "SuperNode2", "SuperNode3")) {
                    List<String> paused = new ArrayList<>(voters);
                    paused.removeAll(List.of(server, next));
                    if (!server.equals(next) && paused.size() >= 2) {
                        return new Stage(number, shard, server, next, paused);
                    }
                }
            }
        }
        throw new AssertionError("every shard lies on the servers alone");
    }

    private List<String> voters(int shard) {
        for (JsonNode each : network.get("/cluster").path("shards")) {
            if (each.path("shard").asInt(-1) == shard) {
                List<String> names = new ArrayList<>();
                each.path("replicas").forEach(voter -> names.add(voter.asString("")));
                return names;
            }
        }
        throw new AssertionError("no shard " + shard);
    }

    private long balanceMinor(String account) {
        return network.get("/accounts/" + account).path("balance_minor").asLong();
    }

    @Test
    void aDepositUnderWayWhenItsServerDiesIsShownAsInFlightAndThenToldAndPostedOnce() {
        Stage stage = stage();
        long before = balanceMinor(stage.account());
        browser.visit(
                "in-flight",
                english(),
                page -> {
                    signIn(page, network.server(stage.server()), "accounts/" + stage.account());
                    String first = page.url();
                    button(page, "Deposit").click();
                    Locator dialog = page.getByRole(AriaRole.DIALOG);
                    dialog.getByLabel("Amount").fill("12.34");
                    stage.paused().forEach(name -> network.act("pause", name));
                    dialog.getByRole(
                                    AriaRole.BUTTON,
                                    new Locator.GetByRoleOptions().setName("Deposit"))
                            .click();
                    assertThat(dialog).containsText("Shard " + stage.shard() + " has no leader");
                    // The page itself says by now what it waits for, and shows what it has.
                    assertThat(page.getByRole(AriaRole.MAIN))
                            .containsText(
                                    Pattern.compile("this is what was known \\d+ (s|min) ago"));
                    assertThat(page.getByRole(AriaRole.MAIN)).containsText("Balance");
                    network.process(stage.server()).destroyForcibly();
                    assertThat(page)
                            .hasURL(
                                    Pattern.compile(
                                            "^(?!" + Pattern.quote(first) + ").*/console/.*"),
                                    new PageAssertions.HasURLOptions().setTimeout(15_000));
                    Locator orders = orders(page);
                    assertThat(orders)
                            .containsText("Deposit of £12.34 to account " + stage.account());
                    assertThat(orders).containsText("in flight");
                    assertThat(orders).containsText("Shard " + stage.shard() + " has no leader");
                    org.assertj.core.api.Assertions.assertThat(
                                    violations(page, "an order in flight"))
                            .isEmpty();
                    stage.paused().forEach(name -> network.act("resume", name));
                    Locator again = button(page, "Send it again");
                    Locator told = orders.getByText(Pattern.compile("posted|has no record"));
                    assertThat(told).isVisible(new IsVisibleOptions().setTimeout(60_000));
                    if (again.isVisible()) {
                        org.assertj.core.api.Assertions.assertThat(balanceMinor(stage.account()))
                                .isEqualTo(before);
                        again.click();
                    }
                    assertThat(orders)
                            .containsText("posted", new ContainsTextOptions().setTimeout(60_000));
                    org.assertj.core.api.Assertions.assertThat(balanceMinor(stage.account()))
                            .isEqualTo(before + 1_234);
                    button(page, "Seen").click();
                    assertThat(orders).isHidden();
                    page.reload();
                    assertThat(page.getByRole(AriaRole.HEADING).first()).isVisible();
                    assertThat(orders).isHidden();
                });
    }

    @Test
    void aPressThatNoServerHeardIsNotLost() {
        network.awaitWhole();
        browser.visit(
                "never-received",
                english(),
                page -> {
                    signIn(page, network.server("SuperNode2"), "accounts/12345678");
                    long before = balanceMinor("12345678");
                    button(page, "Withdraw").click();
                    Locator dialog = page.getByRole(AriaRole.DIALOG);
                    dialog.getByLabel("Amount").fill("0.07");
                    network.process("SuperNode2").destroyForcibly();
                    dialog.getByRole(
                                    AriaRole.BUTTON,
                                    new Locator.GetByRoleOptions().setName("Withdraw"))
                            .click();
                    Locator orders = orders(page);
                    assertThat(orders).containsText("Withdrawal of £0.07 from account 12345678");
                    assertThat(orders).containsText("has no record");
                    org.assertj.core.api.Assertions.assertThat(balanceMinor("12345678"))
                            .isEqualTo(before);
                    button(page, "Send it again").click();
                    assertThat(orders).containsText("posted");
                    org.assertj.core.api.Assertions.assertThat(balanceMinor("12345678"))
                            .isEqualTo(before - 7);
                });
    }

    @Test
    void listsWithoutAQuorumSayWhatTheyWaitForAndShowWhatIsKnown() {
        Stage stage = stage();
        browser.visit(
                "no-quorum",
                english(),
                page -> {
                    signIn(page, network.server(stage.next()), "accounts");
                    Locator main = page.getByRole(AriaRole.MAIN);
                    assertThat(main).containsText("accounts");
                    stage.paused().forEach(name -> network.act("pause", name));
                    network.act("pause", stage.server());
                    String waits = "Shard.* no leader.*this is what was known \\d+ (s|min) ago";
                    for (String view : List.of("accounts", "transactions")) {
                        page.navigate(network.server(stage.next()) + "/console/" + view);
                        assertThat(main)
                                .containsText(
                                        Pattern.compile(waits),
                                        new ContainsTextOptions().setTimeout(20_000));
                        assertThat(page.locator("vaadin-grid a").first()).isVisible();
                    }
                    stage.paused().forEach(name -> network.act("resume", name));
                    network.act("resume", stage.server());
                    assertThat(main)
                            .not()
                            .containsText(
                                    "this is what was known",
                                    new ContainsTextOptions().setTimeout(60_000));
                    assertThat(page.locator("vaadin-grid a").first()).isVisible();
                });
    }

    private static Locator orders(Page page) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName("Orders in flight"));
    }
}
