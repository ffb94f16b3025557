package org.davebank.process;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Predicate;
import org.davebank.rest.Callers;
import org.davebank.service.access.SignIn;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests without a caller where the address is not open to everybody. It does not offer
 * Basic, although it accepts it: a browser that is offered it opens a dialog of its own and
 * waits, even for a style sheet.
 */
final class Admission extends OncePerRequestFilter {

    private final SignIn signIn;
    private final Predicate<HttpServletRequest> open;

    /** @param open true for requests that need no credentials */
    Admission(SignIn signIn, Predicate<HttpServletRequest> open) {
        this.signIn = signIn;
        this.open = open;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (Callers.isKnown(request) || open.test(request)) {
            chain.doFilter(request, response);
        } else if (BrowserPages.wantsPage(request)) {
            BrowserPages.answer(request, response, signIn);
        } else {
            Callers.refuse(request, response);
        }
    }
}
