package org.davebank.process;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Measures requests by method, pattern of the route and status. The framework's observation of
 * requests has the same name; it took a tenth of a server's processor time. What goes on after its
 * request, as a push of the console does, is not measured.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class HttpTimes implements Filter {

    private static final String NAME = "http.server.requests";

    /** What no route answers. */
    private static final String UNKNOWN = "UNKNOWN";

    /** There are as many of these as routes have answers: nothing in them is the client's choice. */
    private record Kind(String method, String pattern, int status) {}

    private final MeterRegistry registry;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();
    private final LongAdder active = new LongAdder();

    HttpTimes(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder(NAME + ".active", active, LongAdder::sum).register(registry);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        long beganNs = System.nanoTime();
        boolean answered = false;
        active.increment();
        try {
            chain.doFilter(request, response);
            answered = true;
        } finally {
            active.decrement();
            if (request instanceof HttpServletRequest asked
                    && response instanceof HttpServletResponse answer
                    && !asked.isAsyncStarted()) {
                int status =
                        answered
                                ? answer.getStatus()
                                : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
                timers.computeIfAbsent(kind(asked, status), this::timer)
                        .record(System.nanoTime() - beganNs, TimeUnit.NANOSECONDS);
            }
        }
    }

    private static Kind kind(HttpServletRequest request, int status) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        String method = request.getMethod();
        return new Kind(
                isKnown(method) ? method : UNKNOWN,
                pattern == null ? UNKNOWN : pattern.toString(),
                status);
    }

    private static boolean isKnown(String method) {
        for (HttpMethod each : HttpMethod.values()) {
            if (each.name().equals(method)) {
                return true;
            }
        }
        return false;
    }

    private Timer timer(Kind kind) {
        return Timer.builder(NAME)
                .tag("method", kind.method())
                .tag("uri", kind.pattern())
                .tag("status", Integer.toString(kind.status()))
                .tag("outcome", outcome(kind.status()))
                .register(registry);
    }

    private static String outcome(int status) {
        return switch (status / 100) {
            case 1 -> "INFORMATIONAL";
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            case 5 -> "SERVER_ERROR";
            default -> UNKNOWN;
        };
    }
}
