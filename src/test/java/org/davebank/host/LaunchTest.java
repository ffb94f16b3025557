package org.davebank.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void eachKindOfProcessUsesWhatEarlierOnesHaveLoaded(@TempDir Path caches) throws IOException {
        Launch launch = new Launch(Path.of("java"), List.of("-jar", "davebank.jar"), caches);
        String option = "-XX:AOTCache=";
        assertThat(launch.agent(List.of("agent"))).noneMatch(word -> word.startsWith(option));
        for (String kind : List.of("server", "worker", "command")) {
            Files.createFile(caches.resolve(kind + ".aot"));
        }
        assertThat(launch.agent(List.of("agent"))).contains(option + caches.resolve("command.aot"));
        assertThat(launch.node(NodeRole.WORKER, List.of("client")))
                .contains(option + caches.resolve("worker.aot"));
        assertThat(launch.node(NodeRole.SERVER, List.of("server")))
                .contains(option + caches.resolve("server.aot"));
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
