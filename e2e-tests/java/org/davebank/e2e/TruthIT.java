package org.davebank.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.e2e.ConsoleWords.button;
import static org.davebank.e2e.ConsoleWords.english;
import static org.davebank.e2e.ConsoleWords.node;
import static org.davebank.e2e.ConsoleWords.signIn;
import static org.davebank.e2e.ConsoleWords.violations;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What the console and {@code status} say while the network is broken, held against what is so. */
@Timeout(300)
@SampleNetwork.Used
class TruthIT {

    private static final Pattern CUT_OFF =
            Pattern.compile(".*unreachable, cut off by you for \\d+:\\d\\d.*");

    private final LocalNetwork network = SampleNetwork.network();
    private final Browser browser = SampleNetwork.browser();

    private static Locator tile(Page page, String label) {
        return page.locator(".tile", new Page.LocatorOptions().setHasText(label));
    }

    private static int spans(Page page, String test) {
        Object count =
                page.locator("time-curve")
                        .evaluate("e => e.curve.whole.filter((x, i) => " + test + ").length");
        return ((Number) count).intValue();
    }

    @Test
    void anOutageIsAGapInTheCurveAndNoFrozenFigure() {
        browser.visit(
                "truth-outage",
                english(),
                page -> {
                    signIn(page, network.server("SuperNode1"), "");
                    assertThat(tile(page, "Right now")).containsText("transactions a second");
                    network.await("a curve", () -> spans(page, "x !== null") >= 5);
                    List<String> victims =
                            List.of("Worker1", "Worker2", "SuperNode2", "SuperNode3");
                    victims.forEach(each -> network.process(each).destroyForcibly());

                    assertThat(tile(page, "Right now")).containsText("shards are known");
                    assertThat(tile(page, "Right now").locator(".value")).hasText("–");
                    assertThat(tile(page, "Network")).containsText("No quorum");
                    assertThat(tile(page, "Network")).containsText("refuse");
                    network.await(
                            "a gap",
                            () -> spans(page, "x === null && e.curve.least[i] === null") >= 3);
                    victims.forEach(each -> network.act("revive", each));
                    network.awaitWhole();
                    assertThat(tile(page, "Right now")).containsText("transactions a second");
                    assertThat(spans(page, "x === null")).isGreaterThanOrEqualTo(3);
                });
        aServerThatRestartedKnowsWhatWasBefore();
    }

    private void aServerThatRestartedKnowsWhatWasBefore() {
        browser.visit(
                "truth-restarted",
                english(),
                page -> {
                    signIn(page, network.server("SuperNode3"), "");
                    Locator events = page.getByRole(AriaRole.TABLE).first();
                    assertThat(events).isVisible();
                    network.await(
                            "the seconds before it started, and the gap",
                            () ->
                                    spans(page, "x !== null && i < 100") >= 5
                                            && spans(page, "x === null") >= 3);
                    org.assertj.core.api.Assertions.assertThat(violations(page, "the overview"))
                            .isEmpty();
                });
    }

    @Test
    void aWorkerThatWeCutOffIsUnreachableAndNotDead() {
        browser.visit(
                "truth-cut-off",
                english(),
                page -> {
                    signIn(page, network.server("SuperNode1"), "chaos?sel=Worker1");
                    network.run("fault", "isolate", "Worker1", "--ttl", "60");
                    assertThat(node(page, "Worker1")).hasAttribute("aria-label", CUT_OFF);
                    assertThat(page.getByText(CUT_OFF).first()).isVisible();
                    assertThat(button(page, "Kill −9")).isEnabled();
                    assertThat(button(page, "Revive Worker1")).isHidden();
                    assertThat(network.run("status").output())
                            .containsPattern("Worker1 .*" + CUT_OFF.pattern());
                    JsonNode worker = network.get("/cluster/nodes/Worker1");
                    assertThat(worker.path("state").asString("")).isEqualTo("unreachable");
                    assertThat(worker.path("process").asString("")).isEqualTo("running");
                    assertThat(worker.path("ordered_fault").path("kind").asString(""))
                            .isEqualTo("isolate");
                    network.process("Worker1").destroyForcibly();
                    assertThat(button(page, "Revive Worker1")).isEnabled();
                    assertThat(button(page, "Kill −9")).isDisabled();
                });
        network.run("heal");
        network.reviveAll();
    }

    @Test
    void whatAnswersNowDecidesHowManyFailuresAreSurvivedAndWhoWouldBeOneTooMany() {
        network.await(
                "fault tolerance",
                () -> network.get("/cluster").path("fault_tolerant").asBoolean());
        assertThat(network.run("status").output()).contains("Fault-tolerant: any one more node");

        network.process("SuperNode3").destroyForcibly();

        network.await(
                "no fault tolerance",
                () -> network.get("/cluster").path("failures_survived").asInt(-1) == 0);
        network.await(
                "who would be one too many",
                () -> oneTooMany().equals(Set.of("SuperNode1", "SuperNode2")));
        assertThat(network.get("/cluster").path("fault_tolerant").asBoolean()).isFalse();
        assertThat(network.run("status").output())
                .contains("Not fault-tolerant: ")
                .contains("One too many would be: ");
        network.reviveAll();
        network.await(
                "fault tolerance again",
                () -> network.get("/cluster").path("fault_tolerant").asBoolean());
    }

    /** Of the system group. */
    private Set<String> oneTooMany() {
        Set<String> names = new HashSet<>();
        network.get("/cluster")
                .path("system")
                .path("one_too_many")
                .forEach(each -> names.add(each.asString("")));
        return names;
    }
}
