package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.davebank.rest.route.Route;
import org.davebank.rest.route.Routes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses parameters that a route does not declare, before it runs: a filter that is mistyped would
 * otherwise be ignored, and the answer be about everything. Only our own routes declare any.
 */
@Component
final class UnknownParameters implements HandlerInterceptor, WebMvcConfigurer {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() != null) {
            Route route = route(handler);
            if (route != null) {
                check(request, route);
            }
        }
        return true;
    }

    private static void check(HttpServletRequest request, Route route) {
        if (!route.open()) {
            Callers.of(request); // Who has no credentials learns nothing about parameters.
        }
        Reading.only(Routes.parameters(route), Reading.queryNames(request));
    }

    private static @Nullable Route route(@Nullable Object handler) {
        return handler instanceof HandlerMethod method
                ? method.getMethodAnnotation(Route.class)
                : null;
    }

    /** The names of the parameters that the route of this request declares. */
    static List<String> known(HttpServletRequest request) {
        Route route = route(request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE));
        return route == null ? List.of() : Routes.parameters(route);
    }
}
