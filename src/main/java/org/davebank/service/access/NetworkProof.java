package org.davebank.service.access;

import org.davebank.api.ProblemCode;
import org.davebank.host.Secrets;
import org.davebank.service.ServiceProblem;

/**
 * Proves to a client that knows the network's key that this server knows it too, before the client
 * sends its credentials. A proof holds for one address and one challenge, so a stranger cannot pass
 * on the proof of a server at another port. Unauthenticated clients may ask; size and rate are
 * limited. Thread-safe.
 */
public final class NetworkProof {

    /** 128 bits, so that challenges do not repeat and an old proof is useless. */
    public static final int NONCE_CHARS_MIN = 32;

    public static final int NONCE_CHARS_MAX = 128;

    /** Proofs that a server gives per second. */
    public static final int PROOFS_PER_SECOND_MAX = 100;

    private static final long SECOND_NS = 1_000_000_000L;

    private final Secrets secrets;
    private long secondNs = System.nanoTime();
    private int given;

    public NetworkProof(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The proof for a challenge.
     *
     * @param host the local address of the client's connection, as a numeric literal
     * @param nonce hexadecimal, chosen by the client
     * @throws ServiceProblem malformed_request or too_busy
     */
    public String of(String host, int port, String nonce) {
        int length = nonce.length();
        boolean hex = nonce.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
        if (length < NONCE_CHARS_MIN || length > NONCE_CHARS_MAX || !hex) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    "nonce must have "
                            + NONCE_CHARS_MIN
                            + " to "
                            + NONCE_CHARS_MAX
                            + " hexadecimal digits");
        }
        if (!mayGive()) {
            throw ServiceProblem.of(
                    ProblemCode.TOO_BUSY,
                    "this server proves itself at most "
                            + PROOFS_PER_SECOND_MAX
                            + " times a second");
        }
        return secrets.proof(host, port, nonce);
    }

    private synchronized boolean mayGive() {
        long nowNs = System.nanoTime();
        if (nowNs - secondNs >= SECOND_NS) {
            secondNs = nowNs;
            given = 0;
        }
        return ++given <= PROOFS_PER_SECOND_MAX;
    }
}
