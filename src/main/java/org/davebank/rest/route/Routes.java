package org.davebank.rest.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.api.ProblemCode;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/** The routes of a running server. */
public final class Routes {

    private Routes() {}

    /**
     * One route at one address.
     *
     * @param path with its variables in braces, without a slash at its end
     */
    public record Entry(String path, RequestMethod method, Route route, HandlerMethod handler) {

        /** Everything that it may refuse a request with, in the order of the codes. */
        public Set<ProblemCode> refusals() {
            Set<ProblemCode> codes =
                    EnumSet.of(
                            ProblemCode.MALFORMED_REQUEST,
                            ProblemCode.TOO_BUSY,
                            ProblemCode.INTERNAL);
            if (!route.open()) {
                codes.add(ProblemCode.UNAUTHENTICATED);
                codes.add(ProblemCode.FORBIDDEN);
            }
            if (route.gives().length > 0) {
                codes.add(ProblemCode.NOT_ACCEPTABLE);
            }
            if (route.takes().length > 0) {
                codes.add(ProblemCode.TOO_LARGE);
            }
            codes.addAll(route.reach().refusals());
            codes.addAll(List.of(route.refuses()));
            return codes;
        }
    }

    /** All routes, by path and method. An address with a slash at its end is the same without. */
    public static List<Entry> of(Map<RequestMappingInfo, HandlerMethod> handlers) {
        Set<Entry> routes = new LinkedHashSet<>();
        handlers.forEach((info, handler) -> {
            Route route = handler.getMethodAnnotation(Route.class);
            if (route != null) {
                for (String path : info.getPatternValues()) {
                    for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                        routes.add(new Entry(plain(path), method, route, handler));
                    }
                }
            }
        });
        List<Entry> sorted = new ArrayList<>(routes);
        sorted.sort(Comparator.comparing(Entry::path).thenComparing(Entry::method));
        return sorted;
    }

    private static String plain(String path) {
        return path.length() > 1 && path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path;
    }

    /** The names that a route's parameters have. */
    public static List<String> parameters(Route route) {
        List<String> names = new ArrayList<>();
        for (Query query : route.query()) {
            names.add(query.parameter());
        }
        return names;
    }
}
