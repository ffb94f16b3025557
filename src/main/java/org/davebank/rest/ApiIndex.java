package org.davebank.rest;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** {@code GET /} for programs: which routes there are. A browser is sent to the console instead. */
@Hidden
@RestController
final class ApiIndex {

    private final ObjectProvider<RequestMappingHandlerMapping> mapping;

    ApiIndex(
            @Qualifier("requestMappingHandlerMapping")
                    ObjectProvider<RequestMappingHandlerMapping> mapping) {
        this.mapping = mapping;
    }

    private record Route(String path, String method) {}

    @GetMapping("/")
    Map<String, Object> index(HttpServletRequest request) {
        Callers.of(request);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", "DaveBank");
        json.put("console", "/console/");
        json.put("docs", "/docs");
        json.put("openapi", "/openapi.json");
        json.put("health", "/actuator/health");
        json.put("routes", routes().stream().map(ApiIndex::json).toList());
        return json;
    }

    private static Map<String, Object> json(Route route) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("method", route.method());
        json.put("path", route.path());
        return json;
    }

    /** Those of this room, sorted; an address with a slash at its end is the same without. */
    private List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        mapping.getObject()
                .getHandlerMethods()
                .forEach((info, handler) -> {
                    Class<?> type = handler.getBeanType();
                    boolean shown =
                            type.getPackage().equals(ApiIndex.class.getPackage())
                                    && !AnnotatedElementUtils.hasAnnotation(type, Hidden.class);
                    if (shown) {
                        add(info, routes);
                    }
                });
        return routes.stream()
                .distinct()
                .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
                .toList();
    }

    private static void add(RequestMappingInfo info, List<Route> routes) {
        for (String path : info.getPatternValues()) {
            String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                routes.add(new Route(plain, method.name()));
            }
        }
    }
}
