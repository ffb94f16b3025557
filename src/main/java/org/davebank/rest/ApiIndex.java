package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.davebank.api.network.ApiAnswer;
import org.davebank.api.network.ApiAnswer.RouteAnswer;
import org.davebank.rest.route.Route;
import org.davebank.rest.route.Routes;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** {@code GET /} for programs: which routes there are. A browser is sent to the console instead. */
@RestController
final class ApiIndex {

    private final ObjectProvider<RequestMappingHandlerMapping> mapping;

    ApiIndex(
            @Qualifier("requestMappingHandlerMapping")
                    ObjectProvider<RequestMappingHandlerMapping> mapping) {
        this.mapping = mapping;
    }

    @Route(
            value = "Lists the routes; a browser is sent to the console instead.",
            gives = ApiAnswer.class)
    @GetMapping("/")
    ApiAnswer index(HttpServletRequest request) {
        Callers.of(request);
        return new ApiAnswer(
                "DaveBank", "/console/", "/docs", "/openapi.json", "/actuator/health", routes());
    }

    private List<RouteAnswer> routes() {
        return Routes.of(mapping.getObject().getHandlerMethods()).stream()
                .map(each -> new RouteAnswer(each.method().name(), each.path()))
                .toList();
    }
}
