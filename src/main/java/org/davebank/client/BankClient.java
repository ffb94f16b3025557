package org.davebank.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.davebank.api.Body;
import org.davebank.api.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Calls the bank by HTTP, through any living server node. A request is retried on another server
 * when its server dies or cannot answer; a POST has one idempotency key for all attempts, so that
 * it takes effect once. Any thread.
 */
public final class BankClient implements AutoCloseable {

    /**
     * How long a silent server is waited for. Longer than servers themselves try to read before
     * they answer with an error: that answer is worth more than silence.
     */
    public static final Duration READ_TIMEOUT = Duration.ofSeconds(6);

    /** The same for requests that change something. */
    public static final Duration WRITE_TIMEOUT = Duration.ofSeconds(11);

    /** How long a request is retried before it fails. */
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(5);
    private static final int DOWNLOADS_TRIED_MAX = 20;
    private static final long SERVERS_NS = 250_000_000L;
    private static final long PAUSE_MS = 50;

    /** The answer of a server. */
    public record Answer(int status, String body, boolean replayed, String server) {

        public boolean isDone() {
            return status / 100 == 2;
        }

        public JsonNode json() {
            return Bodies.tree(body);
        }

        /** What any other answer than a success says. */
        public org.davebank.api.Problem problem() {
            return Bodies.read(body, org.davebank.api.Problem.class);
        }

        /** As {@link #orFail} for answers without a body. */
        public void orFailEmpty() {
            if (!isDone()) {
                throw new BankFailure(Problem.text(body, status));
            }
        }

        /** The body of a success; any other answer ends the command with the server's detail. */
        public JsonNode orFail() {
            orFailEmpty();
            return json();
        }

        /** The same as a record of the contract. */
        public <T extends Body> T orFail(Class<T> type) {
            orFailEmpty();
            return Bodies.read(body, type);
        }

        /** The same where the body is a list. */
        public <T extends Body> List<T> orFailList(Class<T> type) {
            orFailEmpty();
            return Bodies.readList(body, type);
        }
    }

    /**
     * No server gave a final answer: the message is the last one received. {@code maybeDone} if the
     * request may have been executed all the same.
     */
    public static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean maybeDone;

        NoAnswer(String message, boolean maybeDone) {
            super(message);
            this.maybeDone = maybeDone;
        }

