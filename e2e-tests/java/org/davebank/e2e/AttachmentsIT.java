package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of transactions on real processes: in, out, and through deaths. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedNetwork.class)
class AttachmentsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern SWALLOWED = Pattern.compile("swallowed (\\d+) packets");

    private static LocalNetwork network;
    private static String account;
    @TempDir static Path folder;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final Random random = new Random(7);

    @BeforeAll
    static void begin() {
        network = SharedNetwork.network();
        HttpResponse<String> opened = network.send("POST", "/accounts", "{\"holder\":\"Filer\"}");
        account = json(opened.body()).path("account_num").asString();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static String deposit() {
        HttpResponse<String> posted =
                network.send(
                        "POST",
                        "/transactions/",
                        "{\"account_num\":\""
                                + account
                                + "\",\"transaction_type\":\"deposit\",\"amount\":1.00}");
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        return json(posted.body()).path("id").asString();
    }

    private byte[] file(int bytes) {
        byte[] file = new byte[bytes];
        random.nextBytes(file);
        return file;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String server, String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + network.token());
    }

    private HttpRequest upload(String server, String to, String name, byte[] bytes) {
        return request(server, "/transactions/" + to + "/attachments?name=" + name)
                .header("Content-Type", "image/png")
                .header("Idempotency-Key", name)
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
    }

    private String server(int number) {
        List<String> servers = network.servers();
        return servers.get(number % servers.size());
    }

    private JsonNode attach(String server, String to, String name, byte[] bytes) throws Exception {
        HttpResponse<String> response =
                http.send(upload(server, to, name, bytes), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response.body());
    }

    private HttpResponse<byte[]> download(String server, String sha256, String... headers)
            throws Exception {
        HttpRequest.Builder request = request(server, "/attachments/" + sha256);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static List<String> holders(String transaction) {
        List<String> holders = new ArrayList<>();
        JsonNode items = network.get("/transactions/" + transaction + "/attachments").path("items");
        items.get(0).path("holders").forEach(holder -> holders.add(holder.asString()));
        return holders;
    }

    private static boolean hasCopy(String node, String sha256) {
        return Files.isRegularFile(network.data().resolve(node).resolve("content").resolve(sha256));
    }

    private static String text(HttpResponse<?> response, String header) {
        return response.headers().firstValue(header).orElse("");
    }

    @Test
    @Order(1)
    void severalFilesOfATransactionComeBackFromEveryServerAsTheyWere() throws Exception {
        String transaction = deposit();
        byte[] first = file(300_000);
        byte[] second = file(1_000_001);
        JsonNode attached = attach(server(0), transaction, "a%2F..%2Fr%C3%A9ceipt.png", first);
        assertThat(attached.path("name").asString()).isEqualTo("réceipt.png");
        assertThat(attached.path("sha256").asString()).isEqualTo(sha256(first));
        assertThat(attached.path("holders").size()).isGreaterThanOrEqualTo(2);
        attach(server(1), transaction, "second.png", second);

        JsonNode shown = network.get("/transactions/" + transaction).path("attachments");
        assertThat(shown.size()).isEqualTo(2);
        assertThat(shown.get(1).path("size").asLong(0)).isEqualTo(second.length);
        for (int i = 0; i < 3; i++) {
            HttpResponse<byte[]> response = download(server(i), sha256(second));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(second);
        }
        String upper = sha256(second).toUpperCase(Locale.ROOT);
        assertThat(download(server(0), upper).body()).isEqualTo(second);
        assertThat(network.get("/cluster/index?key=" + upper).path("key").asString())
                .isEqualTo(sha256(second));
        assertThat(network.run("download", upper, "--to", folder.toString()).exitCode()).isZero();
        network.await("the third holder", () -> holders(transaction).size() == 3);
        for (String holder : holders(transaction)) {
            assertThat(hasCopy(holder, sha256(first))).as(holder).isTrue();
        }
    }

    @Test
    @Order(2)
    void rangesHeadAndConditionsAreAnsweredAndNothingMayRun() throws Exception {
        String transaction = deposit();
        byte[] file = file(100_000);
        String sha256 = sha256(file);
        attach(server(0), transaction, "page.png", file);

        HttpResponse<byte[]> part = download(server(1), sha256, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file, 10, 20));
        assertThat(text(part, "Content-Range")).isEqualTo("bytes 10-19/100000");
        HttpResponse<byte[]> tail = download(server(2), sha256, "Range", "bytes=-5");
        assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(file, 99_995, 100_000));
        assertThat(download(server(0), sha256, "Range", "bytes=100000-").statusCode())
                .isEqualTo(416);
        assertThat(
                        download(server(0), sha256, "Range", "bytes=" + "9".repeat(30) + "-")
                                .statusCode())
                .isEqualTo(416);
        for (String tags : List.of("*", "\"x\", \"" + sha256 + "\"", "W/\"" + sha256 + "\"")) {
            assertThat(download(server(1), sha256, "If-None-Match", tags).statusCode())
                    .as(tags)
                    .isEqualTo(304);
        }

        HttpResponse<byte[]> head =
                http.send(
                        request(server(0), "/attachments/" + sha256)
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(text(head, "Content-Length")).isEqualTo("100000");
        assertThat(text(head, "ETag")).isEqualTo("\"" + sha256 + "\"");
        assertThat(text(head, "Repr-Digest"))
                .isEqualTo(
                        "sha-256=:"
                                + Base64.getEncoder()
                                        .encodeToString(HexFormat.of().parseHex(sha256))
                                + ":");
        assertThat(text(head, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(text(head, "Content-Disposition")).startsWith("attachment");
        assertThat(text(head, "Content-Security-Policy")).contains("sandbox");
        assertThat(download(server(0), sha256, "If-None-Match", "\"" + sha256 + "\"").statusCode())
                .isEqualTo(304);
    }

    @Test
    @Order(3)
    void whatIsNoAttachmentIsRefusedWithItsCode() throws Exception {
        String transaction = deposit();
        HttpResponse<byte[]> unknown = download(server(0), "0".repeat(64));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(new String(unknown.body())).contains("attachment_not_found");
        assertThat(download(server(0), "..%2f..%2fadmin.token").statusCode()).isBetween(400, 404);

        HttpResponse<String> empty =
                http.send(
                        upload(server(0), transaction, "empty", new byte[0]),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(empty.statusCode()).as(empty.body()).isEqualTo(400);
        byte[] file = file(1_000);
        HttpRequest wrongDigest =
                request(server(0), "/transactions/" + transaction + "/attachments")
                        .header(
                                "Repr-Digest",
                                "sha-256=:"
                                        + Base64.getEncoder().encodeToString(new byte[32])
                                        + ":")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                        .build();
        HttpResponse<String> wrong = http.send(wrongDigest, HttpResponse.BodyHandlers.ofString());
        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(400);

        attach(server(0), transaction, "key-1", file);
        HttpResponse<String> replay =
                http.send(
                        upload(server(1), transaction, "key-1", file),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(replay.statusCode()).isEqualTo(201);
        assertThat(text(replay, "Idempotency-Replayed")).isEqualTo("true");
        HttpResponse<String> reused =
                http.send(
                        upload(server(1), transaction, "key-1", file(1_000)),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(reused.body()).contains("idempotency_key_reused");
        HttpResponse<String> nowhere =
                http.send(
                        upload(server(0), "00000000-0000-7000-8000-000000000000", "key-2", file),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(nowhere.body()).contains("transaction_not_found");
        assertThat(network.get("/transactions/" + transaction).path("attachments").size())
                .isEqualTo(1);
    }

    private String nameInForm(String parameter) throws Exception {
        String form =
                "--x\r\nContent-Disposition: form-data; name=\"file\"; "
                        + parameter
                        + "\r\n\r\n"
                        + parameter
                        + "\r\n--x--\r\n";
        HttpRequest request =
                request(server(0), "/transactions/" + deposit() + "/attachments")
                        .header("Content-Type", "multipart/form-data; boundary=x")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response.body()).path("name").asString();
    }

    @Test
    @Order(4)
    void aNameInAFormIsWhatTheBrowserMeantAndNeverAPath() throws Exception {
        assertThat(nameInForm("filename=\"..\\a%22b%0D%0A réçu.txt\"")).isEqualTo("ab réçu.txt");
        String longest = "語".repeat(100);
        String encoded = URLEncoder.encode(longest, StandardCharsets.UTF_8);
        assertThat(nameInForm("filename=\"x\"; filename*=UTF-8''" + encoded)).isEqualTo(longest);
    }

    @Test
    @Order(5)
    void theCommandsAttachAndDownload() throws Exception {
        String transaction = deposit();
        Path file = folder.resolve("contract of sale.pdf");
        byte[] bytes = file(50_000);
        Files.write(file, bytes);
        for (int i = 0; i < 2; i++) {
            Davebank.Result attached = network.run("attach", transaction, file.toString());
            assertThat(attached.exitCode()).as(attached.output()).isZero();
            assertThat(attached.output()).contains(sha256(bytes));
        }
        assertThat(network.get("/transactions/" + transaction).path("attachments").size())
                .isEqualTo(1);
        Path into = folder.resolve("down");
        Davebank.Result all = network.run("download", transaction, "--to", into.toString());
        assertThat(all.exitCode()).as(all.output()).isZero();
        assertThat(into.resolve("contract of sale.pdf")).hasBinaryContent(bytes);
        Davebank.Result one = network.run("download", sha256(bytes), "--to", into.toString());
        assertThat(one.exitCode()).as(one.output()).isZero();
        assertThat(into.resolve(sha256(bytes) + ".bin")).hasBinaryContent(bytes);
    }

    @Test
    @Order(6)
    void sixtyFourMebibytesGoUpAndComeBackFromEachServer() throws Exception {
        byte[] file = file(64 << 20);
        String sha256 = sha256(file);
        attach(server(0), deposit(), "large.bin", file);
        for (int i = 0; i < 3; i++) {
            assertThat(sha256(download(server(i), sha256).body())).isEqualTo(sha256);
        }
    }

    /** Every packet of every link, heartbeats too, is lost with one chance in twenty. */
    @Test
    @Order(7)
    void sixtyFourMebibytesArriveIntactThroughLossWhileHeartbeatsKeepTheirTime() throws Exception {
        network.awaitWhole();
        String transaction = deposit();
        byte[] file = file(64 << 20);
        file[0]++; // Another file than that of the test before, which all holders would know.
        List<Long> terms = terms();
        List<String> lossy = new ArrayList<>(List.of("fault", "loss"));
        network.file().path("nodes").forEach(node -> lossy.add(node.path("name").asString()));
        lossy.addAll(List.of("--percent", "5", "--direction", "out", "--ttl", "120"));
        Instant begun = Instant.now();
        Davebank.Result lost = network.run(lossy.toArray(String[]::new));
        assertThat(lost.exitCode()).as(lost.output()).isZero();
        network.await("all the faults", () -> network.get("/cluster/faults").size() == 6);

        long startNs = System.nanoTime();
        attach(server(0), transaction, "through-loss.bin", file);
        long upNs = System.nanoTime() - startNs;
        startNs = System.nanoTime();
        for (int i = 1; i < 3; i++) {
            assertThat(sha256(download(server(i), sha256(file)).body())).isEqualTo(sha256(file));
        }
        long eachNs = (System.nanoTime() - startNs) / 2;
        assertThat(terms()).as("leaders have stayed").isEqualTo(terms);
        assertThat(kindsSince(begun)).as("what happened").doesNotContain("member_dead");
        System.out.printf(
                "attachment of 64 MiB through 5 %% loss: up %.0f MB/s, from each server %.0f MB/s,"
                        + " %d suspicions, all refuted%n",
                speed(upNs),
                speed(eachNs),
                kindsSince(begun).stream().filter("member_suspect"::equals).count());

        long before = swallowed();
        assertThat(network.run("heal").exitCode()).isZero();
        // Two copies of some 4,096 packets went through it, and some of what acknowledged them.
        network.await("the nodes to tell of lost packets", () -> swallowed() >= before + 200);
        network.await("no fault", () -> network.get("/cluster/faults").isEmpty());
        network.awaitWhole();
    }

    /** Of the system group and of each shard. */
    private static List<Long> terms() {
        JsonNode cluster = network.get("/cluster");
        List<Long> terms = new ArrayList<>(List.of(cluster.path("term").asLong()));
        cluster.path("shards").forEach(shard -> terms.add(shard.path("term").asLong()));
        return terms;
    }

    /** Packets that the logs of all nodes call lost to faults, each node by its last word. */
    private static long swallowed() {
        long packets = 0;
        for (JsonNode node : network.file().path("nodes")) {
            Path log = network.data().resolve(node.path("name").asString()).resolve("node.log");
            long last = 0;
            Matcher word = SWALLOWED.matcher(contentOf(log.toFile()));
            while (word.find()) {
                last = Long.parseLong(word.group(1));
            }
            packets += last;
        }
        return packets;
    }

    private static List<String> kindsSince(Instant begun) {
        List<String> kinds = new ArrayList<>();
        for (JsonNode event : network.get("/cluster/events")) {
            if (Instant.parse(event.path("at").asString()).isAfter(begun)) {
                kinds.add(event.path("kind").asString());
            }
        }
        return kinds;
    }

    private static double speed(long elapsedNs) {
        return (64 << 20) / 1e6 / (elapsedNs / 1e9);
    }

    @Test
    @Order(8)
    void theBenchesOfFilesAndRowsGiveAFigureForEachWayInAndOut() {
        JsonNode files = bench("files", "--mib", "2", "--rounds", "1");
        assertThat(files.findValuesAsString("what"))
                .startsWith("up", "down, from the server that took it");
        JsonNode rows = bench("rows", "--rows", "50", "--rounds", "1");
        assertThat(rows.findValuesAsString("what"))
                .hasSize(14)
                .contains("import xml, created", "import csv, duplicate")
                .contains("export ndjson, transactions", "export json, accounts");
        for (JsonNode each : rows) {
            assertThat(each.path("median").asDouble()).as(each.toString()).isPositive();
        }
    }

    private static JsonNode bench(String what, String... options) {
        List<String> command = new ArrayList<>(List.of("bench", what, "--json"));
        command.addAll(List.of(options));
        Davebank.Result ended = network.run(command.toArray(String[]::new));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return json(ended.output().lines().toList().getLast()); // Behind the lines of progress.
    }

    @Test
    @Order(9)
    void aNodeKilledAtAnyMomentOfAnUploadLeavesTheFileWholeOrAbsent() throws Exception {
        String transaction = deposit();
        byte[] file = file(24 << 20);
        List<String> mayBe = new ArrayList<>();
        for (int delayMs : new int[] {60, 450}) {
            byte[] bytes = file.clone();
            bytes[0] = (byte) delayMs;
            String victim = "SuperNode1";
            String server = "http://127.0.0.1:" + httpPort(victim);
            CompletableFuture<HttpResponse<String>> answer =
                    http.sendAsync(
                            upload(server, transaction, "cut-" + delayMs, bytes),
                            HttpResponse.BodyHandlers.ofString());
            CompletableFuture.runAsync(
                            () -> network.process(victim).destroyForcibly(),
                            CompletableFuture.delayedExecutor(
                                    delayMs, java.util.concurrent.TimeUnit.MILLISECONDS))
                    .join();
            answer.exceptionally(failure -> null).join();
            mayBe.add(sha256(bytes));
            assertReferencedOnesAreWhole(transaction);
            revive(victim);
        }
        byte[] acknowledged = file(2 << 20);
        attach("http://127.0.0.1:" + httpPort("SuperNode1"), transaction, "after", acknowledged);
        network.process("SuperNode1").destroyForcibly();
        HttpResponse<byte[]> response = download(server(1), sha256(acknowledged));
        assertThat(response.body()).isEqualTo(acknowledged);
        revive("SuperNode1");
        assertReferencedOnesAreWhole(transaction);
        System.out.println(
                "of "
                        + mayBe.size()
                        + " uploads cut off by kill -9, "
                        + (network.get("/transactions/" + transaction).path("attachments").size()
                                - 1)
                        + " were attached, whole");
    }

    private void revive(String name) {
        assertThat(network.run("revive", name).exitCode()).isZero();
        network.await(
                name + " to serve",
                () -> {
                    try {
                        HttpRequest health =
                                request("http://127.0.0.1:" + httpPort(name), "/actuator/health")
                                        .build();
                        return http.send(health, HttpResponse.BodyHandlers.discarding())
                                        .statusCode()
                                == 200;
                    } catch (IOException | InterruptedException e) {
                        return false;
                    }
                });
    }

    private static int httpPort(String name) {
        for (JsonNode node : network.file().path("nodes")) {
            if (node.path("name").asString("").equals(name)) {
                return node.path("http").asInt(0);
            }
        }
        throw new AssertionError("no node " + name);
    }

    private void assertReferencedOnesAreWhole(String transaction) {
        network.await(
                "all files of the transaction to be whole",
                () -> {
                    JsonNode files =
                            network.get("/transactions/" + transaction).path("attachments");
                    for (JsonNode file : files) {
                        String sha256 = file.path("sha256").asString();
                        byte[] bytes = anywhere(sha256);
                        if (!sha256(bytes).equals(sha256)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** From the first server that lives. */
    private byte[] anywhere(String sha256) {
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

    @Test
    @Order(10)
    void aHolderThatDiesForGoodIsMadeUpForByAnotherNode() throws Exception {
        String transaction = deposit();
        byte[] file = file(3_000_000);
        attach(server(1), transaction, "kept.png", file);
        network.await("three holders", () -> holders(transaction).size() == 3);
        List<String> before = holders(transaction);
        String victim =
                before.stream()
                        .filter(name -> !name.startsWith("Super"))
                        .findFirst()
                        .orElse(before.getLast());
        network.process(victim).destroyForcibly();
        network.await(
                "another holder",
                () -> {
                    List<String> now = holders(transaction);
                    return now.size() == 3 && !now.contains(victim);
                });
        String added =
                holders(transaction).stream()
                        .filter(name -> !before.contains(name))
                        .findFirst()
                        .orElseThrow();
        assertThat(
                        Files.readAllBytes(
                                network.data()
                                        .resolve(added)
                                        .resolve("content")
                                        .resolve(sha256(file))))
                .isEqualTo(file);
        assertThat(anywhere(sha256(file))).isEqualTo(file);
    }
}
