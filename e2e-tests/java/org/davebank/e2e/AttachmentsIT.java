package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Files of transactions on real processes: in and out. */
@Timeout(300)
@SampleNetwork.Used
class AttachmentsIT {

    private static LocalNetwork network;
    private static Attachments attachments;
    @TempDir static Path folder;

    @BeforeAll
    static void begin() {
        network = SampleNetwork.network();
        attachments = Attachments.on(network, 1);
    }

    private static boolean hasCopy(String node, String sha256) {
        return Files.isRegularFile(network.data().resolve(node).resolve("content").resolve(sha256));
    }

    private static String text(HttpResponse<?> response, String header) {
        return response.headers().firstValue(header).orElse("");
    }

    @Test
    void severalFilesOfATransactionComeBackFromEveryServerAsTheyWere() throws Exception {
        String transaction = attachments.deposit();
        byte[] first = attachments.bytes(300_000);
        byte[] second = attachments.bytes(1_000_001);
        JsonNode attached =
                attachments.attach(
                        attachments.server(0), transaction, "a%2F..%2Fr%C3%A9ceipt.png", first);
        assertThat(attached.path("name").asString()).isEqualTo("réceipt.png");
        assertThat(attached.path("sha256").asString()).isEqualTo(Attachments.sha256(first));
        assertThat(attached.path("holders").size()).isGreaterThanOrEqualTo(2);
        attachments.attach(attachments.server(1), transaction, "second.png", second);

        JsonNode shown = network.get("/transactions/" + transaction).path("attachments");
        assertThat(shown.size()).isEqualTo(2);
        assertThat(shown.get(1).path("size").asLong(0)).isEqualTo(second.length);
        for (int i = 0; i < 3; i++) {
            HttpResponse<byte[]> response =
                    attachments.download(attachments.server(i), Attachments.sha256(second));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(second);
        }
        String upper = Attachments.sha256(second).toUpperCase(Locale.ROOT);
        assertThat(attachments.download(attachments.server(0), upper).body()).isEqualTo(second);
        assertThat(network.get("/cluster/index?key=" + upper).path("key").asString())
                .isEqualTo(Attachments.sha256(second));
        assertThat(network.run("download", upper, "--to", folder.toString()).exitCode()).isZero();
        network.await("the third holder", () -> attachments.holders(transaction).size() == 3);
        for (String holder : attachments.holders(transaction)) {
            assertThat(hasCopy(holder, Attachments.sha256(first))).as(holder).isTrue();
        }
    }

