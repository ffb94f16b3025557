package org.davebank.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.davebank.host.Secrets;
import org.davebank.service.Caller;
import org.davebank.service.ProblemCode;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who calls, from a bearer token or Basic credentials, and numbers every request. */
public final class Callers extends OncePerRequestFilter {

    private static final String CALLER = "davebank.caller";
    private static final String REQUEST_ID = "davebank.request-id";

    private final Secrets secrets;

    public Callers(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Request-Id", requestId(request));
        String name = authenticated(request.getHeader(HttpHeaders.AUTHORIZATION));
        if (name != null) {
            Caller caller = new Caller(name, Role.ADMIN, requestId(request));
            request.setAttribute(CALLER, caller);
            SecurityContextHolder.getContext()
                    .setAuthentication(
                            new UsernamePasswordAuthenticationToken(
                                    name,
                                    null,
                                    List.of(new SimpleGrantedAuthority("ROLE_ADMIN"))));
        }
        chain.doFilter(request, response);
    }

    private @Nullable String authenticated(@Nullable String header) {
        if (header == null) {
            return null;
        }
        if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return secrets.isAdminToken(header.substring(7).strip()) ? Secrets.ADMIN : null;
        }
        if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return basic(header.substring(6).strip());
        }
        return null;
    }

    private @Nullable String basic(String encoded) {
        try {
            String pair =
                    new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            boolean admin = colon > 0 && pair.substring(0, colon).equals(Secrets.ADMIN);
            return admin && secrets.isAdminPassword(pair.substring(colon + 1))
                    ? Secrets.ADMIN
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
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

    /** Answers whoever has no credentials. */
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
