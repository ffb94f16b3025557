package org.davebank.process;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** What every answer says to browsers and caches: it is no page to frame or guess at, nor to keep. */
final class AnswerHeaders extends OncePerRequestFilter {

    private final Map<String, String> more;

    /** @param more headers of these answers alone, by their names */
    AnswerHeaders(Map<String, String> more) {
        this.more = more;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, max-age=0");
        more.forEach(response::setHeader);
        chain.doFilter(request, response);
    }
}
