package org.davebank.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.host.AgentReply.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents say on the wire and write into files. */
class MessagesTest {

    private static final List<AgentRequest> REQUESTS =
            List.of(
                    new AgentRequest.Up(
                            3, 3, 4, 3, "GBP", "127.0.0.1", 5001, true, 8080, false, 120),
                    new AgentRequest.AddWorker(""),
                    new AgentRequest.AddWorker("Worker7"),
                    new AgentRequest.Act(AgentRequest.Action.REVIVE, "Worker1"),
                    new AgentRequest.Listing(),
                    new AgentRequest.StopAll(),
                    new AgentRequest.Registered("SuperNode1"),
                    new AgentRequest.Leaving("SuperNode1"),
                    new AgentRequest.Writable("SuperNode1", true));

    private static final AgentReply REPLY =
            new AgentReply(
                    true,
                    "text",
                    "problem",
                    true,
                    true,
                    "http://127.0.0.1:8080/console/",
                    List.of(
                            new AgentReply.Row(
                                    "Worker1",
                                    NodeRole.WORKER,
                                    "127.0.0.1",
                                    5004,
                                    123,
                                    0,
                                    State.PAUSED,
                                    640)));

    private static WireReader body(byte[] bytes) throws WireException {
        WireReader in = new WireReader(bytes);
        assertThat(in.u8()).isEqualTo(Wire.VERSION);
        assertThat(in.i64()).isEqualTo(42);
        return in;
    }

    @Test
    void everyRequestComesBackAsItWas() throws WireException {
        for (AgentRequest request : REQUESTS) {
            assertThat(AgentRequest.decode(body(AgentRequest.encode(42, request))))
                    .isEqualTo(request);
        }
    }

    @Test
    void anAnswerComesBackAsItWas() throws WireException {
        assertThat(AgentReply.decode(body(AgentReply.encode(42, REPLY)))).isEqualTo(REPLY);
    }

    @Test
    void anyBytesAreAMessageOrAWireException() {
        RandomSource random = new RandomSource(7);
        byte[] reply = AgentReply.encode(42, REPLY);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = reply.clone();
            bytes[9 + random.nextInt(bytes.length - 9)] = (byte) random.nextLong();
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            try {
                AgentReply.decode(new WireReader(bytes, 9, bytes.length - 9));
            } catch (WireException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
            try {
                AgentRequest.decode(new WireReader(noise));
            } catch (WireException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void aNameThatWouldLeaveTheFolderIsRefused() {
        byte[] bytes = AgentRequest.encode(42, new AgentRequest.Registered("../../etc"));
        assertThatThrownBy(() -> AgentRequest.decode(body(bytes)))
                .isInstanceOf(WireException.class);
    }

    @Test
    void jsonComesBackAsItWas() {
        Map<String, Object> value =
                Map.of("text", "a\"b\\c\n\u0001ä", "list", List.of(1L, true, List.of()));
        assertThat(Json.readObject(Json.write(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1}x",
                "{\"a\":\"\\u12\"}",
                "{\"a\":--}",
                "{\"a\":1,}",
                "{\"a\":\"x",
                "{\"a\":\"\\",
                "{a:1}"
            })
    void textThatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> Json.readObject(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> Json.readObject("{\"a\":" + "[".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
