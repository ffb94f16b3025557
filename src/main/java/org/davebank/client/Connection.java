package org.davebank.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The servers of one network and the token for them, for requests to any that answers. */
public final class Connection {

    /** A server that may have the token. */
    public record Entry(String server, String token) {}

    private final Supplier<List<String>> servers;
    private final @Nullable Supplier<ProvenServers> prover;
    private final Supplier<String> token;
    private final String noServerMessage;
    private final Http http = new Http();
    private @Nullable ProvenServers proven;

    private Connection(
            Supplier<List<String>> servers,
            @Nullable Supplier<ProvenServers> prover,
            Supplier<String> token,
            String noServerMessage) {
        this.servers = servers;
        this.prover = prover;
        this.token = token;
        this.noServerMessage = noServerMessage;
    }

    /** One server that the user named; it gets the token without a proof. */
    public static Connection named(String url, Supplier<String> token) {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return new Connection(() -> List.of(base), null, token, "no server is known");
    }

    /**
     * Servers that must prove themselves before they get the token.
     *
     * @param servers called repeatedly: base URLs without a trailing slash, best first
     * @param prover called once, before the first request
     * @param noServerMessage the message if there is no server
     */
    public static Connection proven(
            Supplier<List<String>> servers,
            Supplier<ProvenServers> prover,
            Supplier<String> token,
            String noServerMessage) {
        return new Connection(servers, prover, token, noServerMessage);
    }

    /** Base URLs without a trailing slash, best first. */
    List<String> servers() {
        return servers.get();
    }

    /** The message if there is no server. */
    String noServerMessage() {
        return noServerMessage;
    }

    /**
     * Returns if this server may have the token: the user named it, or it has proved that it
     * belongs to the network. Any thread.
     *
     * @throws ConnectException if it may not; only a challenge was sent
     */
    void check(String server) throws ConnectException {
        ProvenServers known = proven();
        if (known != null) {
            known.check(server);
        }
    }

    /** Requires a new proof from a server after a failure, before it gets the token again. */
    void doubt(String server) {
        ProvenServers known = proven();
        if (known != null) {
            known.doubt(server);
        }
    }

    /** A sentence about the foreign program at a server's address, or null if none was found. */
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

    /** The first server that may have the token; null if none answers that may. */
    public @Nullable Entry entry() {
        for (String server : servers()) {
            if (isSafe(server)) {
                return new Entry(server, token());
            }
        }
        return null;
    }

    /** The bearer token. */
    String token() {
        return token.get();
    }

    /**
     * Asks the first server that answers at all.
     *
     * @param body JSON, or null for none
     * @return null if no server answers
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
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (response.statusCode() != 503 || servers().size() == 1) {
                    return response;
                }
            } catch (IOException e) {
                // Dead or dying: the next server can answer as well.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    /** Asks only this server; null if it does not answer. */
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
            return http.send(request, BodyHandlers.ofString());
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
            return false; // Dead or foreign: another server can answer as well.
        }
    }
}
