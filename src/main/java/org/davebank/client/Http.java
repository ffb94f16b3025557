package org.davebank.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to any servers. Follows no redirects, and gives up on a server that does not
 * accept a connection within a second. Thread-safe.
 *
 * <p>A client of the JDK prepares TLS, for plain HTTP too, and that takes a quarter of a command's
 * time. So the requests to plain addresses have a client without it.
 */
final class Http implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private @Nullable HttpClient plain;
    private @Nullable HttpClient secure;

    <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body)
            throws IOException, InterruptedException {
        return client(request).send(request, body);
    }

    <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> body) {
        return client(request).sendAsync(request, body);
    }

    private synchronized HttpClient client(HttpRequest request) {
        if (request.uri().getScheme().equalsIgnoreCase("https")) {
            HttpClient known = secure;
            secure = known == null ? builder().build() : known;
            return secure;
        }
        HttpClient known = plain;
        plain = known == null ? builder().sslContext(NoTls.context()).build() : known;
        return plain;
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT);
    }

    /** Ends all requests that are in progress. */
    @Override
    public synchronized void close() {
        if (plain != null) {
            plain.shutdownNow();
        }
        if (secure != null) {
            secure.shutdownNow();
        }
    }
}
