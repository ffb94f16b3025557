package org.davebank.process;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.davebank.rest.Callers;
import org.davebank.service.access.SignIn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who may read the documentation of the API: programs with a token, and people who are signed in at
 * the console, for a browser sends no token. Its pages can ask nobody but this server.
 */
@Configuration(proxyBeanMethods = false)
class DocsAccess {

    private static final String CONTENT_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " frame-ancestors 'none'";

    @Bean
    @Order(0)
    SecurityFilterChain docsSecurity(SignIn signIn) {
        return new DefaultSecurityFilterChain(
                DocsAccess::isDocumentation,
                new AnswerHeaders(Map.of("Content-Security-Policy", CONTENT_POLICY)),
                new Callers(signIn),
                new Admission(signIn, request -> BrowserPages.signedIn(request, signIn) != null));
    }

    private static boolean isDocumentation(HttpServletRequest request) {
        String address = request.getRequestURI();
        return address.equals("/docs")
                || address.startsWith("/docs/")
                || address.startsWith("/swagger-ui/")
                || address.startsWith("/openapi.json");
    }
}
