package org.davebank.cli.network;

import java.security.SecureRandom;
import java.time.Duration;
import org.davebank.host.Secrets;

/** One-time links into the console. */
public final class SignIn {

    static final Duration LINK_LIFE = Duration.ofMinutes(15);

    private SignIn() {}

    /**
     * A link that signs its first user in as administrator.
     *
     * @param base the web side's URL, without a trailing slash
     */
    public static String link(Secrets secrets, String base) {
        long expiresAtMs = System.currentTimeMillis() + LINK_LIFE.toMillis();
        String link = secrets.signInLink(new SecureRandom().nextLong(), expiresAtMs);
        return base + "/console/sign-in?link=" + link;
    }
}