    @Test
    void rangesHeadAndConditionsAreAnsweredAndNothingMayRun() throws Exception {
        String transaction = attachments.deposit();
        byte[] file = attachments.bytes(100_000);
        String sha256 = Attachments.sha256(file);
        attachments.attach(attachments.server(0), transaction, "page.png", file);

        HttpResponse<byte[]> part =
                attachments.download(attachments.server(1), sha256, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file, 10, 20));
        assertThat(text(part, "Content-Range")).isEqualTo("bytes 10-19/100000");
        HttpResponse<byte[]> tail =
                attachments.download(attachments.server(2), sha256, "Range", "bytes=-5");
        assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(file, 99_995, 100_000));
        assertThat(
                        attachments
                                .download(attachments.server(0), sha256, "Range", "bytes=100000-")
                                .statusCode())
                .isEqualTo(416);
        assertThat(
                        attachments
                                .download(
                                        attachments.server(0),
                                        sha256,
                                        "Range",
                                        "bytes=" + "9".repeat(30) + "-")
                                .statusCode())
                .isEqualTo(416);
        for (String tags : List.of("*", "\"x\", \"" + sha256 + "\"", "W/\"" + sha256 + "\"")) {
            assertThat(
                            attachments
                                    .download(attachments.server(1), sha256, "If-None-Match", tags)
                                    .statusCode())
                    .as(tags)
                    .isEqualTo(304);
        }

        HttpResponse<byte[]> head =
                attachments
                        .http()
                        .send(
                                attachments
                                        .request(attachments.server(0), "/attachments/" + sha256)
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
        assertThat(
                        attachments
                                .download(
                                        attachments.server(0),
                                        sha256,
                                        "If-None-Match",
                                        "\"" + sha256 + "\"")
                                .statusCode())
                .isEqualTo(304);
    }

    @Test
    void whatIsNoAttachmentIsRefusedWithItsCode() throws Exception {
        String transaction = attachments.deposit();
        HttpResponse<byte[]> unknown = attachments.download(attachments.server(0), "0".repeat(64));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(new String(unknown.body())).contains("attachment_not_found");
        assertThat(
                        attachments
                                .download(attachments.server(0), "..%2f..%2fadmin.token")
                                .statusCode())
                .isBetween(400, 404);

        HttpResponse<String> empty =
                attachments
                        .http()
                        .send(
                                attachments.upload(
                                        attachments.server(0), transaction, "empty", new byte[0]),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(empty.statusCode()).as(empty.body()).isEqualTo(400);
        byte[] file = attachments.bytes(1_000);
        HttpRequest wrongDigest =
                attachments
                        .request(
                                attachments.server(0),
                                "/transactions/" + transaction + "/attachments")
                        .header(
                                "Repr-Digest",
                                "sha-256=:"
                                        + Base64.getEncoder().encodeToString(new byte[32])
                                        + ":")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                        .build();
        HttpResponse<String> wrong =
                attachments.http().send(wrongDigest, HttpResponse.BodyHandlers.ofString());
        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(400);

        attachments.attach(attachments.server(0), transaction, "key-1", file);
        HttpResponse<String> replay =
                attachments
                        .http()
                        .send(
                                attachments.upload(
                                        attachments.server(1), transaction, "key-1", file),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(replay.statusCode()).isEqualTo(201);
        assertThat(text(replay, "Idempotency-Replayed")).isEqualTo("true");
        HttpResponse<String> reused =
                attachments
                        .http()
                        .send(
                                attachments.upload(
                                        attachments.server(1),
                                        transaction,
                                        "key-1",
                                        attachments.bytes(1_000)),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(reused.body()).contains("idempotency_key_reused");
        HttpResponse<String> nowhere =
                attachments
                        .http()
                        .send(
                                attachments.upload(
                                        attachments.server(0),
                                        "00000000-0000-7000-8000-000000000000",
                                        "key-2",
                                        file),
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
                attachments
                        .request(
                                attachments.server(0),
                                "/transactions/" + attachments.deposit() + "/attachments")
                        .header("Content-Type", "multipart/form-data; boundary=x")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        HttpResponse<String> response =
                attachments.http().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Attachments.json(response.body()).path("name").asString();
    }

    @Test
    void aNameInAFormIsWhatTheBrowserMeantAndNeverAPath() throws Exception {
        assertThat(nameInForm("filename=\"..\\a%22b%0D%0A réçu.txt\"")).isEqualTo("ab réçu.txt");
        String longest = "語".repeat(100);
        String encoded = URLEncoder.encode(longest, StandardCharsets.UTF_8);
        assertThat(nameInForm("filename=\"x\"; filename*=UTF-8''" + encoded)).isEqualTo(longest);
    }

    @Test
    void theCommandsAttachAndDownload() throws Exception {
        String transaction = attachments.deposit();
        Path file = folder.resolve("contract of sale.pdf");
        byte[] bytes = attachments.bytes(50_000);
        Files.write(file, bytes);
        for (int i = 0; i < 2; i++) {
            Davebank.Result attached = network.run("attach", transaction, file.toString());
            assertThat(attached.exitCode()).as(attached.output()).isZero();
            assertThat(attached.output()).contains(Attachments.sha256(bytes));
        }
        assertThat(network.get("/transactions/" + transaction).path("attachments").size())
                .isEqualTo(1);
        Path into = folder.resolve("down");
        Davebank.Result all = network.run("download", transaction, "--to", into.toString());
        assertThat(all.exitCode()).as(all.output()).isZero();
        assertThat(into.resolve("contract of sale.pdf")).hasBinaryContent(bytes);
        Davebank.Result one =
                network.run("download", Attachments.sha256(bytes), "--to", into.toString());
        assertThat(one.exitCode()).as(one.output()).isZero();
        assertThat(into.resolve(Attachments.sha256(bytes) + ".bin")).hasBinaryContent(bytes);
    }
}
