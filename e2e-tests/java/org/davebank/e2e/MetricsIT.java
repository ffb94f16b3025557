package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.davebank.process.MetricsDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server of a real network shows to Prometheus, held against the document and the dashboard. */
@Timeout(300)
@SampleNetwork.Used
class MetricsIT {

    private static final Pattern ROUTE = Pattern.compile("uri=\"([^\"]*)\"");
    private static final String ACCOUNT = "31415926";

    private final LocalNetwork network = SampleNetwork.network();
    private final String server = network.servers().getFirst();

    private String scrape() {
        try {
            HttpRequest scrape =
                    network.request(server, "/actuator/prometheus")
                            .setHeader("Accept", "text/plain")
                            .header("Authorization", "Bearer " + network.token())
                            .build();
            return network.exchange(scrape).body();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void post(String path, String body) throws IOException {
        network.send(server, "POST", path, body, "metrics-" + path + body.hashCode());
    }

    @Test
    void aScrapeHasWhatTheDocumentListsAndNothingElse() throws IOException {
        post("/accounts", "{\"number\":\"" + ACCOUNT + "\",\"holder\":\"Ada\"}");
        post(
                "/transactions",
                "{\"account_num\":\""
                        + ACCOUNT
                        + "\",\"transaction_type\":\"withdrawal\",\"amount\":1.00}");
        network.send(server, "GET", "/accounts/" + ACCOUNT, null, "");
        network.send(server, "GET", "/no/such/route/" + ACCOUNT, null, "");
        TreeSet<String> documented = MetricsDocument.names("");
        network.await(
                "every metric", () -> MetricsDocument.scraped(scrape()).containsAll(documented));

        String scraped = scrape();
        TreeSet<String> shown = MetricsDocument.scraped(scraped);
        // Of the chain of filters, for those who work on the web side.
        assertThat(shown).isEqualTo(documented);
        assertThat(scraped)
                .contains("uri=\"/accounts/{account}\"")
                .containsPattern("_commands_total\\{code=\"insufficient_funds\",.*} [1-9]")
                .containsPattern(
                        "davebank_peer_rtt_seconds\\{node=\"Worker1\",peer=\"SuperNode1\"");
        assertThat(ROUTE.matcher(scraped).results().map(each -> each.group(1)))
                .as("a route, never an account")
                .noneMatch(uri -> uri.contains(ACCOUNT));
    }
}
