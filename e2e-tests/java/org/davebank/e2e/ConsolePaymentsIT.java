package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.e2e.ConsoleWords.button;
import static org.davebank.e2e.ConsoleWords.english;
import static org.davebank.e2e.ConsoleWords.open;
import static org.davebank.e2e.ConsoleWords.signIn;
import static org.davebank.e2e.ConsoleWords.violations;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** People pay each other, take it back, and freeze and close accounts in the console. */
@Timeout(300)
@SampleNetwork.Used
class ConsolePaymentsIT {

    private static LocalNetwork network;
    private final Browser browser = SampleNetwork.browser();

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
        network.awaitWhole();
    }

    /** Opens an account and returns its number and its shard. */
    private static String[] account(String holder, String deposit) {
        HttpResponse<String> opened =
                network.send("POST", "/accounts", "{\"holder\":\"" + holder + "\"}");
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        String number = Counter.json(opened).path("account_num").asString("");
        if (!deposit.isEmpty()) {
            network.send("POST", "/transactions/", Hostile.deposit(number, deposit, ""));
        }
        String index = opened.headers().firstValue("X-DaveBank-Index").orElse("");
        return new String[] {number, index.substring(0, index.indexOf(':'))};
    }

    private static Locator dialog(Page page) {
        return page.getByRole(AriaRole.DIALOG);
    }

    private static Locator inDialog(Page page, String button) {
        return dialog(page)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true));
    }

    /** Pictures what the page shows in light and dark, and returns what is wrong in either. */
    private static List<String> looks(Page page, String name) {
        List<String> wrong = new ArrayList<>(violations(page, name));
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            String file = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
            page.screenshot(new Page.ScreenshotOptions().setPath(Browser.output().resolve(file)));
        }
        return wrong;
    }

    @Test
    void aTransferAcrossShardsIsReceiptedByBothAndGivenBackInPart() {
        String[] payer = account("Petra Payer", "100.00");
        String[] payee = account("Olaf Payee", "");
        while (payee[1].equals(payer[1])) {
            payee = account("Olaf Payee", "");
        }
        String to = payee[0];
        String shard = payee[1];
        browser.visit(
                "console-transfer",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "accounts/" + payer[0]);
                    button(page, "Transfer").click();
                    page.getByLabel("To account").fill(to);
                    page.getByText("Olaf Payee").last().click();
                    page.getByLabel("Amount").fill("40.00");
                    assertThat(looks(page, "payments-transfer")).isEmpty();
                    inDialog(page, "Transfer").click();
                    Locator receipt = dialog(page).getByRole(AriaRole.STATUS);
                    assertThat(receipt).containsText("£60.00");
                    assertThat(receipt)
                            .containsText(Pattern.compile("Shard of the credit\\s*" + shard));
                    assertThat(looks(page, "payments-receipt")).isEmpty();
                    inDialog(page, "Done").click();

                    page.locator("vaadin-grid a[href*='transactions/']").first().click();
                    assertThat(page.getByRole(AriaRole.MAIN))
                            .containsText(Pattern.compile("Shard of the credit\\s*" + shard));
                    button(page, "Reverse…").click();
                    assertThat(dialog(page)).containsText("go back from account " + to);
                    page.getByLabel("Amount").fill("15.00");
                    page.getByLabel("Reason").fill("one of two came back");
                    inDialog(page, "Reverse").click();
                    Locator paper = dialog(page).getByRole(AriaRole.STATUS);
                    assertThat(paper).containsText("£15.00");
                    assertThat(paper)
                            .containsText(Pattern.compile("Shard of the credit\\s*" + payer[1]));
                    inDialog(page, "Done").click();
                    assertThat(page.getByRole(AriaRole.MAIN)).containsText("Reversed: £15.00");
                    assertThat(looks(page, "payments-reversed")).isEmpty();
                });
        Counter counter = new Counter(network);
        assertThat(counter.balanceMinor(payer[0])).isEqualTo(75_00);
        assertThat(counter.balanceMinor(to)).isEqualTo(25_00);
    }

    @Test
    void fundsAreHeldCapturedAndFreedAndAHoldRunsOut() {
        String number = account("Hugo Hold", "200.00")[0];
        String hotel = account("Hotel Ida", "")[0];
        browser.visit(
                "console-hold",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "accounts/" + number);
                    button(page, "Hold").click();
                    page.getByLabel("To account").fill(hotel);
                    page.getByText("Hotel Ida").last().click();
                    page.getByLabel("Amount").fill("90.00");
                    assertThat(dialog(page)).containsText("a capture, which pays to " + hotel);
                    assertThat(looks(page, "payments-hold")).isEmpty();
                    inDialog(page, "Hold").click();
                    assertThat(dialog(page).getByRole(AriaRole.STATUS)).containsText("£90.00");
                    inDialog(page, "Done").click();
                    Locator held =
                            page.getByRole(
                                    AriaRole.REGION,
                                    new Page.GetByRoleOptions().setName("Active holds"));
                    assertThat(held).containsText("£90.00");

                    String shortly =
                            "{\"account_num\":\""
                                    + number
                                    + "\",\"transaction_type\":\"withdrawal\",\"amount\":20.00,"
                                    + "\"hold\":true,\"expires_in_s\":12}";
                    HttpResponse<String> sent = network.send("POST", "/transactions", shortly);
                    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
                    assertThat(held.getByText(Pattern.compile("0:0\\d")).first()).isVisible();
                    assertThat(looks(page, "payments-holds")).isEmpty();
                    assertThat(held.getByText("expired").first())
                            .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));

                    capture(held, "£90.00").click();
                    page.getByLabel("Amount").fill("65.00");
                    page.getByLabel("Final").check();
                    assertThat(dialog(page))
                            .containsText("The hold ends, and £25.00 are available again.");
                    assertThat(looks(page, "payments-capture")).isEmpty();
                    inDialog(page, "Capture").click();
                    assertThat(dialog(page).getByRole(AriaRole.STATUS)).containsText("Captured.");
                    inDialog(page, "Done").click();
                    assertThat(held.getByText("captured").first()).isVisible();
                    assertThat(looks(page, "payments-captured")).isEmpty();

                    held.locator("a[href*='transactions/']").last().click();
                    assertThat(page.getByRole(AriaRole.MAIN)).containsText("Capture of £65.00");
                    assertThat(looks(page, "payments-hold-page")).isEmpty();
                    open(page, "transactions?account=" + number + "&hold=expired");
                    assertThat(page.getByRole(AriaRole.MAIN)).containsText("Hold (expired)");
                    assertThat(looks(page, "payments-expired")).isEmpty();
                });
        Counter counter = new Counter(network);
        assertThat(counter.balanceMinor(number)).isEqualTo(135_00);
        assertThat(counter.balanceMinor(hotel)).isEqualTo(65_00);
    }

    /** The button that captures the hold of this amount. */
    private static Locator capture(Locator held, String amount) {
        return held.getByRole(
                AriaRole.BUTTON,
                new Locator.GetByRoleOptions()
                        .setName(Pattern.compile("Capture… " + amount + " of .*")));
    }

    @Test
    void aFrozenAccountPaysNothingAndOneWithMoneyIsNotClosed() {
        String number = account("Frida Frost", "12.00")[0];
        browser.visit(
                "console-frozen",
                english(),
                page -> {
                    signIn(page, network.servers().getFirst(), "");
                    open(page, "accounts/" + number);
                    button(page, "Freeze").click();
                    inDialog(page, "Freeze now").click();
                    assertThat(page.getByRole(AriaRole.MAIN))
                            .containsText("This account is frozen");
                    assertThat(button(page, "Withdraw")).isDisabled();
                    assertThat(looks(page, "payments-frozen")).isEmpty();
                    button(page, "Unfreeze").click();
                    inDialog(page, "Unfreeze now").click();
                    assertThat(button(page, "Withdraw")).isEnabled();

                    button(page, "Close account").click();
                    inDialog(page, "Close for good").click();
                    assertThat(dialog(page)).containsText("a balance of 12.00 GBP");
                    assertThat(looks(page, "payments-not-closed")).isEmpty();
                });
    }
}
