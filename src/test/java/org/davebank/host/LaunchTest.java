package org.davebank.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchTest {

    @Test
    void aNodeIsStartedWithTheOptionsOfItsRole() {
        Launch launch = new Launch(Path.of("java"), List.of("-jar", "davebank.jar"), Path.of(""));
        assertThat(launch.node(NodeRole.WORKER, List.of("client")))
                .startsWith("java", "-XX:+UseSerialGC", "-Xmx64m")
                .endsWith("-jar", "davebank.jar", "client")
                .noneMatch(word -> word.isBlank() || word.startsWith("#"));
        assertThat(launch.node(NodeRole.SERVER, List.of("server"))).contains("-Xmx192m");
    }

    @Test
    void moreOptionsOverruleThoseOfTheRole() {
        Launch launch =
                new Launch(
                        Path.of("java"),
                        Launch.entry(" -Xmx99m  -Xint ", "-jar", "davebank.jar"),
                        Path.of(""));
        assertThat(launch.node(NodeRole.WORKER, List.of("client")))
                .containsSubsequence("-Xmx64m", "-Xmx99m", "-Xint", "-jar")
                .endsWith("-Xint", "-jar", "davebank.jar", "client");
        assertThat(Launch.entry("", "-jar", "davebank.jar"))
                .containsExactly("-jar", "davebank.jar");
    }

    @Test
    void whatTheJvmSaysIsNotInWhatAProcessAnswers() {
        Launch launch = new Launch(Path.of("java"), List.of("-jar", "davebank.jar"), Path.of(""));
        for (List<String> command :
                List.of(
                        launch.node(NodeRole.WORKER, List.of("client")),
                        launch.node(NodeRole.SERVER, List.of("server")),
                        launch.agent(List.of("agent")))) {
            assertThat(command).containsSubsequence("-Xlog:disable", "-Xlog:all=error:stderr");
        }
    }
}
