package org.davebank.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The handshake and the seals against published vectors. They are not part of the project: the file
 * is looked for where the system property {@code davebank.vectors} or the variable DAVEBANK_VECTORS
 * says, else at ../shared/vectors/noise.json.
 */
class NoiseVectorsTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final String PROTOCOL = "Noise_NNpsk0_25519_AESGCM_SHA256";

    private static Path vectorFile() {
        String property = System.getProperty("davebank.vectors");
        String variable = System.getenv("DAVEBANK_VECTORS");
        String named = property != null ? property : variable;
        return Path.of(named != null ? named : "../shared/vectors/noise.json");
    }

    private static JsonNode vector() throws Exception {
        Path file = vectorFile();
        if (!Files.isReadable(file)) {
            abort(
                    "NOT CHECKED against published Noise vectors: there is no "
                            + file.toAbsolutePath());
        }
        String json = Files.readString(file, StandardCharsets.UTF_8);
        for (JsonNode vector : JsonMapper.builder().build().readTree(json).get("vectors")) {
            if (vector.get("protocol_name").asString().equals(PROTOCOL)) {
                return vector;
            }
        }
        throw new AssertionError(file + " has no vector for " + PROTOCOL);
    }

    private static byte[] bytes(JsonNode node) {
        return HEX.parseHex(node.asString());
    }

    private static EntropySource fixed(byte[] secret) {
        return bytes -> System.arraycopy(secret, 0, bytes, 0, secret.length);
    }

    private static NoiseHandshake side(JsonNode vector, boolean initiator) {
        String prefix = initiator ? "init_" : "resp_";
        return new NoiseHandshake(
                initiator,
                bytes(vector.get(prefix + "psks").get(0)),
                bytes(vector.get(prefix + "prologue")),
                fixed(bytes(vector.get(prefix + "ephemeral"))));
    }

    @Test
    void handshakeAndTransportMessagesEqualThePublishedOnes() throws Exception {
        JsonNode vector = vector();
        NoiseHandshake initiator = side(vector, true);
        NoiseHandshake responder = side(vector, false);
        JsonNode messages = vector.get("messages");

        byte[] first = initiator.write(bytes(messages.get(0).get("payload")));
        assertThat(first).isEqualTo(bytes(messages.get(0).get("ciphertext")));
        assertThat(responder.read(first, 0, first.length))
                .isEqualTo(bytes(messages.get(0).get("payload")));

        byte[] second = responder.write(bytes(messages.get(1).get("payload")));
        assertThat(second).isEqualTo(bytes(messages.get(1).get("ciphertext")));
        assertThat(initiator.read(second, 0, second.length))
                .isEqualTo(bytes(messages.get(1).get("payload")));

        byte[] hash = bytes(vector.get("handshake_hash"));
        assertThat(initiator.hash).isEqualTo(hash);
        assertThat(responder.hash).isEqualTo(hash);
        assertThat(messages.size()).as("transport messages follow").isGreaterThan(2);
        Seal[] senders = {initiator.sender(), responder.sender()};
        Seal[] receivers = {responder.receiver(), initiator.receiver()};
        for (int i = 2; i < messages.size(); i++) {
            byte[] payload = bytes(messages.get(i).get("payload"));
            byte[] packet = new byte[payload.length + Seal.TAG_BYTES];
            long counter = i / 2 - 1;
            senders[i % 2].seal(counter, payload, payload.length, packet, 0);
            assertThat(packet).isEqualTo(bytes(messages.get(i).get("ciphertext")));
            byte[] opened = new byte[payload.length];
            assertThat(receivers[i % 2].open(counter, packet, 0, 0, packet.length, opened))
                    .isEqualTo(payload.length);
            assertThat(opened).isEqualTo(payload);
        }
    }
}
