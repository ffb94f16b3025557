package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** People pay, read and repeat while nodes are killed; afterwards two checkers judge what they heard. */
@Timeout(240)
@ExtendWith(SmallNetwork.class)
class CheckersIT {

    private static final Pattern POSTED = Pattern.compile("([0-9,]+) posted,");

    private static long posted(Path output) {
        Matcher line = POSTED.matcher(contentOf(output.toFile()));
        long posted = 0;
        while (line.find()) {
            posted = Long.parseLong(line.group(1).replace(",", ""));
        }
        return posted;
    }

    /** Kills the leader of a shard, awaits payments without it, and revives it. */
    private static void killLeader(LocalNetwork network, int shard, Path output) {
        String leader = network.get("/cluster/shards").path(shard).path("leader").asString("");
        network.process(leader).destroyForcibly();
        long before = posted(output);
        network.await("payments without " + leader, () -> posted(output) > before + 50);
        network.reviveAll();
    }

    @Test
    void bothCheckersAgreeThroughKills() throws IOException, InterruptedException {
        LocalNetwork network = SmallNetwork.network();
        Path output = Files.createTempFile(network.data(), "people", ".out");
        Process people = network.start(output, "bot", "--json", "--rate", "60", "--accounts", "12");
        network.await("payments", () -> posted(output) > 0);
        killLeader(network, 0, output);
        killLeader(network, 1, output);

        people.destroy();
        assertThat(people.waitFor(90, TimeUnit.SECONDS)).as("the bot ends").isTrue();
        String said = contentOf(output.toFile());
        String last = said.substring(said.indexOf("{\"verdict\""));
        JsonNode verdict = JsonMapper.shared().readTree(last.lines().findFirst().orElse(""));
        assertThat(verdict.path("verdict").asString()).as(said).isEqualTo("correct");
        assertThat(verdict.path("operations").asLong()).isGreaterThan(100);
        for (String checker : new String[] {"log_order", "windows"}) {
            JsonNode finding = verdict.path(checker);
            assertThat(finding.path("verdict").asString()).as(said).isEqualTo("ok");
            assertThat(finding.path("calls").asLong()).as(said).isGreaterThan(100);
        }
        network.awaitVerdict("conserved");
    }
}
