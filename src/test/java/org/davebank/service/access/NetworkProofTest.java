package org.davebank.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.davebank.api.ProblemCode;
import org.davebank.host.Secrets;
import org.davebank.service.ServiceProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkProofTest {

    private static final String NONCE = "0123456789abcdef".repeat(4);

    @TempDir Path data;
    @TempDir Path others;

    @Test
    void aProofIsForOneNetworkOneAddressAndOneChallenge() throws IOException {
        Secrets secrets = Secrets.loadOrMake(data);
        String proof = new NetworkProof(secrets).of("127.0.0.1", 8080, NONCE);
        assertThat(secrets.isProof(proof, "127.0.0.1", 8080, NONCE)).isTrue();
        assertThat(secrets.isProof(proof, "127.0.0.1", 8081, NONCE)).isFalse();
        assertThat(secrets.isProof(proof, "127.0.0.2", 8080, NONCE)).isFalse();
        assertThat(secrets.isProof(proof, "127.0.0.1", 8080, NONCE.replace('0', '1'))).isFalse();
        assertThat(Secrets.loadOrMake(others).isProof(proof, "127.0.0.1", 8080, NONCE)).isFalse();
    }

    @Test
    void whatIsAskedIsSmallAndCounted() throws IOException {
        NetworkProof proof = new NetworkProof(Secrets.loadOrMake(data));
        for (String bad : new String[] {"", "0".repeat(31), "0".repeat(129), "x".repeat(32)}) {
            assertThatThrownBy(() -> proof.of("127.0.0.1", 1, bad))
                    .isInstanceOfSatisfying(
                            ServiceProblem.class,
                            e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
        }
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            try {
                proof.of("127.0.0.1", 1, NONCE);
            } catch (ServiceProblem e) {
                assertThat(e.code()).isEqualTo(ProblemCode.TOO_BUSY);
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
