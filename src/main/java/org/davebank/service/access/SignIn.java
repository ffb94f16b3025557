package org.davebank.service.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.davebank.api.ProblemCode;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.host.Secrets;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates callers: by password, token, one-time link, or the signed cookie given in exchange
 * for one of these. The cookie is self-contained, so any server node of the network accepts it and
 * a person stays signed in when the node that issued it dies.
 *
 * <p>There is no default password. A source with too many failures has to wait. Thread-safe.
 */
public final class SignIn {

    /** How long a cookie is valid. */
    public static final Duration COOKIE_LIFE = Duration.ofHours(12);

    /** Failures from one source before it has to wait. */
    static final int FAILURES_MAX = 5;

    /** The wait after the first lock-out; it doubles with each further failure. */
    static final Duration WAIT_MIN = Duration.ofSeconds(15);

    static final Duration WAIT_MAX = Duration.ofMinutes(15);

    /** Sources remembered; the one with the oldest failure is forgotten first. */
    static final int SOURCES_MAX = 10_000;

    private static final Duration NONCE_TIMEOUT = Duration.ofSeconds(4);
    private static final int COOKIE_CHARACTERS_MAX = 400;
    private static final String COOKIE_VERSION = "1";

    /** Ensures that a one-time link is used only once in the whole network. */
    interface NonceBook {
        /** False when it was used before. */
        boolean use(long nonce, long expiresAtMs);
    }

    private record Failures(int count, long waitUntilMs, long lastMs) {}

    private final Secrets secrets;
    private final NonceBook nonces;
    private final LongSupplier wallMs;
    private final Map<String, Failures> failures = new LinkedHashMap<>();

    public SignIn(Secrets secrets, Shards shards) {
        this(
                secrets,
                (nonce, expiresAtMs) ->
                        shards.decide(new SystemCommand.UseNonce(nonce, expiresAtMs), NONCE_TIMEOUT)
                                        .results()
                                        .getFirst()
                                instanceof SystemResult.Accepted,
                System::currentTimeMillis);
    }

    SignIn(Secrets secrets, NonceBook nonces, LongSupplier wallMs) {
        this.secrets = secrets;
        this.nonces = nonces;
        this.wallMs = wallMs;
    }

    /**
     * The caller with this name and password.
     *
     * @param source where the attempt comes from, such as a network address
     * @throws ServiceProblem unauthenticated, or too_busy while the source has to wait
     */
    public Caller byPassword(String user, String password, String source) {
        checkWait(source);
        // Both are always compared, so that the response time reveals nothing about either.
        boolean right = secrets.isAdminPassword(password) & user.equals(Secrets.ADMIN);
        return admitted(right, source, "the user name or the password is wrong");
    }

    /**
     * The caller with this API token. There is no lock-out: a token of 256 bits cannot be guessed.
     *
     * @throws ServiceProblem unauthenticated
     */
    public Caller byToken(String token) {
        if (secrets.isAdminToken(token)) {
            return caller(Secrets.ADMIN, Role.ADMIN);
        }
        throw ServiceProblem.of(
                ProblemCode.UNAUTHENTICATED, "the token is not one of this network");
    }

    /**
     * The caller with this one-time link, which this call uses up.
     *
     * @throws ServiceProblem unauthenticated, too_busy, or no_quorum while the network cannot agree
     *     that the link is used
     */
    public Caller byLink(String link, String source) {
        checkWait(source);
        Secrets.SignInLink genuine = secrets.verifyLink(link, wallMs.getAsLong());
        if (genuine == null) {
            return admitted(false, source, "this sign-in link is too old or not one of ours");
        }
        boolean fresh;
        try {
            fresh = nonces.use(genuine.nonce(), genuine.expiresAtMs());
        } catch (ServiceProblem e) {
            throw ServiceProblem.of(
                    ProblemCode.NO_QUORUM,
                    "the network cannot check this link now: sign in with the password");
        }
        return admitted(fresh, source, "this sign-in link was used before");
    }

    private synchronized void checkWait(String source) {
        Failures known = failures.get(source);
        long waitMs = known == null ? 0 : known.waitUntilMs() - wallMs.getAsLong();
        if (waitMs > 0) {
            throw ServiceProblem.of(
                    ProblemCode.TOO_BUSY,
                    "too many failed attempts: try again in " + (waitMs + 999) / 1_000 + " s");
        }
    }

    private synchronized Caller admitted(boolean right, String source, String why) {
        Failures known = failures.remove(source);
        if (right) {
            return caller(Secrets.ADMIN, Role.ADMIN);
        }
        long nowMs = wallMs.getAsLong();
        // A source that has been quiet for long enough starts over.
        int count =
                known == null || nowMs - known.lastMs() > WAIT_MAX.toMillis()
                        ? 1
                        : known.count() + 1;
        long waitMs = 0;
        if (count >= FAILURES_MAX) {
            int doublings = Math.min(count - FAILURES_MAX, 10);
            waitMs = Math.min(WAIT_MIN.toMillis() << doublings, WAIT_MAX.toMillis());
        }
        failures.put(source, new Failures(count, nowMs + waitMs, nowMs));
        if (failures.size() > SOURCES_MAX) {
            failures.remove(failures.keySet().iterator().next());
        }
        throw ServiceProblem.of(ProblemCode.UNAUTHENTICATED, why);
    }

    private static Caller caller(String name, Role role) {
        return new Caller(
                name, role, HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** A cookie value that authenticates the caller on any server node until it expires. */
    public String cookie(Caller caller) {
        long expiresAtMs = wallMs.getAsLong() + COOKIE_LIFE.toMillis();
        String body =
                String.join(
                        "|",
                        COOKIE_VERSION,
                        caller.role().name().toLowerCase(Locale.ROOT),
                        Long.toString(expiresAtMs),
                        caller.name());
        return base64(body.getBytes(StandardCharsets.UTF_8)) + "." + base64(mac(body));
    }

    /** The caller that the cookie was issued to, or null when it is forged or expired. */
    public @Nullable Caller byCookie(String value) {
        int dot = value.indexOf('.');
        if (dot < 0 || value.length() > COOKIE_CHARACTERS_MAX) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(value.substring(0, dot));
            String body = new String(bytes, StandardCharsets.UTF_8);
            byte[] mac = Base64.getUrlDecoder().decode(value.substring(dot + 1));
            String[] parts = body.split("\\|", 4);
            if (!MessageDigest.isEqual(mac, mac(body))
                    || parts.length != 4
                    || !parts[0].equals(COOKIE_VERSION)
                    || Long.parseLong(parts[2]) <= wallMs.getAsLong()) {
                return null;
            }
            return caller(parts[3], Role.valueOf(parts[1].toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Signs a text, so that any server node can verify that the network made it.
     *
     * @param text must not begin like a cookie's, because the two could be confused
     */
    public String seal(String text) {
        if (text.startsWith(COOKIE_VERSION + "|")) {
            throw new IllegalArgumentException("a seal of this text would be a cookie");
        }
        return base64(mac(text));
    }

    private byte[] mac(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secrets.sessionKey(), "HmacSHA256"));
            return mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
