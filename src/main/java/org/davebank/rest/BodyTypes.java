package org.davebank.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.davebank.api.ProblemCode;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies whose type is a range such as {@code image/*}, which no body can have. The framework
 * trips over one only when it writes the answer, after the route has done its work.
 */
public final class BodyTypes extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String type = request.getContentType();
        if (isRange(type)) {
            Problems.write(
                    ServiceProblem.of(
                            ProblemCode.MALFORMED_REQUEST,
                            "Content-Type must be the type of the body, without wildcards"),
                    request,
                    response);
            return;
        }
        chain.doFilter(request, response);
    }

    static boolean isRange(@Nullable String type) {
        if (type == null || type.indexOf('*') < 0) {
            return false;
        }
        try {
            MediaType parsed = MediaType.parseMediaType(type);
            return parsed.isWildcardType() || parsed.isWildcardSubtype();
        } catch (InvalidMediaTypeException e) {
            return false; // Whatever it is, the framework takes it for none.
        }
    }
}
