package org.davebank.process;

import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.console.SignInCookie;
import org.davebank.console.frame.SignInView;
import org.davebank.host.Secrets;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.access.SignIn;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Controls access to the console. The signed cookie is the only state of a sign-in: server nodes
 * need not know about each other's sign-ins, and a page that moves to another node is signed in
 * there already.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleSecurity {

    /** The folders of {@code frontend/}: nothing in them is secret. */
    private static final String[] MODULES = {"/shell/**", "/topology/**", "/overview/**"};

    private static final String[] CONSOLE = {
        "/console/**", "/VAADIN/**", "/shell/**", "/topology/**", "/overview/**"
    };

    @Bean
    @ConditionalOnMissingBean
    SignIn signIn(Secrets secrets, Shards shards) {
        return new SignIn(secrets, shards);
    }

    /** The console: Vaadin guards its own requests, and each view declares its roles. */
    @Bean
    @Order(1)
    SecurityFilterChain consoleFilters(HttpSecurity http, SignIn signIn) throws Exception {
        SecurityContextRepository cookies = new CookieRepository(signIn);
        return http.securityMatcher(CONSOLE)
                .authorizeHttpRequests(requests -> requests.requestMatchers(MODULES).permitAll())
                .securityContext(context -> context.securityContextRepository(cookies))
                .with(
                        VaadinSecurityConfigurer.vaadin(),
                        vaadin ->
                                vaadin.loginView(SignInView.class)
                                        .anyRequest(ConsoleSecurity::pageForSignedInBrowsers))
                .addFilterBefore(
                        new SignInFilter(signIn), UsernamePasswordAuthenticationFilter.class)
                .build();
    }

    /**
     * A signed-in browser gets the console's own not-found page; a program is rejected as
     * everywhere.
     */
    private static void pageForSignedInBrowsers(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizedUrl rest) {
        rest.access((authentication, context) ->
                new AuthorizationDecision(
                        BrowserPages.wantsPage(context.getRequest())
                                && authentication.get() != null
                                && authentication.get().getPrincipal() instanceof Caller));
    }

    /** Reads the sign-in from the cookie on every request; the session keeps nothing. */
    private record CookieRepository(SignIn signIn) implements SecurityContextRepository {

        @Override
        @SuppressWarnings("deprecation")
        public SecurityContext loadContext(HttpRequestResponseHolder holder) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            Caller caller = caller(holder.getRequest());
            if (caller != null) {
                String role = "ROLE_" + caller.role().name();
                context.setAuthentication(
                        UsernamePasswordAuthenticationToken.authenticated(
                                caller, null, List.of(new SimpleGrantedAuthority(role))));
                rememberForPush(holder.getRequest(), context);
            }
            return context;
        }

        /**
         * A view that navigates by a push, outside any request, takes the user from the session.
         */
        private static void rememberForPush(HttpServletRequest request, SecurityContext context) {
            HttpSession session = request.getSession(false);
            if (session != null) {
                session.setAttribute(
                        HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY, context);
            }
        }

        private @Nullable Caller caller(HttpServletRequest request) {
            return BrowserPages.signedIn(request, signIn);
        }

        @Override
        public void saveContext(
                SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
            // The cookie was set at sign-in.
        }

        @Override
        public boolean containsContext(HttpServletRequest request) {
            return caller(request) != null;
        }
    }

    /** Exchanges a password or a one-time link for the cookie. */
    private static final class SignInFilter extends OncePerRequestFilter {

        private static final String PATH = "/console/" + SignInView.ROUTE;

        private final SignIn signIn;
        private final HttpSessionRequestCache wanted = new HttpSessionRequestCache();

        SignInFilter(SignIn signIn) {
            this.signIn = signIn;
        }

        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            boolean post = request.getMethod().equals("POST");
            boolean link =
                    request.getMethod().equals("GET") && request.getParameter("link") != null;
            return !request.getRequestURI().equals(PATH) || !(post || link);
        }

        @Override
        protected void doFilterInternal(
                HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String source = request.getRemoteAddr();
            String link = request.getMethod().equals("GET") ? given(request, "link") : null;
            try {
                Caller caller =
                        link == null
                                ? signIn.byPassword(
                                        given(request, "username"),
                                        given(request, "password"),
                                        source)
                                : signIn.byLink(link, source);
                SignInCookie.set(response, signIn.cookie(caller));
                response.sendRedirect(link == null ? saved(request, response) : target(request));
            } catch (ServiceProblem e) {
                String problem =
                        e.code() != ProblemCode.UNAUTHENTICATED
                                ? e.code().code()
                                : link == null ? "password" : "link";
                response.sendRedirect(PATH + "?" + SignInView.PROBLEM + "=" + problem);
            }
        }

        private static String given(HttpServletRequest request, String name) {
            String value = request.getParameter(name);
            return value == null ? "" : value;
        }

        /** A page of the console that a link leads to; never a page outside. */
        private static String target(HttpServletRequest request) {
            String to = given(request, "to");
            return to.matches("[A-Za-z0-9_/-]{1,200}") && !to.startsWith("/")
                    ? "/console/" + to
                    : "/console/";
        }

        /** The page that the user requested before the sign-in. */
        private String saved(HttpServletRequest request, HttpServletResponse response) {
            SavedRequest saved = wanted.getRequest(request, response);
            wanted.removeRequest(request, response);
            if (saved == null) {
                return "/console/";
            }
            URI uri = URI.create(saved.getRedirectUrl());
            String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
            query = query.replaceAll("(^|&)continue$", "");
            boolean page = uri.getRawPath().startsWith("/console/");
            return !page ? "/console/" : uri.getRawPath() + (query.isEmpty() ? "" : "?" + query);
        }
    }
}
