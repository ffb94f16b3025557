package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

    @GetMapping({"/cluster/index", "/cluster/index/"})
    Map<String, Object> locate(HttpServletRequest request) {
        var caller = Callers.of(request);
        String key = request.getParameter("key");
        if (key == null) {
            throw JsonBody.malformed("key is missing");
        }
        IndexService.Located located = index.locate(caller, key);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("key", located.key());
        json.put("exists", located.exists());
        json.put("about", located.about());
        json.put("places", located.places().stream().map(IndexRoutes::place).toList());
        return json;
    }

    private static Map<String, Object> place(IndexService.Place place) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", place.kind().name().toLowerCase(Locale.ROOT));
        json.put("key", place.key());
        json.put("hash", String.format("%016x", place.hash()));
        json.put("slot", place.slot());
        json.put("shard", place.shard());
        json.put("replicas", place.replicas());
        json.put("leader", place.leader());
        json.put("term", place.term());
        json.put("route", place.route());
        return json;
    }
}
