package org.davebank.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.davebank.api.ProblemCode;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.access.SignIn;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who calls, from a bearer token or Basic credentials, and numbers every request. */
public final class Callers extends OncePerRequestFilter {

    private static final String CALLER = "davebank.caller";
    private static final String REQUEST_ID = "davebank.request-id";

    private final SignIn signIn;

    public Callers(SignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Request-Id", requestId(request));
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        try {
            Caller known = header == null ? null : known(header, request.getRemoteAddr());
            if (known != null) {
                request.setAttribute(CALLER, known.withRequestId(requestId(request)));
            }
        } catch (ServiceProblem e) {
            if (e.code() == ProblemCode.TOO_BUSY) {
                Problems.write(e, request, response);
                return;
            }
            // Wrong credentials are as good as none: the chain decides whether the route is open.
        }
        chain.doFilter(request, response);
    }

    private @Nullable Caller known(String header, String source) {
        if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return signIn.byToken(header.substring(7).strip());
        }
        if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return basic(header.substring(6).strip(), source);
        }
        return null;
    }

    private @Nullable Caller basic(String encoded, String source) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int colon = pair.indexOf(':');
        return colon < 0
                ? null
                : signIn.byPassword(
                        pair.substring(0, colon), pair.substring(colon + 1), "basic " + source);
    }

    /** Whether the request came with credentials of this network. */
    public static boolean isKnown(HttpServletRequest request) {
        return request.getAttribute(CALLER) instanceof Caller;
    }

    /** Who calls; every route behind the filter chain has one. */
    static Caller of(HttpServletRequest request) {
        if (request.getAttribute(CALLER) instanceof Caller caller) {
            return caller;
        }
        throw unauthenticated();
    }

    static ServiceProblem unauthenticated() {
        return ServiceProblem.of(
                ProblemCode.UNAUTHENTICATED,
                "no or wrong credentials; './davebank token' prints the token for"
                        + " 'Authorization: Bearer TOKEN'");
    }

    /** Answers a request without credentials. */
    public static void refuse(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"davebank\"");
        Problems.write(unauthenticated(), request, response);
    }

    /** The request's number, also the trace id of its problems. */
    static String requestId(HttpServletRequest request) {
        Object known = request.getAttribute(REQUEST_ID);
        if (known == null) {
            known = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            request.setAttribute(REQUEST_ID, known);
        }
        return known.toString();
    }
}
