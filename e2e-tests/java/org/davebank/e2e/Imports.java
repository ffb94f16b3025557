package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Imports by HTTP, and what must be true of them. */
record Imports(LocalNetwork network) {

    private static final Set<String> ENDS = Set.of("done", "failed", "cancelled");

    /** Posts a file of the past and waits for the end of its import. */
    JsonNode imported(Path csv, Path mapping) throws IOException {
        String server = network.servers().getFirst();
        String path =
                "/imports?mode=history&file_name="
                        + csv.getFileName()
                        + "&mapping="
                        + URLEncoder.encode(Files.readString(mapping), StandardCharsets.UTF_8);
        HttpResponse<String> accepted =
                network.exchange(
                        network.request(server, path)
                                .header("Authorization", "Bearer " + network.token())
                                .header("Content-Type", "text/csv")
                                .POST(HttpRequest.BodyPublishers.ofFile(csv))
                                .build());
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String id = JsonMapper.shared().readTree(accepted.body()).path("id").asString("");
        assertThat(accepted.headers().firstValue("Location")).contains("/imports/" + id);
        return ended(id);
    }

    /** Imports the file of an ended job again, and waits for the end of that. */
    JsonNode resumed(JsonNode job) {
        String path = "/imports/" + job.path("id").asString("") + "/resume";
        HttpResponse<String> accepted = network.send("POST", path, "");
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String id = JsonMapper.shared().readTree(accepted.body()).path("id").asString("");
        assertThat(accepted.headers().firstValue("Location")).contains("/imports/" + id);
        assertThat(id).isNotEqualTo(job.path("id").asString(""));
        return ended(id);
    }

    private JsonNode ended(String id) {
        AtomicReference<JsonNode> job = new AtomicReference<>();
        network.await(
                "the end of import " + id,
                () -> {
                    job.set(network.get("/imports/" + id));
                    return ENDS.contains(job.get().path("state").asString(""));
                });
        return job.get();
    }

    static void assertCounts(
            JsonNode job, long created, long duplicate, long rejected, long netMinor) {
        assertThat(job.path("state").asString("")).as(job.toString()).isEqualTo("done");
        assertThat(job.path("created").asLong()).as(job.toString()).isEqualTo(created);
        assertThat(job.path("duplicate").asLong()).as(job.toString()).isEqualTo(duplicate);
        assertThat(job.path("rejected").asLong()).as(job.toString()).isEqualTo(rejected);
        assertThat(job.path("net_minor").asLong()).as(job.toString()).isEqualTo(netMinor);
    }

    /** Balances of all accounts with an alias that begins so. */
    Map<String, Long> balancesByAlias(String prefix) {
        Map<String, Long> balances = new TreeMap<>();
        String cursor = "";
        do {
            JsonNode page = network.get("/accounts?limit=1000" + cursor);
            for (JsonNode account : page.path("items")) {
                for (JsonNode alias : account.path("aliases")) {
                    if (alias.asString("").startsWith(prefix)) {
                        balances.put(alias.asString(""), account.path("balance_minor").asLong());
                    }
                }
            }
            String next = page.path("next_cursor").asString("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return balances;
    }

    /** Every row with the unknown word, and the one that is cut. */
    void assertRejects(JsonNode job, long count) throws IOException {
        HttpResponse<String> response =
                network.send("GET", "/imports/" + job.path("id").asString("") + "/rejects", null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<CSVRecord> rejects =
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get()
                        .parse(new StringReader(response.body()))
                        .getRecords();
        assertThat(rejects).hasSize((int) count);
        CSVRecord cut = rejects.getLast();
        assertThat(cut.get("original_row")).contains("přenos; byl př");
        assertThat(cut.get("code")).isEqualTo("malformed_request");
        assertThat(cut.get("message")).isNotBlank();
        for (CSVRecord each : rejects.subList(0, rejects.size() - 1)) {
            assertThat(each.get("original_row")).contains(";POPLATEK;");
            assertThat(Long.parseLong(each.get("line"))).isGreaterThan(1);
            assertThat(each.get("field")).isEqualTo("transaction_type");
            assertThat(each.get("code")).isEqualTo("invalid_type");
        }
    }
}
