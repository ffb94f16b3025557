package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.e2e.ConsoleWords.signIn;
import static org.davebank.e2e.Counter.json;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.api.bank.AccountAnswer;
import org.davebank.api.bank.OpenAccount;
import org.davebank.api.bank.PostTransaction;
import org.davebank.api.bank.TransactionAnswer;
import org.davebank.client.BankClient;
import org.davebank.client.BankClient.Call;
import org.davebank.client.Connection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running server and its document say the same, route by route. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SampleNetwork.Used
class ApiIT {

    private static final String ACCOUNT = "88000001";
    private static final String OTHER = "88000002";
    private static final String BRIEF = "88000003";
    private static final String NONCE = "5f70bf18a086007016e948b04aed3b82";
    private static final String NDJSON = "application/x-ndjson";
    private static final String BYTES = "application/octet-stream";

    private static LocalNetwork network;
    private static String server;
    private static Contract contract;

    /** Operations that were seen to answer with a success. */
    private static final Set<String> WALKED = new TreeSet<>();

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
        server = network.servers().getFirst();
        contract = Contract.of(network);
        new Counter(network).open(Hostile.ACCOUNT);
    }

    private static HttpResponse<String> ask(
            String method, String path, String type, String body, String... headers)
            throws IOException {
        HttpRequest.Builder request =
                network.request(server, path)
                        .setHeader("Accept", "*/*")
                        .header("Authorization", "Bearer " + network.token());
        if (body != null) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        request.method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        HttpResponse<String> answer = network.exchange(request.build());
        String operation = contract.find(method, path);
        assertThat(operation).as(method + " " + path).isNotNull();
        contract.check(operation, answer);
        if (answer.statusCode() < 400) {
            WALKED.add(operation);
        }
        return answer;
    }

    private static JsonNode get(String path, String... headers) throws IOException {
        HttpResponse<String> answer = ask("GET", path, "", null, headers);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return answer.headers().firstValue("Content-Type").orElse("").endsWith("json")
                ? json(answer)
                : JsonMapper.shared().nullNode();
    }

    private static JsonNode send(String method, String path, String type, String body, int status)
            throws IOException {
        HttpResponse<String> answer = ask(method, path, type, body);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
        return answer.body().isEmpty() ? JsonMapper.shared().nullNode() : json(answer);
    }

    private static JsonNode post(String path, String body, int status) throws IOException {
        return send("POST", path, "application/json", body, status);
    }

    @Test
    @Order(1)
    void theBankAnswersAsTheDocumentSays() throws IOException {
        post(
                "/accounts",
                "{\"holder\":\"Ada\",\"number\":\"" + ACCOUNT + "\",\"aliases\":[\"API-1\"]}",
                201);
        post("/accounts", "{\"holder\":\"Bob\",\"number\":\"" + OTHER + "\"}", 201);
        get("/accounts?limit=2&q=8800");
        get("/accounts/" + ACCOUNT);
        get("/accounts/API-1?consistency=stale");
        get("/accounts/" + ACCOUNT + "/balance");
        post("/accounts", "{\"holder\":\"Cy\",\"number\":\"" + BRIEF + "\"}", 201);
        post("/accounts/" + BRIEF + "/freeze", "", 200);
        post("/accounts/" + BRIEF + "/unfreeze", "", 200);
        send("PATCH", "/accounts/" + BRIEF, "application/json", "{\"holder\":\"Di\"}", 200);
        String taken = "{\"aliases\":[\"API-2\",\"API-1\"]}";
        send("PATCH", "/accounts/" + BRIEF, "application/json", taken, 409);
        String free = "{\"aliases\":[\"API-2\",\"API-3\"]}";
        send("PATCH", "/accounts/" + BRIEF, "application/json", free, 200);
        get("/accounts/API-3");
        post("/accounts/" + BRIEF + "/close", "", 200);
        post("/accounts/" + BRIEF + "/close", "", 409);
        JsonNode deposit = post("/transactions", Hostile.deposit(ACCOUNT, "9.50", ""), 201);
        post(
                "/transactions",
                Hostile.deposit(ACCOUNT, "99.50", "").replace("deposit", "withdrawal"),
                422);
        send(
                "POST",
                "/transactions/batch",
                NDJSON,
                Hostile.deposit(ACCOUNT, "0.50", "") + "\n" + Hostile.deposit("1", "1", ""),
                200);
        String both =
                Hostile.deposit(ACCOUNT, "0.25", "") + "," + Hostile.deposit(OTHER, "1.00", "");
        post("/transactions/batch?atomic=true", "[" + both + "]", 200);
        post("/transactions/batch?atomic=true", "[" + Hostile.deposit("1", "1", "") + "]", 400);
        String id = deposit.path("id").asString("");
        String at = deposit.path("committed_at").asString("");
        get("/accounts/" + ACCOUNT + "/balance?at=" + at);
        get("/transactions/" + id);
        get("/transactions/" + ACCOUNT + "?limit=1&status=all");
        get("/transactions/" + id + "/receipt");
        get("/transactions?account=" + ACCOUNT + "&kind=deposit&min=1&max=10");
        post("/transactions/" + id + "/reversal", "{\"amount\":0.50,\"reason\":\"a test\"}", 201);
        get("/transactions/" + id);
        String asked = Hostile.deposit(ACCOUNT, "3.00", ",\"hold\":true,\"expires_in_s\":600");
        JsonNode hold = post("/transactions", asked.replace("deposit", "withdrawal"), 201);
        String held = "/transactions/" + hold.path("id").asString("");
        post(held + "/capture", "{\"amount\":1.00}", 201);
        post(held + "/release", "{\"amount\":0.50}", 201);
        get(held);
        JsonNode file =
                send("POST", "/transactions/" + id + "/attachments?name=a.txt", BYTES, "abc", 201);
        get("/transactions/" + id + "/attachments");
        String address = "/attachments/" + file.path("sha256").asString("");
        get(address);
        assertThat(ask("GET", address, "", null, "Range", "bytes=0-1").statusCode()).isEqualTo(206);
        get("/accounts/" + ACCOUNT + "/statement?from=2026-01-01");
        get("/exports/accounts?format=json&q=8800");
        get("/exports/transactions?account=" + ACCOUNT);
        get("/");
    }

    @Test
    @Order(2)
    void importsAnswerAsTheDocumentSays() throws IOException {
        String rows = "account_num,transaction_type,amount\n" + ACCOUNT + ",deposit,1.00\n1,2,3\n";
        JsonNode job = send("POST", "/imports?file_name=a.csv&dry_run=true", "text/csv", rows, 202);
        String address = "/imports/" + job.path("id").asString("");
        network.await(
                "the end of the import",
                () -> network.get(address).path("state").asString("").equals("done"));
        get("/imports");
        get(address);
        get(address + "/rejects");
        send("POST", address + "/resume", "", null, 202);
        send("POST", address + "/cancel", "", null, 200);
    }

    @Test
    @Order(3)
    void theNetworkAnswersAsTheDocumentSays() throws IOException {
        for (String path : List.of("", "/nodes", "/shards", "/events", "/audit")) {
            get("/cluster" + path);
        }
        String node = network.get("/cluster").path("nodes").get(0).path("name").asString("");
        get("/cluster/nodes/" + node);
        get("/cluster/nodes/" + node + "/recovery");
        get("/cluster/index?key=" + ACCOUNT);
        get("/network/proof?nonce=" + NONCE);
        String fault =
                "{\"kind\":\"delay\",\"target\":\""
                        + node
                        + "\",\"ttl_s\":30,"
                        + "\"parameters\":{\"delay_ms\":1}}";
        send("PUT", "/cluster/faults", "application/json", fault, 200);
        send("PUT", "/cluster/faults/api-1", "application/json", fault, 200);
        network.await("the fault", () -> network.get("/cluster/faults/api-1").has("kind"));
        get("/cluster/faults");
        get("/cluster/faults/api-1");
        send("DELETE", "/cluster/faults/api-1", "", null, 204);
        send("DELETE", "/cluster/faults", "", null, 204);
        JsonNode operation = send("POST", "/cluster/nodes/" + node + "/revive", "", null, 202);
        get("/cluster/operations/" + operation.path("id").asString(""));
        post("/cluster/nodes", "{\"role\":\"server\"}", 400);
        post("/cluster/nodes/" + node + "/harm", "{\"shard\":0}", 400);
    }

    @Test
    @Order(4)
    void theStreamOfEventsIsAsTheDocumentSays() throws Exception {
        HttpRequest request =
                network.request(server, "/events")
                        .setHeader("Accept", "text/event-stream")
                        .header("Authorization", "Bearer " + network.token())
                        .build();
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<InputStream> answer =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String data = lines.readLine();
            while (!data.startsWith("data: ")) {
                data = lines.readLine();
            }
            JsonNode schema =
                    contract.operation("GET /events").findPath("text/event-stream").path("schema");
            contract.check(schema, JsonMapper.shared().readTree(data.substring(6)), "an event");
            WALKED.add("GET /events");
        }
        client.shutdownNow();
    }

    @Test
    @Order(5)
    void everyRouteOfTheDocumentHasAnswered() {
        Set<String> left = new TreeSet<>(contract.operations());
        left.removeAll(WALKED);
        // The one would add a node for good, the other damage the books.
        assertThat(left).containsExactly("POST /cluster/nodes", "POST /cluster/nodes/{name}/harm");
    }

    @Test
    @Order(6)
    void everyRouteRefusesAParameterThatItDoesNotDeclare() throws IOException {
        for (String operation : contract.operations()) {
            String[] words = operation.split(" ", 2);
            String path = words[1].replaceAll("\\{\\w+}", "none");
            HttpResponse<String> refused = ask(words[0], path + "?nonsense=1", "", null);
            assertThat(refused.statusCode()).as(operation).isEqualTo(400);
            assertThat(json(refused).path("detail").asString(""))
                    .as(operation)
                    .startsWith("unknown parameter 'nonsense'; there are ");
            for (JsonNode each : contract.operation(operation).path("parameters")) {
                String name = each.path("name").asString("");
                if (each.path("in").asString("").equals("query") && words[0].equals("GET")) {
                    HttpResponse<String> known = ask("GET", path + "?" + name + "=%20", "", null);
                    assertThat(known.body()).as(operation).doesNotContain("unknown parameter");
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.davebank.e2e.Hostile#all")
    @Order(7)
    void aRefusalIsOneThatTheDocumentHas(Hostile hostile) throws IOException {
        URI address = hostile.request(network).uri();
        String operation = contract.find(hostile.method(), address.getRawPath());
        if (operation != null) {
            contract.check(operation, network.exchange(hostile.request(network)));
        }
    }

    @Test
    @Order(8)
    void theExampleOfTheUserGuideRuns() throws IOException {
        String url = server;
        String token = network.token();
        BigDecimal balance;
        // As in the guide.
        Connection connection = Connection.named(url, () -> token);
        try (BankClient bank = new BankClient(connection)) {
            OpenAccount ada = new OpenAccount("Ada Lovelace", null, null, null, List.of());
            Call open = Call.post("/accounts", ada, BankClient.newKey());
            String number = bank.ask(open).orFail(AccountAnswer.class).accountNum();
            PostTransaction wages = PostTransaction.deposit(number, new BigDecimal("12.50"));
            Call post = Call.post("/transactions", wages, BankClient.newKey());
            balance = bank.ask(post).orFail(TransactionAnswer.class).balanceAfter();
        }
        assertThat(balance).isEqualTo("12.50");
        Path home = Path.of(System.getProperty("davebank.home", "."));
        String guide = Files.readString(home.resolve("docs/user-guide.md"));
        Path own = home.resolve("e2e-tests/java/org/davebank/e2e/ApiIT.java");
        String source = Files.readString(own).replaceAll("(?m)^ +", "");
        String example = guide.split("```java\n", 2)[1].split("```", 2)[0];
        assertThat(source).contains(example.replaceAll("(?m)^ +", ""));
    }

    @Test
    @Order(9)
    void thePageOfTheDocumentAsksNobodyElse() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            SampleNetwork.browser()
                    .visit(
                            "docs-" + scheme,
                            new NewContextOptions().setColorScheme(scheme),
                            page -> lookAtDocs(page, scheme));
        }
    }

    private static void lookAtDocs(Page page, ColorScheme scheme) {
        signIn(page, server, "");
        List<String> elsewhere = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        page.onRequest(request -> {
            if (!request.url().startsWith(server) && !request.url().startsWith("data:")) {
                elsewhere.add(request.url());
            }
        });
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.navigate(server + "/docs");
        page.locator(".opblock-tag").first().click();
        page.getByText("Opens an account.").waitFor();
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(Browser.output().resolve("docs-" + scheme + ".png")));
        assertThat(elsewhere).isEmpty();
        assertThat(errors).isEmpty();
    }
}
