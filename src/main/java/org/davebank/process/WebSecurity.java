package org.davebank.process;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.davebank.rest.BodyTypes;
import org.davebank.rest.Callers;
import org.davebank.service.access.SignIn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/** Who may reach REST over HTTP; the console has {@link ConsoleSecurity}. */
@Configuration(proxyBeanMethods = false)
class WebSecurity {

    /** Health, the proof of a server, and the way to the console. */
    private static final Set<String> OPEN =
            Set.of("/", "/actuator/health", "/network/proof", "/network/proof/", "/favicon.svg");

    /**
     * REST: no session, no cookie and so no CSRF. The chain has what every request needs and no more:
     * the filters of a chain for browsers took longer than the bank.
     */
    @Bean
    @Order(2)
    SecurityFilterChain restSecurity(SignIn signIn) {
        return new DefaultSecurityFilterChain(
                AnyRequestMatcher.INSTANCE,
                new AnswerHeaders(Map.of()),
                new Callers(signIn),
                new Admission(signIn, WebSecurity::isOpen),
                new BodyTypes(),
                new RootToConsole());
    }

    /** By the address as it was sent: one that is written in another way is not open. */
    private static boolean isOpen(HttpServletRequest request) {
        String address = request.getRequestURI();
        return request.getMethod().equals("GET")
                && (OPEN.contains(address)
                        || address.startsWith("/aura/")
                        || address.startsWith("/lumo/"));
    }

    /** What each filter took is of use to nobody; requests are observed as a whole. */
    @Bean
    SecurityObservationSettings noObservationsOfFilters() {
        return SecurityObservationSettings.noObservations();
    }
}
