package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.davebank.base.RandomSource;
import org.davebank.base.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentFolderTest {

    @TempDir Path folder;

    private final byte[] file = new byte[700_000];
    private String sha256 = "";

    @BeforeEach
    void keepAFile() throws IOException {
        new RandomSource(3).nextBytes(file);
        sha256 = Sha256.name(Sha256.digest().digest(file));
        Files.createDirectories(folder.resolve("content"));
        Files.write(folder.resolve("content").resolve(sha256), file);
    }

    private InputStream open(long from, long to) throws IOException {
        return new ContentFolder(folder).openVerified(sha256, file.length, from, to);
    }

    @Test
    void anyPartOfACopyThatIsRightIsHandedOut() throws IOException {
        try (InputStream all = open(0, file.length);
                InputStream part = open(600_000, 600_010)) {
            assertThat(all.readAllBytes()).isEqualTo(file);
            assertThat(part.readAllBytes()).isEqualTo(Arrays.copyOfRange(file, 600_000, 600_010));
        }
    }

    @Test
    void notASingleByteOfADamagedCopyIsHandedOut() throws IOException {
        file[699_999] ^= 1;
        Files.write(folder.resolve("content").resolve(sha256), file);
        assertThat(open(0, 1)).isNull();
    }

    @Test
    void aCutCopyIsNoCopy() throws IOException {
        Files.write(folder.resolve("content").resolve(sha256), Arrays.copyOf(file, 699_999));
        assertThat(open(0, 1)).isNull();
    }

    @Test
    void whatIsNoHashIsNotLookedFor() throws IOException {
        Files.writeString(folder.resolve("admin.token"), "secret");
        assertThat(new ContentFolder(folder).openVerified("../admin.token", 6, 0, 6)).isNull();
    }
}
