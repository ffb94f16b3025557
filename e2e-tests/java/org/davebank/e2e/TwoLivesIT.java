package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A data folder and its copy, with real processes and real files. */
@Timeout(480)
class TwoLivesIT {

    private static final String[] SMALL = {"--servers", "3", "--workers", "1", "--shards", "2"};

    private static Davebank.Result up(LocalNetwork network, String... options) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("up", "--detach", "--port", "0", "--http", "0"));
        command.addAll(List.of(SMALL));
        command.addAll(List.of(options));
        return network.run(command.toArray(String[]::new));
    }

    /** Waits until DaveBot has posted something since the network was started. */
    private static void awaitTraffic(LocalNetwork network) {
        network.awaitWhole();
        String before = newest(network);
        network.await("DaveBot's traffic", () -> !newest(network).equals(before));
    }

    private static String newest(LocalNetwork network) {
        return network.get("/transactions?limit=1").path("items").path(0).path("id").asString("");
    }

    private static void assertRefused(LocalNetwork second, LocalNetwork first) throws IOException {
        Davebank.Result result = up(second);
        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        Pattern sentence =
                Pattern.compile(
                        Pattern.quote(second.data().toRealPath().toString())
                                + "/(\\S+) is a copy of "
                                + Pattern.quote(first.data().toRealPath().toString())
                                + "/\\1, which runs as \\1 at \\S+: stop that network first, or make a"
                                + " network of its own of the copy with ./davebank up --clone --data "
                                + Pattern.quote(second.data().toRealPath().toString()));
        assertThat(sentence.matcher(result.output()).results().count())
                .as(result.output())
                .isEqualTo(1);
    }

    @Test
    void aCopyAndItsOriginalNeverRunTogetherAndTheFirstServesOn() throws Exception {
        String[] withTraffic = Arrays.copyOf(SMALL, SMALL.length + 1);
        withTraffic[SMALL.length] = "--bot";
        try (LocalNetwork original = LocalNetwork.up(withTraffic)) {
            awaitTraffic(original);
            assertThat(original.run("down").output()).contains("DaveBot: Verdict CORRECT: ");
            Path folder = original.data().resolveSibling(original.data().getFileName() + "-copy");
            Copies.make(original.data(), folder);
            try (LocalNetwork copied = LocalNetwork.in(folder)) {
                for (boolean copyFirst : new boolean[] {false, true}) {
                    LocalNetwork first = copyFirst ? copied : original;
                    LocalNetwork second = copyFirst ? original : copied;
                    assertThat(up(first, "--bot").exitCode()).isZero();
                    assertRefused(second, first);
                    awaitTraffic(first);
                    assertThat(first.run("down").output()).contains("DaveBot: Verdict CORRECT: ");
                }
            }
        }
    }
}
