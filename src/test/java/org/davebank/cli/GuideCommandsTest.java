package org.davebank.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.davebank.e2e.GuideBlock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the guides that no test can run are at least understood. */
class GuideCommandsTest {

    @ParameterizedTest
    @ValueSource(strings = {"user-guide.md", "operator-guide.md"})
    void whatIsNotRunIsUnderstood(String guide) throws IOException {
        int uses = 0;
        for (GuideBlock block : GuideBlock.of(Path.of("docs", guide))) {
            for (List<String> arguments : block.run() ? List.<List<String>>of() : block.uses()) {
                uses++;
                assertThatCode(() -> Main.commandLine().parseArgs(arguments.toArray(String[]::new)))
                        .as("%s: %s", block.place(), arguments)
                        .doesNotThrowAnyException();
            }
        }
        assertThat(uses).isGreaterThan(3);
    }
}
