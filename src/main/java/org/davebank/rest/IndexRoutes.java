package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import org.davebank.api.ProblemCode;
import org.davebank.api.network.PlacesAnswer;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.network.IndexService;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /cluster/index}: where a key lives and how a request finds it. */
@RestController
final class IndexRoutes {

    private final IndexService index;

    IndexRoutes(IndexService index) {
        this.index = index;
    }

    @Route(
            value = "Shows where a key lives and how a request finds it.",
            query = Query.KEY,
            gives = PlacesAnswer.class,
            reach = Reach.READS,
            refuses = ProblemCode.TRANSACTION_NOT_FOUND)
    @GetMapping({"/cluster/index", "/cluster/index/"})
    PlacesAnswer locate(HttpServletRequest request) {
        var caller = Callers.of(request);
        String key = request.getParameter("key");
        if (key == null) {
            throw JsonBody.malformed("key is missing");
        }
        return NetworkBodies.places(index.locate(caller, key));
    }
}
