package org.davebank.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The servers of one network and the token that they get, for requests to any that answers. */
public final class Connection {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private final Supplier<List<String>> servers;
    private final @Nullable Supplier<ProvenServers> prover;
    private final Supplier<String> token;
    private final String nobody;
    private @Nullable HttpClient client;
    private @Nullable ProvenServers proven;

    private Connection(
            Supplier<List<String>> servers,
            @Nullable Supplier<ProvenServers> prover,
            Supplier<String> token,
            String nobody) {
        this.servers = servers;
        this.prover = prover;
        this.token = token;
        this.nobody = nobody;
    }

    /** One server that a person has named; it gets the token without a proof. */
    public static Connection named(String url, Supplier<String> token) {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return new Connection(() -> List.of(base), null, token, "no server is known");
    }

    /**
     * Servers that prove themselves before they get the token.
     *
     * @param servers asked again and again: base addresses without a slash at their end, best first
     * @param prover asked once, before the first request
     * @param nobody what is said when there is no server
     */
    public static Connection proven(
            Supplier<List<String>> servers,
            Supplier<ProvenServers> prover,
            Supplier<String> token,
            String nobody) {
        return new Connection(servers, prover, token, nobody);
    }

    /** Base addresses without a slash at their end, best first. */
    List<String> servers() {
        return servers.get();
    }

    /** What is said when there is no server. */
    String nobody() {
        return nobody;
    }

    /**
     * Returns when it is sure that the token may go to this server: a person named it, or it has
     * proved that it is one of the network. Any thread.
     *
     * @throws ConnectException when it may not; nothing was sent but a challenge
     */
    void check(String server) throws ConnectException {
        ProvenServers known = proven();
        if (known != null) {
            known.check(server);
        }
    }

    /** Something went wrong there; it proves itself once more before it gets the token again. */
    void doubt(String server) {
        ProvenServers known = proven();
        if (known != null) {
            known.doubt(server);
        }
    }

    /** A sentence about the stranger that listens where a server was, or null when none was met. */
    public synchronized @Nullable String stranger() {
        return proven == null ? null : proven.stranger();
    }

    private synchronized @Nullable ProvenServers proven() {
        ProvenServers known = proven;
        if (known == null && prover != null) {
            known = prover.get();
            proven = known;
        }
        return known;
    }

    /** The bearer token. */
    String token() {
        return token.get();
    }

    /**
     * Asks the first server that answers at all.
     *
     * @param body JSON, or null for none
     * @return null when no server answers
     */
    public @Nullable HttpResponse<String> ask(
            String method, String path, @Nullable String body, Duration timeout) {
        HttpRequest.BodyPublisher publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        return ask(method, path, publisher, "application/json", timeout);
    }

    /** The same with a body of any type. */
    public @Nullable HttpResponse<String> ask(
            String method,
            String path,
            HttpRequest.BodyPublisher body,
            String contentType,
            Duration timeout) {
        for (String server : servers()) {
            if (!isSafe(server)) {
                continue;
            }
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server + path))
                            .timeout(timeout)
                            .header("Authorization", "Bearer " + token())
                            .header("Accept", "application/json")
                            .header("Content-Type", contentType)
                            .method(method, body)
                            .build();
            try {
                HttpResponse<String> response = client().send(request, BodyHandlers.ofString());
                if (response.statusCode() != 503 || servers().size() == 1) {
                    return response;
                }
            } catch (IOException e) {
                // Dead or dying: the next server knows the same.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    /** Asks this server and no other; null when it does not answer. */
    public @Nullable HttpResponse<String> get(URI address, Duration timeout) {
        if (!isSafe(address.getScheme() + "://" + address.getRawAuthority())) {
            return null;
        }
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .timeout(timeout)
                        .header("Authorization", "Bearer " + token())
                        .header("Accept", "application/json")
                        .build();
        try {
            return client().send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private boolean isSafe(String server) {
        try {
            check(server);
            return true;
        } catch (ConnectException e) {
            return false; // Dead or a stranger: another server knows the same.
        }
    }

    private HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
            client = known;
        }
        return known;
    }
}
