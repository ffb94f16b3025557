package org.davebank.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {

    private final StringWriter written = new StringWriter();
    private long nowNs;

    private ProgressLine line(boolean terminal) {
        return new ProgressLine(new PrintWriter(written), terminal, () -> nowNs);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100, [........................]   0 %",
        "50, 100, [############............]  50 %",
        "99, 100, [#######################.]  99 %",
        "100, 100, [########################] 100 %",
        "250, 100, [########################] 100 %",
        "-1, 100, [........................]   0 %",
        "5, 0, [........................]"
    })
    void aBarShowsThePartOfTheWhole(long done, long whole, String drawn) {
        assertThat(ProgressLine.bar(done, whole)).isEqualTo(drawn);
    }

    @Test
    void onATerminalTheLineIsRewrittenAndNothingOfALongerOneStays() {
        ProgressLine line = line(true);
        line.show("a long one");
        nowNs += 1_000_000_000L;
        line.show("short");
        line.end();
        assertThat(written.toString()).isEqualTo("\ra long one\rshort     \r     \r");
    }

    @Test
    void elsewhereALineComesNowAndThenAndNeverFiveSecondsAfterTheLast() {
        ProgressLine line = line(false);
        for (int i = 0; i <= 100; i++) {
            line.show("at " + i);
            nowNs += 100_000_000L;
        }
        line.end();
        assertThat(written.toString()).isEqualToNormalizingNewlines("at 0\nat 40\nat 80\n");
    }
}
