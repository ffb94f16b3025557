package org.davebank.process;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.davebank.console.SignInCookie;
import org.davebank.console.frame.SignInView;
import org.davebank.service.Caller;
import org.davebank.service.access.SignIn;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.HtmlUtils;

/** Shows a page instead of a JSON answer to a browser that opens an address outside the console. */
final class BrowserPages {

    private static final String NOTHING =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Nothing here · DaveBank</title>
            <link rel="icon" href="/favicon.svg">
            <link rel="stylesheet" href="/shell/console.css">
            </head>
            <body class="plain-page">
            <main class="card">
            <h1>Nothing here</h1>
            <p>There is no page at <code>%s</code>. The console has pages; addresses of the API want a
            token, as <code>./davebank token</code> prints it.</p>
            <p><a href="/console/">To the console</a></p>
            </main>
            </body>
            </html>
            """;

    private BrowserPages() {}

    /** Whether a browser opens the address, rather than a program. */
    static boolean wantsPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getMethod().equals("GET")
                && accept != null
                && accept.contains("text/html")
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null;
    }

    /** The user signed in at the console, or null. */
    static @Nullable Caller signedIn(HttpServletRequest request, SignIn signIn) {
        Cookie[] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            if (cookie.getName().equals(SignInCookie.NAME)) {
                return signIn.byCookie(cookie.getValue());
            }
        }
        return null;
    }

    /** Answers with the page for a user who has no access to this address. */
    static void answer(HttpServletRequest request, HttpServletResponse response, SignIn signIn)
            throws IOException {
        if (signedIn(request, signIn) == null) {
            response.sendRedirect("/console/" + SignInView.ROUTE);
            return;
        }
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType("text/html;charset=UTF-8");
        String page = NOTHING.formatted(HtmlUtils.htmlEscape(request.getRequestURI()));
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
