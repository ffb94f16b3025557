package org.davebank.process;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.davebank.rest.Callers;
import org.davebank.service.Caller;
import org.davebank.service.access.SignIn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who may read the documentation of the API: programs with a token, and people who are signed in at
 * the console, for a browser sends no token. Its pages can ask nobody but this server.
 */
@Configuration(proxyBeanMethods = false)
class DocsAccess {

    private static final String[] PAGES = {
        "/docs", "/docs/**", "/swagger-ui/**", "/openapi.json", "/openapi.json/**"
    };

    private static final String CONTENT_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " frame-ancestors 'none'";

    @Bean
    @Order(0)
    SecurityFilterChain docsSecurity(HttpSecurity http, SignIn signIn) throws Exception {
        return http.securityMatcher(PAGES)
                .csrf(csrf -> csrf.disable())
                .sessionManagement(
                        session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers ->
                        headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_POLICY)))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint((request, response, failure) -> {
                            if (BrowserPages.wantsPage(request)) {
                                BrowserPages.answer(request, response, signIn);
                            } else {
                                Callers.refuse(request, response);
                            }
                        }))
                .addFilterBefore(new CookieReader(signIn), AnonymousAuthenticationFilter.class)
                .addFilterBefore(new Callers(signIn), AnonymousAuthenticationFilter.class)
                .build();
    }

    /** Lets in whoever is signed in at the console. */
    private static final class CookieReader extends OncePerRequestFilter {

        private final SignIn signIn;

        CookieReader(SignIn signIn) {
            this.signIn = signIn;
        }

        @Override
        protected void doFilterInternal(
                HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            Caller caller = BrowserPages.signedIn(request, signIn);
            if (caller != null) {
                SecurityContextHolder.getContext()
                        .setAuthentication(
                                UsernamePasswordAuthenticationToken.authenticated(
                                        caller, null, List.of()));
            }
            chain.doFilter(request, response);
        }
    }
}