        public boolean maybeDone() {
            return maybeDone;
        }
    }

    /**
     * One request.
     *
     * @param body supplies a new body for every attempt
     */
    public record Call(
            String method,
            String path,
            Supplier<BodyPublisher> body,
            String contentType,
            @Nullable String key,
            Duration attemptTimeout,
            Duration deadline) {

        public static Call get(String path) {
            return new Call(
                    "GET",
                    path,
                    HttpRequest.BodyPublishers::noBody,
                    "application/json",
                    null,
                    READ_TIMEOUT,
                    DEADLINE);
        }

        /** A PUT; repeating it has the same effect. */
        public static Call put(String path, Request body) {
            String json = Bodies.write(body);
            return new Call(
                    "PUT",
                    path,
                    () -> HttpRequest.BodyPublishers.ofString(json),
                    "application/json",
                    null,
                    WRITE_TIMEOUT,
                    DEADLINE);
        }

        /** A PATCH; under the key it takes effect once. */
        public static Call patch(String path, Request body, String key) {
            String json = Bodies.write(body);
            return new Call(
                    "PATCH",
                    path,
                    () -> HttpRequest.BodyPublishers.ofString(json),
                    "application/json",
                    key,
                    WRITE_TIMEOUT,
                    DEADLINE);
        }

        public static Call delete(String path) {
            return new Call(
                    "DELETE",
                    path,
                    HttpRequest.BodyPublishers::noBody,
                    "application/json",
                    null,
                    WRITE_TIMEOUT,
                    DEADLINE);
        }

        public static Call post(String path, String json, @Nullable String key) {
            return new Call(
                    "POST",
                    path,
                    () -> HttpRequest.BodyPublishers.ofString(json),
                    "application/json",
                    key,
                    WRITE_TIMEOUT,
                    DEADLINE);
        }

        public static Call post(String path, Request body, @Nullable String key) {
            return post(path, Bodies.write(body), key);
        }

        public Call within(Duration attempt, Duration total) {
            return new Call(method, path, body, contentType, key, attempt, total);
        }
    }

    private final Connection connection;
    private final String token;
    private final Http http = new Http();
    private volatile List<String> servers = List.of();
    private volatile long serversNs;
    private volatile @Nullable String preferred;

    public BankClient(Connection connection) {
        this.connection = connection;
        this.token = connection.token();
        refresh();
    }

    /** A new idempotency key. */
    public static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** Base URLs of the servers, living ones first. */
    public List<String> servers() {
        if (servers.isEmpty() || System.nanoTime() - serversNs > SERVERS_NS) {
            refresh();
        }
        return servers;
    }

    private void refresh() {
        servers = connection.servers();
        serversNs = System.nanoTime();
    }

    /** Gets a resource; any failure ends the command. */
    public <T extends Body> T get(String path, Class<T> type) {
        return orFail(Call.get(path), type);
    }

    /** Makes a request; any failure ends the command. */
    public <T extends Body> T orFail(Call call, Class<T> type) {
        return ask(call).orFail(type);
    }

    /** Like {@link #send}, for commands that must end without an answer. */
    public Answer ask(Call call) {
        try {
            return send(call);
        } catch (NoAnswer e) {
            throw new BankFailure(String.valueOf(e.getMessage()));
        }
    }

    /** Tries one server after the other until one gives a final answer. */
    public Answer send(Call call) throws NoAnswer {
        long endNs = System.nanoTime() + call.deadline().toNanos();
        boolean maybeDone = false;
        String said = null;
        boolean anyServer = false;
        int attempts = 0;
        Set<String> strangers = new HashSet<>();
        Set<String> refused = new HashSet<>();
        do {
            String server = choose(attempts++);
            anyServer |= server != null;
            if (server == null) {
                if (!pause()) {
                    break;
                }
                continue;
            }
            try {
                Answer answer = once(server, call);
                if (!mayRetry(answer.status()) || !isRepeatable(call)) {
                    preferred = server;
                    return answer;
                }
                maybeDone |= Problem.isUnknown(answer.body(), answer.status());
                said = Problem.text(answer.body(), answer.status());
            } catch (ProvenServers.Stranger e) {
                strangers.add(server);
            } catch (ConnectException | HttpConnectTimeoutException e) {
                refused.add(server); // Not done there: the next server may be alive.
            } catch (IOException e) {
                maybeDone = true;
                if (!isRepeatable(call)) {
                    throw new NoAnswer("the server went away: " + e.getMessage(), true);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NoAnswer("interrupted", true);
            }
            connection.doubt(server);
            if (server.equals(preferred)) {
                preferred = null;
            }
            refresh();
            if (isTakenOver(strangers, refused)) {
                break; // Waiting would not bring the port back.
            }
            if (attempts % Math.max(1, servers.size()) == 0 && !pause()) {
                break;
            }
        } while (System.nanoTime() < endNs);
        if (said == null) {
            String stranger = connection.stranger();
            said =
                    stranger != null
                            ? stranger
                            : anyServer
                                    ? "no server of the network answers"
                                    : connection.noServerMessage();
        }
        throw new NoAnswer(said, maybeDone && !call.method().equals("GET"));
    }

    /** Whether another program has the port of one server and no other server is alive. */
    private boolean isTakenOver(Set<String> strangers, Set<String> refused) {
        Set<String> gone = new HashSet<>(refused);
        gone.addAll(strangers);
        return !strangers.isEmpty() && gone.containsAll(servers);
    }

    private @Nullable String choose(int attempt) {
        String current = preferred;
        List<String> all = servers();
        if (current != null && all.contains(current)) {
            return current;
        }
        return all.isEmpty() ? null : all.get(attempt % all.size());
    }

    /** Too busy, no quorum, or an outcome that the server does not know. */
    private static boolean mayRetry(int status) {
        return status == 429 || status == 500 || status == 503 || status == 504;
    }

    private static boolean isRepeatable(Call call) {
        return call.key() != null || call.method().equals("GET");
    }

    /** One attempt at one server. */
    public Answer once(String server, Call call) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request(server, call), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.body(),
                "true".equals(response.headers().firstValue("Idempotency-Replayed").orElse("")),
                server);
    }

    /**
     * Streams a server's answer; another server is asked only while nothing has arrived.
     *
     * @throws BankFailure with the server's sentence, or when the answer breaks off
     */
    public long download(String path, OutputStream to) {
        return download(servers(), path, to);
    }

    /** The same, from these servers only. */
    public long download(List<String> from, String path, OutputStream to) {
        Call call = Call.get(path).within(DOWNLOAD_TIMEOUT, DOWNLOAD_TIMEOUT);
        String trouble = "no server of the network answers";
        for (String server : from) {
            try {
                HttpResponse<InputStream> response =
                        http.send(request(server, call), BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    if (response.statusCode() / 100 == 2) {
                        return copy(body, to);
                    }
                    String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                    trouble = Problem.text(text, response.statusCode());
                    if (!mayRetry(response.statusCode())) {
                        break;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (IOException e) {
                trouble = trouble(e);
            }
        }
        throw new BankFailure(trouble);
    }

    private static String trouble(IOException e) {
        return e instanceof ProvenServers.Stranger
                ? String.valueOf(e.getMessage())
                : "the server went away: " + e.getMessage();
    }

    private static long copy(InputStream body, OutputStream to) {
        try {
            return body.transferTo(to);
        } catch (IOException e) {
            throw new BankFailure("the answer broke off: " + e.getMessage());
        }
    }

    /**
     * Downloads a path into a file, from any server that can answer; ends the command if none can.
     */
    public void download(String path, Path into) {
        Call call = Call.get(path).within(DOWNLOAD_TIMEOUT, DOWNLOAD_TIMEOUT);
        String trouble = "no server of the network answers";
        for (int attempt = 0; attempt < DOWNLOADS_TRIED_MAX; attempt++) {
            for (String server : servers()) {
                try {
                    HttpResponse<Path> response =
                            http.send(request(server, call), BodyHandlers.ofFile(into));
                    if (response.statusCode() == 200) {
                        return;
                    }
                    trouble = Problem.text(Files.readString(into), response.statusCode());
                    if (!mayRetry(response.statusCode())) {
                        throw new BankFailure(trouble);
                    }
                } catch (IOException e) {
                    trouble = trouble(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new BankFailure("interrupted");
                }
            }
            refresh();
            if (!pause()) {
                break;
            }
        }
        throw new BankFailure(trouble);
    }

    /** The request includes the token, so it is only for a server that may have it. */
    private HttpRequest request(String server, Call call) throws ConnectException {
        connection.check(server);
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(server + call.path()))
                        .timeout(call.attemptTimeout())
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json, text/csv, application/problem+json")
                        .header("Content-Type", call.contentType())
                        .method(call.method(), call.body().get());
        if (call.key() != null) {
            builder.header("Idempotency-Key", call.key());
        }
        return builder.build();
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
