package org.davebank.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.davebank.base.Shell;
import org.davebank.host.NetworkFile;
import org.davebank.host.Secrets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command reaches a network by HTTP: any server that answers, with the token from its file. */
final class Connection {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    @Mixin DataFolder data = new DataFolder();

    @Option(names = "--url", paramLabel = "URL", description = "a server of a remote network")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "file with the token (default: admin.token in the data folder)")
    private @Nullable Path tokenFile;

    private @Nullable HttpClient client;
    private @Nullable ProvenServers proven;

    /** What makes another command speak to the same network, empty for the default. */
    String options() {
        return (url == null ? "" : " --url " + Shell.word(url))
                + (tokenFile == null ? "" : " --token-file " + Shell.word(tokenFile.toString()))
                + data.option();
    }

    /** True when a person named another network than that of the data folder. */
    boolean isRemote() {
        return url != null;
    }

    /** Base addresses without a slash at their end, best first. */
    List<String> servers() {
        if (url == null) {
            return NetworkFile.servers(data.own());
        }
        return List.of(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    /**
     * Returns when it is sure that the token may go to this server: a person named it, or it is one of
     * the data folder's network. Any thread.
     *
     * @throws ConnectException when it may not; nothing was sent but a challenge
     */
    void check(String server) throws ConnectException {
        if (url == null) {
            proven().check(server);
        }
    }

    /** Something went wrong there; it proves itself once more before it gets the token again. */
    void doubt(String server) {
        if (url == null) {
            proven().doubt(server);
        }
    }

    /** A sentence about the stranger that listens where a server was, or null when none was met. */
    synchronized @Nullable String stranger() {
        return proven == null ? null : proven.stranger();
    }

    private synchronized ProvenServers proven() {
        ProvenServers known = proven;
        if (known == null) {
            known = ProvenServers.of(data.path());
            proven = known;
        }
        return known;
    }

    /** Where the token lies, for a command that a person can copy. */
    Path tokenPath() {
        return tokenFile == null ? data.path().resolve(Secrets.TOKEN_FILE) : tokenFile;
    }

    /** The bearer token. Throws Failure when there is none. */
    String token() {
        try {
            return Files.readString(tokenPath()).strip();
        } catch (IOException e) {
            throw new Failure(
                    "there is no token in " + tokenPath() + "; give --token-file or --data");
        }
    }

    /**
     * Asks the first server that answers at all.
     *
     * @param body JSON, or null for none
     * @return null when no server answers
     */
    @Nullable HttpResponse<String> ask(
            String method, String path, @Nullable String body, Duration timeout) {
        HttpRequest.BodyPublisher publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        return ask(method, path, publisher, "application/json", timeout);
    }

    /** The same with a body of any type. */
    @Nullable HttpResponse<String> ask(
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
    @Nullable HttpResponse<String> get(URI address, Duration timeout) {
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
