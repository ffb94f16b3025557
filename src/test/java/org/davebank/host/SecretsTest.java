package org.davebank.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @TempDir Path folder;

    @Test
    void theKeyIsMadeOnceAndForItsOwnerAlone() throws IOException {
        String token = Secrets.loadOrMake(folder).adminToken();
        assertThat(Secrets.loadOrMake(folder).adminToken()).isEqualTo(token);
        assertThat(Files.getPosixFilePermissions(folder.resolve("cluster.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void manyWhoFoundAtOnceAgreeOnOneKey() throws Exception {
        Set<String> tokens = new ConcurrentSkipListSet<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    tokens.add(Secrets.loadOrMake(folder).adminToken());
                                } catch (IOException e) {
                                    tokens.add("failed: " + e);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(tokens).singleElement().asString().startsWith("dvb_");
    }

    @Test
    void aFolderWithoutAKeyHasNoSecrets() throws IOException {
        assertThat(Secrets.load(folder)).isNull();
    }

    @Test
    void eachUseHasItsOwnSecretAndNoneIsTheKey() throws IOException {
        Secrets secrets = Secrets.loadOrMake(folder);
        String key = Files.readString(folder.resolve("cluster.key"));
        assertThat(secrets.adminToken()).isNotEqualTo(secrets.adminPassword());
        assertThat(secrets.transportKey()).hasSize(32).isNotEqualTo(secrets.sessionKey());
        assertThat(key).doesNotContain(secrets.adminToken().substring(4));
        assertThat(secrets.adminPassword()).matches("([a-z1-9]{4}-){4}[a-z1-9]{4}");
    }

    @Test
    void credentialsAreWrittenForPeopleAndComeBackWhenLost() throws IOException {
        Secrets secrets = Secrets.loadOrMake(folder);
        secrets.writeCredentials(folder);
        Files.delete(folder.resolve("admin.token"));
        secrets.writeCredentials(folder);
        assertThat(Files.readString(folder.resolve("admin.token")).strip())
                .isEqualTo(secrets.adminToken());
        assertThat(Files.getPosixFilePermissions(folder.resolve("admin.password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(secrets.isAdminToken(secrets.adminToken())).isTrue();
        assertThat(secrets.isAdminToken(secrets.adminToken() + "x")).isFalse();
        assertThat(secrets.isAdminPassword("")).isFalse();
    }

    @Test
    void aSignInLinkIsGoodUntilItIsOver() throws IOException {
        Secrets secrets = Secrets.loadOrMake(folder);
        String link = secrets.signInLink(-7, 1_000);
        assertThat(secrets.verifyLink(link, 999)).isEqualTo(new Secrets.SignInLink(-7, 1_000));
        assertThat(secrets.verifyLink(link, 1_000)).isNull();
    }

    @Test
    void noAlteredCharacterMakesAnotherLink() throws IOException {
        Secrets secrets = Secrets.loadOrMake(folder);
        String link = secrets.signInLink(1, Long.MAX_VALUE);
        for (int i = 0; i < link.length(); i++) {
            char other = link.charAt(i) == 'A' ? 'B' : 'A';
            String altered = link.substring(0, i) + other + link.substring(i + 1);
            assertThat(secrets.verifyLink(altered, 0)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "!!", "ä", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aLinkThatIsNoneIsRefused(String link) throws IOException {
        Secrets secrets = Secrets.loadOrMake(folder);
        assertThat(secrets.verifyLink(link, 0)).isNull();
        assertThat(secrets.verifyLink(link.repeat(1_000), 0)).isNull();
    }

    @Test
    void aKeyOfAnotherNetworkNeverReplacesOne() throws IOException {
        Path other = folder.resolve("other");
        Secrets.loadOrMake(other);
        Path mine = folder.resolve("mine");
        Secrets adopted = Secrets.adopt(other.resolve("cluster.key"), mine);
        assertThat(Secrets.loadOrMake(mine).adminToken()).isEqualTo(adopted.adminToken());

        Path third = folder.resolve("third");
        Secrets.loadOrMake(third);
        assertThatThrownBy(() -> Secrets.adopt(other.resolve("cluster.key"), third))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another network");
    }

    @Test
    void aDamagedKeyIsSaidWithoutShowingIt() throws IOException {
        Files.writeString(folder.resolve("cluster.key"), "beef");
        assertThatThrownBy(() -> Secrets.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("beef");
    }
}
