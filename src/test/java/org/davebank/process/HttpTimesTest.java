package org.davebank.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerMapping;

class HttpTimesTest {

    private static final String PATTERN = "/accounts/{account}";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpTimes times = new HttpTimes(registry);

    private void request(String method, FilterChain route) throws ServletException, IOException {
        times.doFilter(
                new MockHttpServletRequest(method, "/accounts/12345678"),
                new MockHttpServletResponse(),
                route);
    }

    private static FilterChain answering(int status) {
        return (request, response) -> {
            request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, PATTERN);
            ((HttpServletResponse) response).setStatus(status);
        };
    }

    private Timer timer(String method, String uri, String status, String outcome) {
        return registry.get("http.server.requests")
                .tags("method", method, "uri", uri, "status", status, "outcome", outcome)
                .timer();
    }

    @Test
    void requestsAreCountedByMethodPatternAndStatus() throws Exception {
        request("GET", answering(200));
        request("GET", answering(200));
        request("GET", answering(404));
        assertThat(timer("GET", PATTERN, "200", "SUCCESS").count()).isEqualTo(2);
        assertThat(timer("GET", PATTERN, "404", "CLIENT_ERROR").count()).isEqualTo(1);
    }

    @Test
    void whatNoRouteAnswersAndMethodsOfAClientsInventionAreUnknown() throws Exception {
        request("BREW", (request, response) -> {});
        assertThat(timer("UNKNOWN", "UNKNOWN", "200", "SUCCESS").count()).isEqualTo(1);
    }

    @Test
    void aRequestThatFailsIsAnErrorOfTheServerAndNoLongerActive() {
        assertThatThrownBy(() ->
                        request(
                                "GET",
                                (request, response) -> {
                                    throw new IOException("gone");
                                }))
                .isInstanceOf(IOException.class);
        assertThat(timer("GET", "UNKNOWN", "500", "SERVER_ERROR").count()).isEqualTo(1);
        assertThat(registry.get("http.server.requests.active").gauge().value()).isZero();
    }

    @Test
    void aScrapeHasWhatTheDocumentListsAndNothingElse() throws Exception {
        request("GET", answering(200));
        assertThat(MetricsDocument.scraped(registry.scrape()))
                .isEqualTo(MetricsDocument.names("http_"));
    }
}
