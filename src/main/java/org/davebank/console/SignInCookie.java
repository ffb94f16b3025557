package org.davebank.console;

import jakarta.servlet.http.HttpServletResponse;
import org.davebank.service.access.SignIn;

/**
 * The cookie that keeps a person signed in. A browser sends it to every port of a host, and so to
 * every server node there.
 */
public final class SignInCookie {

    public static final String NAME = "davebank-sign-in";

    private SignInCookie() {}

    public static void set(HttpServletResponse response, String value) {
        response.addHeader("Set-Cookie", text(value, SignIn.COOKIE_LIFE.toSeconds()));
    }

    public static void clear(HttpServletResponse response) {
        response.addHeader("Set-Cookie", text("", 0));
    }

    private static String text(String value, long maxAgeS) {
        return NAME + "=" + value + "; Path=/; Max-Age=" + maxAgeS + "; HttpOnly; SameSite=Lax";
    }
}
