package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.davebank.api.ProblemCode;
import org.davebank.service.ServiceProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ReprDigestTest {

    private static String digest(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return "sha-256=:" + Base64.getEncoder().encodeToString(bytes) + ":";
    }

    @ParameterizedTest
    @CsvSource({"'', 7", "'sha-512=:AAAA:, ', 7", "'sha-256=:AAAA:,', 7"})
    void theLastSha256Counts(String before, int first) {
        assertThat(ReprDigest.sha256(before + digest(first))[0]).isEqualTo((byte) first);
        assertThat(ReprDigest.sha256(digest(1) + " ,  " + digest(first) + ";a=1")[0])
                .isEqualTo((byte) first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "garbage",
                "sha-256",
                "sha-256=:!!!!:",
                "sha-256=:AAAA:",
                "sha-256=::",
                "sha-256=AAAA",
                "SHA-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:",
                "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:,",
                "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:,garbage",
                "sha-512=:AAAA:"
            })
    void whatCannotBeCheckedIsRefused(String header) {
        assertThatThrownBy(() -> ReprDigest.sha256(header))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST))
                .hasMessageContaining("sha-256");
    }

    @Test
    void linesOfOneHeaderAreOneAndNoneIsNone() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        assertThat(ReprDigest.of(request)).isNull();
        request.addHeader("Repr-Digest", digest(1));
        request.addHeader("Repr-Digest", digest(2));
        assertThat(ReprDigest.of(request)).startsWith(2);
    }
}
