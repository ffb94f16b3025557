package org.davebank.api.network;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;

/** Which routes there are. */
public record ApiAnswer(
        @Shown("DaveBank") String name,
        @Shown("/console/") String console,
        @Shown("/docs") String docs,
        @Shown("/openapi.json") String openapi,
        @Shown("/actuator/health") String health,
        List<RouteAnswer> routes)
        implements Body {
    public ApiAnswer {
        routes = List.copyOf(routes);
    }

    /** One route. */
    public record RouteAnswer(@Shown("GET") String method, @Shown("/accounts") String path)
            implements Body {}
}
