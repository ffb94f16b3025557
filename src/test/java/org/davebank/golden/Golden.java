package org.davebank.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What builds wrote, in each version of each format: it is read for ever, so nothing in {@code
 * src/test/resources/golden} is ever changed or removed.
 */
public final class Golden {

    private Golden() {}

    public static InputStream open(String name) {
        InputStream in = Golden.class.getResourceAsStream("/golden/" + name);
        if (in == null) {
            throw new AssertionError("there is no golden file " + name);
        }
        return in;
    }

    public static List<String> lines(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fails when this build writes the newest version otherwise than it was written before. What it
     * writes lies in {@code target/golden} then: it belongs among the resources when the version is new.
     */
    public static void check(String name, List<String> written) {
        try {
            Path folder = Files.createDirectories(Path.of("target/golden"));
            Files.write(folder.resolve(name), written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(written)
                .as("%s: what changes needs a new version of the format", name)
                .isEqualTo(lines(name));
    }
}
