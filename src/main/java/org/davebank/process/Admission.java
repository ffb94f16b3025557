package org.davebank.process;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.davebank.rest.Callers;
import org.davebank.service.access.SignIn;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests without a caller, but for health and the way to the console. It does not offer
 * Basic, which is accepted all the same: a browser that is offered it opens a dialog of its own and
 * waits, even for a style sheet.
 */
final class Admission extends OncePerRequestFilter {

    private static final Set<String> OPEN =
            Set.of("/", "/actuator/health", "/network/proof", "/network/proof/", "/favicon.svg");

    private final SignIn signIn;

    Admission(SignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (Callers.isKnown(request) || isOpen(request)) {
            chain.doFilter(request, response);
        } else if (BrowserPages.wantsPage(request)) {
            BrowserPages.answer(request, response, signIn);
        } else {
            Callers.refuse(request, response);
        }
    }

    /** By the address as it was sent: one that is written otherwise is not open. */
    private static boolean isOpen(HttpServletRequest request) {
        String address = request.getRequestURI();
        return request.getMethod().equals("GET")
                && (OPEN.contains(address)
                        || address.startsWith("/aura/")
                        || address.startsWith("/lumo/"));
    }
}
