package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stream of server-sent events, read line by line. */
final class EventStream implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final InputStream in;

    EventStream(LocalNetwork network, String server, String last)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                network.request(server, "/events")
                        .header("Authorization", "Bearer " + network.token())
                        .setHeader("Accept", "text/event-stream");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        HttpResponse<InputStream> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        in = response.body();
    }

    /** Reads on to an event of this kind about this node; the answer is the event's id. */
    String await(String kind, String node) throws IOException {
        String id = "";
        String event = "";
        while (true) {
            String line = line();
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ") && event.equals(kind)) {
                JsonNode data = JsonMapper.shared().readTree(line.substring(6));
                assertThat(data.path("kind").asString("")).isEqualTo(kind);
                if (data.path("text").asString("").contains(node)) {
                    return id;
                }
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = in.read();
        }
        assertThat(next).as("the stream goes on").isNotNegative();
        return new String(
                line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        in.close();
        client.shutdownNow();
    }
}
