package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.davebank.e2e.ConsoleWords.PATIENCE_MS;
import static org.davebank.e2e.ConsoleWords.button;
import static org.davebank.e2e.ConsoleWords.english;
import static org.davebank.e2e.ConsoleWords.signIn;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the console says is true of what it shows. */
@Timeout(300)
@SampleNetwork.Used
class ConsoleFactsIT {

    private final LocalNetwork network = SampleNetwork.network();
    private final Browser browser = SampleNetwork.browser();

    @Test
    void aFormSaysWhatIsWrongWithItAndNoLongerThanItIsTrue() {
        network.awaitWhole();
        browser.visit(
                "facts-forms",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "accounts");
                    button(page, "Create account").click();
                    Locator dialog = page.getByRole(AriaRole.DIALOG);
                    page.getByLabel("Holder").fill("x".repeat(500));
                    button(page, "Create").click();
                    assertThat(dialog).containsText("At most 140 characters; these are 500.");
                    page.getByLabel("Holder").fill("Grace Facts");
                    assertThat(dialog).not().containsText("At most 140 characters");
                    button(page, "Create").click();
                    Locator main = page.getByRole(AriaRole.MAIN);
                    assertThat(main).containsText("There are no transactions yet.");
                    button(page, "Withdraw").click();
                    dialog.getByLabel("Amount").fill("5");
                    Locator send =
                            dialog.getByRole(
                                    AriaRole.BUTTON,
                                    new Locator.GetByRoleOptions().setName("Withdraw"));
                    send.click();
                    assertThat(dialog).containsText("not enough for");
                    dialog.getByLabel("Amount").fill("five");
                    send.click();
                    assertThat(dialog).containsText("An amount such as");
                    assertThat(dialog).not().containsText("not enough for");
                });
    }

    @Test
    void listsCountWhatTheyShowAndOfferAllKinds() {
        network.awaitWhole();
        browser.visit(
                "facts-lists",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "accounts?q=12345678");
                    Locator main = page.getByRole(AriaRole.MAIN);
                    assertThat(main).containsText(Pattern.compile("1 of [0-9,]+ accounts match"));
                    page.navigate(network.servers().getFirst() + "/console/accounts/00000001");
                    assertThat(main).containsText("There is no account 00000001.");
                    assertThat(button(page, "Deposit")).isHidden();
                    assertThat(button(page, "Withdraw")).isHidden();
                    assertThat(button(page, "Transfer")).isHidden();
                    page.navigate(network.servers().getFirst() + "/console/transactions");
                    page.getByLabel("Kind").first().click();
                    assertThat(option(page, "Withdrawal")).isVisible();
                    assertThat(option(page, "Transfer")).isVisible();
                    assertThat(option(page, "Reversal")).isVisible();
                });
    }

    private static Locator option(Page page, String name) {
        return page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    void anAddressThatIsNoneIsAPageForPeopleAndAProblemForPrograms() throws IOException {
        network.awaitWhole();
        String server = network.servers().getFirst();
        for (String path : new String[] {"/nosuch", "/console/nosuch"}) {
            browser.visit(
                    "facts-routes",
                    english(),
                    page -> {
                        page.setDefaultTimeout(PATIENCE_MS);
                        page.navigate(server + path);
                        assertThat(page.getByLabel("User")).isVisible();
                        signIn(page, server, "");
                        page.navigate(server + path);
                        assertThat(heading(page)).hasText("Nothing here");
                        assertThat(page.getByRole(AriaRole.MAIN)).containsText(path);
                    });
        }
        HttpResponse<String> answer =
                network.exchange(network.request(server, "/nosuch").GET().build());
        org.assertj.core.api.Assertions.assertThat(answer.statusCode()).isEqualTo(401);
        org.assertj.core.api.Assertions.assertThat(answer.body())
                .contains("\"code\":\"unauthenticated\"");
    }

    private static Locator heading(Page page) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    @Test
    void aNodeThatIsGoneIsNotSaidToBeUpOrToLead() {
        network.awaitWhole();
        browser.visit(
                "facts-nodes",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "nodes");
                    network.act("kill", "Worker3");
                    Locator row =
                            page.getByRole(
                                    AriaRole.ROW,
                                    new Page.GetByRoleOptions()
                                            .setName(Pattern.compile("^Worker3")));
                    assertThat(row).containsText("dead");
                    assertThat(row).not().containsText("leads");
                    assertThat(row).not().containsText(Pattern.compile("\\d (s|min)\\b"));
                });
        network.revive("Worker3");
    }
}
