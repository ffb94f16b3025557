package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A counter of the bank: accounts and postings by HTTP, and what must be true of the answers. */
record Counter(LocalNetwork network) {

    static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    /** Opens an account under this number, once for all classes that share a network. */
    JsonNode open(String number) {
        HttpResponse<String> response =
                network.send(
                        "POST",
                        "/accounts",
                        "{\"holder\":\"Carl Counter\",\"number\":\"" + number + "\"}",
                        "open-" + number);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response);
    }

    /** Posts at the server with this place in the list. */
    HttpResponse<String> post(int server, String key, String account, String type, String amount)
            throws IOException {
        List<String> servers = network.servers();
        return network.send(
                servers.get(server % servers.size()),
                "POST",
                "/transactions/",
                Hostile.deposit(account, amount, "").replace("deposit", type),
                key);
    }

    /** Gives an account these aliases, texts in quotes, at the server with this place in the list. */
    HttpResponse<String> aliases(int server, String key, String account, String quoted)
            throws IOException {
        List<String> servers = network.servers();
        return network.send(
                servers.get(server % servers.size()),
                "PATCH",
                "/accounts/" + account,
                "{\"aliases\":[" + quoted + "]}",
                key);
    }

    long balanceMinor(String account) {
        return network.get("/accounts/" + account + "/balance").path("balance_minor").asLong();
    }

    static boolean isReplayed(HttpResponse<String> response) {
        return response.headers().firstValue("Idempotency-Replayed").orElse("").equals("true");
    }

    /** The body without what is made anew for every answer. */
    static JsonNode lasting(HttpResponse<String> response) {
        ObjectNode body = (ObjectNode) json(response);
        body.remove("trace_id");
        return body;
    }

    static void assertProblem(HttpResponse<String> response, String code) {
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("code").asString("")).as(response.body()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(response.statusCode());
        assertThat(problem.path("outcome").asString("")).isEqualTo("rejected");
        assertThat(problem.path("retryable").asBoolean()).isEqualTo(code.equals("no_quorum"));
        assertThat(problem.path("detail").asString("")).isNotBlank();
        assertThat(problem.path("trace_id").asString("")).isNotBlank();
    }
}
