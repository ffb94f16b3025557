package org.davebank.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the first byte is that a server gets. */
class HttpTest {

    private static final int TLS_HANDSHAKE = 22;

    private final CompletableFuture<Integer> firstByte = new CompletableFuture<>();
    private final Http http = new Http();
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::answerOnce);
    }

    private void answerOnce() {
        try (Socket client = server.accept()) {
            firstByte.complete(client.getInputStream().read());
            client.getOutputStream()
                    .write(
                            "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
                                    .getBytes(US_ASCII));
        } catch (IOException e) {
            firstByte.completeExceptionally(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        server.close();
    }

    private HttpRequest request(String scheme) {
        return HttpRequest.newBuilder(
                        URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + "/"))
                .build();
    }

    @Test
    void aPlainAddressIsAskedInPlainHttp() throws Exception {
        assertThat(http.send(request("http"), BodyHandlers.discarding()).statusCode())
                .isEqualTo(204);
        assertThat(firstByte.join()).isEqualTo('G');
    }

    @Test
    void aSecureAddressIsAskedWithTls() {
        assertThatThrownBy(() -> http.send(request("HTTPS"), BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
        assertThat(firstByte.join()).isEqualTo(TLS_HANDSHAKE);
    }
}
