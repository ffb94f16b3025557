package org.davebank.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds out which of a network's known addresses are servers of it now. Another program may have
 * taken a port since, so no secret goes to an address without a recent proof: it answers a
 * challenge with a code that only the network's key can make, for exactly the address that was
 * asked. Thread-safe.
 */
public final class ProvenServers {

    /** How long a proof is valid; a server that dies meanwhile loses it at the first failure. */
    private static final long GOOD_NS = 2_000_000_000L;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int NONCE_BYTES = 32;
    private static final int ANSWER_BYTES_MAX = 1_024;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final long PAUSE_MS = 100;
    private static final int TRIES_MAX = 20;

    /** Another program listens there. */
    static final class Stranger extends ConnectException {
        private static final long serialVersionUID = 1L;

        Stranger(String sentence) {
            super(sentence);
        }
    }

    private final String network;
    private final ServerProof proof;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Long> provenNs = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private final Http http = new Http();
    private volatile @Nullable String stranger;

    /**
     * @param network the network's name for users, such as its data folder
     * @param proof verifies answers with the network's key
     */
    public ProvenServers(String network, ServerProof proof) {
        this.network = network;
        this.proof = proof;
    }

    /**
     * The first of these servers that proves itself.
     *
     * @return null if none does; {@link #stranger} may say more
     */
    public @Nullable String first(List<String> servers) {
        for (String server : servers) {
            try {
                check(server);
                return server;
            } catch (ConnectException e) {
                // Dead or a foreign program.
            }
        }
        return null;
    }

    /**
     * Returns if the server has proved itself.
     *
     * @param server base URL without a trailing slash
     * @throws Stranger if another program listens there
     * @throws ConnectException if nothing answers; in either case no secret was sent
     */
    void check(String server) throws ConnectException {
        if (isProven(server)) {
            return;
        }
        synchronized (locks.computeIfAbsent(server, any -> new Object())) {
            if (!isProven(server)) {
                prove(server);
                provenNs.put(server, System.nanoTime());
            }
        }
    }

    private boolean isProven(String server) {
        Long sinceNs = provenNs.get(server);
        return sinceNs != null && System.nanoTime() - sinceNs < GOOD_NS;
    }

    /** Requires a new proof from the server after a failure. */
    void doubt(String server) {
        provenNs.remove(server);
    }

    /** A sentence about the foreign program found last, or null. */
    public @Nullable String stranger() {
        return stranger;
    }

    private void prove(String server) throws ConnectException {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        HttpResponse<String> answer = challenge(server, nonce);
        for (int i = 1; answer.statusCode() == TOO_MANY_REQUESTS && i < TRIES_MAX; i++) {
            pause();
            answer = challenge(server, nonce);
        }
        if (answer.statusCode() == TOO_MANY_REQUESTS) {
            throw new ConnectException(server + " is too busy to prove itself");
        }
        if (!isProof(server, nonce, answer)) {
            throw strange(server);
        }
    }

    private Stranger strange(String server) {
        String sentence =
                "what listens on "
                        + server
                        + " is no server of the network of "
                        + network
                        + "; no token was sent to it";
        stranger = sentence;
        return new Stranger(sentence);
    }

    private HttpResponse<String> challenge(String server, String nonce) throws ConnectException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server + "/network/proof?nonce=" + nonce))
                        .timeout(TIMEOUT)
                        .build();
        Future<HttpResponse<String>> answer =
                http.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_BYTES_MAX));
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectException refused) {
                throw refused;
            }
            if (e.getCause() instanceof IOException other && isForeign(other)) {
                throw strange(server);
            }
            throw new ConnectException(server + " does not answer: " + e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ConnectException(server + " does not answer");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted");
        }
    }

    /** An answer that is not HTTP, or is longer than a proof, for which the JDK has no type. */
    private static boolean isForeign(IOException e) {
        return e instanceof ProtocolException
                || String.valueOf(e.getMessage()).startsWith("body exceeds capacity");
    }

    private boolean isProof(String server, String nonce, HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            return false;
        }
        URI address = URI.create(server);
        try {
            String given = JsonMapper.shared().readTree(answer.body()).path("proof").asString("");
            InetAddress asked = InetAddress.getByName(address.getHost());
            // A server that listens on every address of its machine was reached through one of
            // them.
            InetAddress reached =
                    asked.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : asked;
            return proof.isProof(given, reached.getHostAddress(), address.getPort(), nonce);
        } catch (JacksonException | IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
