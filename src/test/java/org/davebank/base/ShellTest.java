package org.davebank.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain/path_1.csv",
                "with space",
                "it's",
                "''",
                "$HOME `id` $(id) \"x\"",
                "~",
                "~root",
                "back\\slash",
                "a;b&c|d>e<f*?[x]{y}!#^",
                "line\nfeed",
                "-dash",
                "München/ü"
            })
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aShellReadsTheWordAsItWasMeant(String text) throws IOException {
        Process shell =
                new ProcessBuilder("/bin/sh", "-c", "printf '[%s]' " + Shell.word(text)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("[" + text + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/bank-1/.davebank", "127.0.0.1:8080", "f_1", "a=b,c@d%e+f"})
    void whatNeedsNoQuotesGetsNone(String text) {
        assertThat(Shell.word(text)).isEqualTo(text);
    }
}
