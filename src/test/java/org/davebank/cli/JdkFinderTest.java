package org.davebank.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JDK the launcher takes, by the shells that may read its finder. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class JdkFinderTest {

    private static final Path FINDER = Path.of(".mvn", "jdk.sh").toAbsolutePath();
    private static final String SYSTEM_PATH = "/usr/bin:/bin";

    @TempDir Path folder;

    /** The system may show the folder under another name than its own. */
    private Path root;

    @BeforeEach
    void resolve() throws IOException {
        root = folder.toRealPath();
    }

    private Path jdk(String version, String... programs) throws IOException {
        Path jdk = root.resolve("a jdk " + version);
        Path bin = Files.createDirectories(jdk.resolve("bin"));
        for (String program : programs) {
            assertThat(Files.createFile(bin.resolve(program)).toFile().setExecutable(true))
                    .isTrue();
        }
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    private String found(String shell, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        shell, "-euc", ". \"$0\" && printf %s \"$JAVA_HOME\"", FINDER.toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "/bin/bash"})
    void javaHomeIsTakenWhenItIsNewEnough(String shell) throws Exception {
        Path fits = jdk("31-ea", "java", "javac");
        Map<String, String> environment = Map.of("JAVA_HOME", fits.toString(), "PATH", SYSTEM_PATH);
        assertThat(found(shell, environment)).isEqualTo(fits.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "/bin/bash"})
    void anOldJavaHomeGivesWayToTheJavaOnThePathThroughAllItsLinks(String shell) throws Exception {
        Path old = jdk("21.0.2", "java", "javac");
        Path fits = jdk("25.0.1", "java", "javac");
        Path links = Files.createDirectories(root.resolve("links"));
        Files.createSymbolicLink(links.resolve("alternative"), fits.resolve("bin/java"));
        Files.createSymbolicLink(links.resolve("java"), Path.of("alternative"));
        Map<String, String> environment =
                Map.of("JAVA_HOME", old.toString(), "PATH", links + ":" + SYSTEM_PATH);
        assertThat(found(shell, environment)).isEqualTo(fits.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "/bin/bash"})
    void aJavaThatCannotCompileIsNotTaken(String shell) throws Exception {
        Path runtime = jdk("30.0.1", "java");
        Path fits = jdk("25.0.1", "java", "javac");
        Map<String, String> environment =
                Map.of(
                        "JAVA_HOME",
                        runtime.toString(),
                        "PATH",
                        fits.resolve("bin") + ":" + SYSTEM_PATH);
        assertThat(found(shell, environment)).isEqualTo(fits.toString());
    }
}
