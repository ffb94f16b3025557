package org.davebank.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.davebank.base.Sha256;
import org.davebank.content.IncomingFile.Outcome;
import org.junit.jupiter.api.Test;

class IncomingFileTest {

    private static final byte[] HELLO = "hello ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WORLD = "world".getBytes(StandardCharsets.UTF_8);
    private static final String NAME = name();

    private static String name() {
        var digest = Sha256.digest();
        digest.update(HELLO);
        digest.update(WORLD);
        return Sha256.name(digest.digest());
    }

    @Test
    void aFileIsCompleteWhenItsBytesAreThoseOfItsName() {
        IncomingFile file = new IncomingFile(NAME, 11);
        assertThat(file.accept(0, HELLO)).isEqualTo(Outcome.WRITE);
        assertThat(file.accept(0, HELLO)).isEqualTo(Outcome.REPEATED);
        assertThat(file.accept(6, WORLD)).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void otherBytesUnderTheSameNameAreCorrupt() {
        IncomingFile file = new IncomingFile(NAME, 11);
        file.accept(0, HELLO);
        assertThat(file.accept(6, "w0rld".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Outcome.CORRUPT);
    }

    @Test
    void aGapOrTooManyBytesAreNotTaken() {
        IncomingFile file = new IncomingFile(NAME, 11);
        assertThat(file.accept(6, WORLD)).isEqualTo(Outcome.GAP);
        assertThat(file.accept(0, new byte[12])).isEqualTo(Outcome.GAP);
    }

    @Test
    void aNameIsNeverAPath() {
        assertThat(Sha256.isName(NAME)).isTrue();
        assertThat(Sha256.isName("../" + NAME.substring(3))).isFalse();
        assertThat(Sha256.isName(NAME.toUpperCase())).isFalse();
    }
}
