package org.davebank.process;

import jakarta.servlet.DispatcherType;
import java.net.URI;
import org.davebank.rest.BodyTypes;
import org.davebank.rest.Callers;
import org.davebank.service.access.SignIn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** Who may reach REST over HTTP; the console has {@link ConsoleSecurity}. */
@Configuration(proxyBeanMethods = false)
class WebSecurity {

    /**
     * REST: no session, no cookie and so no CSRF; health and the way to the console are open. Who has
     * no credentials is refused without being offered Basic, which is accepted all the same: a browser
     * that is offered it opens a dialog of its own and waits, even for a style sheet.
     */
    @Bean
    @Order(2)
    SecurityFilterChain restSecurity(HttpSecurity http, SignIn signIn) throws Exception {
        Callers callers = new Callers(signIn);
        return http.csrf(csrf -> csrf.disable())
                .sessionManagement(
                        session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests ->
                        // An error keeps the status that it was raised with.
                        requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                                .permitAll()
                                .requestMatchers(
                                        HttpMethod.GET,
                                        "/",
                                        "/actuator/health",
                                        "/network/proof",
                                        "/network/proof/",
                                        "/favicon.svg",
                                        "/aura/**",
                                        "/lumo/**")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint((request, response, failure) -> {
                            if (BrowserPages.wantsPage(request)) {
                                BrowserPages.answer(request, response, signIn);
                            } else {
                                Callers.refuse(request, response);
                            }
                        }))
                .addFilterBefore(callers, AnonymousAuthenticationFilter.class)
                .addFilterAfter(new BodyTypes(), AuthorizationFilter.class)
                .build();
    }

    /** A browser that asks for the root wants the console. */
    @Bean
    RouterFunction<ServerResponse> rootToConsole() {
        return RouterFunctions.route()
                .GET(
                        "/",
                        request ->
                                request.headers().header("Accept").stream()
                                        .anyMatch(accept -> accept.contains("text/html")),
                        request -> ServerResponse.seeOther(URI.create("/console/")).build())
                .build();
    }
}
