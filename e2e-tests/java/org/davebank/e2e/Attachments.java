package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of transactions by HTTP, on one account of a network. */
final class Attachments {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final LocalNetwork network;
    private final String account;
    private final Random random;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();

    private Attachments(LocalNetwork network, String account, long seed) {
        this.network = network;
        this.account = account;
        this.random = new Random(seed);
    }

    /**
     * Opens an account.
     *
     * @param seed of the files' bytes: the network knows a file that another class has made
     */
    static Attachments on(LocalNetwork network, long seed) {
        HttpResponse<String> opened = network.send("POST", "/accounts", "{\"holder\":\"Filer\"}");
        return new Attachments(network, json(opened.body()).path("account_num").asString(), seed);
    }

    HttpClient http() {
        return http;
    }

    static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A file that this class has not made before. */
    byte[] bytes(int size) {
        byte[] file = new byte[size];
        random.nextBytes(file);
        return file;
    }

    /** A transaction to attach to. */
    String deposit() {
        HttpResponse<String> posted =
                network.send("POST", "/transactions/", Hostile.deposit(account, "1.00", ""));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        return json(posted.body()).path("id").asString();
    }

    /** Base address of one of the servers that live, by its place among them. */
    String server(int number) {
        List<String> servers = network.servers();
        return servers.get(number % servers.size());
    }

    HttpRequest.Builder request(String server, String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + network.token());
    }

    /** The name is the key, too. */
    HttpRequest upload(String server, String to, String name, byte[] bytes) {
        return upload(server, to, name, HttpRequest.BodyPublishers.ofByteArray(bytes));
    }

    /** The same with a body that may do more than to be sent. */
    HttpRequest upload(String server, String to, String name, HttpRequest.BodyPublisher bytes) {
        return request(server, "/transactions/" + to + "/attachments?name=" + name)
                .header("Content-Type", "image/png")
                .header("Idempotency-Key", name)
                .POST(bytes)
                .build();
    }

    JsonNode attach(String server, String to, String name, byte[] bytes) throws Exception {
        HttpResponse<String> response =
                http.send(upload(server, to, name, bytes), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response.body());
    }

    HttpResponse<byte[]> download(String server, String sha256, String... headers)
            throws Exception {
        HttpRequest.Builder request = request(server, "/attachments/" + sha256);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** From the first server that lives. */
    byte[] anywhere(String sha256) {
        for (String server : network.servers()) {
            try {
                HttpResponse<byte[]> response = download(server, sha256);
                if (response.statusCode() == 200) {
                    return response.body();
                }
            } catch (IOException e) {
                // Dead or dying: the next one.
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        return new byte[0];
    }

    /** Who holds the first file of a transaction. */
    List<String> holders(String transaction) {
        List<String> holders = new ArrayList<>();
        JsonNode items = network.get("/transactions/" + transaction + "/attachments").path("items");
        items.get(0).path("holders").forEach(holder -> holders.add(holder.asString()));
        return holders;
    }
}
