package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** Copies of folders as a person makes them. */
final class Copies {

    private Copies() {}

    static void make(Path from, Path to) throws IOException, InterruptedException {
        Process copying =
                new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
        assertThat(copying.waitFor()).as("cp -a %s %s", from, to).isZero();
    }
}
