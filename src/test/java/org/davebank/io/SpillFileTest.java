package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFileTest {

    @TempDir Path folder;

    @Test
    void whatWasAppendedIsReadAndReplacedWhereItLies() throws Exception {
        try (SpillFile spill = SpillFile.open(folder)) {
            long first = spill.append(new byte[] {1, 2, 3});
            long second = spill.append(new byte[] {4, 5});
            assertThat(read(spill, first, 3)).containsExactly(1, 2, 3);
            spill.replace(first, new byte[] {7, 8, 9});
            assertThat(read(spill, first, 3)).containsExactly(7, 8, 9);
            assertThat(read(spill, second, 2)).containsExactly(4, 5);
            assertThatThrownBy(() -> read(spill, second, 3))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    private static byte[] read(SpillFile spill, long position, int length) {
        byte[] bytes = new byte[length];
        spill.read(position, bytes);
        return bytes;
    }

    @Test
    void eachProcessBeginsEmptyAndLeavesNothingBehind() throws Exception {
        Files.write(folder.resolve(SpillFile.NAME), new byte[9]);
        try (SpillFile spill = SpillFile.open(folder)) {
            assertThat(spill.append(new byte[] {1})).isZero();
        }
        assertThat(folder).isEmptyDirectory();
    }
}
