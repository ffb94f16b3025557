package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Files of transactions through deaths of their holders. */
@Timeout(300)
@SampleNetwork.Used
class FileDrillsIT {

    private static LocalNetwork network;
    private static Attachments attachments;

    @BeforeAll
    static void begin() {
        network = SampleNetwork.network();
        attachments = Attachments.on(network, 3);
    }

    /** Two dead nodes may be the majority of a shard. */
    @AfterEach
    void makeWhole() {
        network.reviveAll();
    }

    @Test
    void aNodeKilledAtAnyMomentOfAnUploadLeavesTheFileWholeOrAbsent() throws Exception {
        String transaction = attachments.deposit();
        byte[] file = attachments.bytes(24 << 20);
        List<String> mayBe = new ArrayList<>();
        for (int sent : new int[] {1 << 20, file.length}) {
            byte[] bytes = file.clone();
            bytes[0] = (byte) mayBe.size();
            ProcessHandle victim = network.process("SuperNode1");
            HttpRequest upload =
                    attachments.upload(
                            network.server("SuperNode1"),
                            transaction,
                            "cut-" + sent,
                            killingAt(sent, bytes, victim));
            attachments
                    .http()
                    .sendAsync(upload, HttpResponse.BodyHandlers.discarding())
                    .exceptionally(failure -> null)
                    .thenCombine(victim.onExit(), (answer, dead) -> dead)
                    .join();
            mayBe.add(Attachments.sha256(bytes));
            assertReferencedOnesAreWhole(transaction);
            revive("SuperNode1");
        }
        byte[] acknowledged = attachments.bytes(2 << 20);
        attachments.attach(network.server("SuperNode1"), transaction, "after", acknowledged);
        network.process("SuperNode1").destroyForcibly();
        HttpResponse<byte[]> response =
                attachments.download(attachments.server(1), Attachments.sha256(acknowledged));
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

    /** These bytes, and the end of a process once so many of them were sent. */
    private static HttpRequest.BodyPublisher killingAt(
            int sent, byte[] bytes, ProcessHandle victim) {
        InputStream cut =
                new ByteArrayInputStream(bytes) {
                    @Override
                    public synchronized int read(byte[] into, int at, int length) {
                        if (pos >= sent) {
                            victim.destroyForcibly();
                        }
                        return super.read(into, at, length);
                    }
                };
        return HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofInputStream(() -> cut), bytes.length);
    }

    private static void revive(String name) {
        network.act("revive", name);
        network.await(name + " to serve", () -> isServing(name));
    }

    private static boolean isServing(String name) {
        try {
            HttpRequest health = network.request(network.server(name), "/actuator/health").build();
            return network.exchange(health).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertReferencedOnesAreWhole(String transaction) {
        network.await(
                "all files of the transaction to be whole",
                () -> {
                    JsonNode files =
                            network.get("/transactions/" + transaction).path("attachments");
                    for (JsonNode file : files) {
                        String sha256 = file.path("sha256").asString();
                        byte[] bytes = attachments.anywhere(sha256);
                        if (!Attachments.sha256(bytes).equals(sha256)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    @Test
    void aHolderThatDiesForGoodIsMadeUpForByAnotherNode() throws Exception {
        String transaction = attachments.deposit();
        byte[] file = attachments.bytes(3_000_000);
        attachments.attach(attachments.server(1), transaction, "kept.png", file);
        network.await("three holders", () -> attachments.holders(transaction).size() == 3);
        List<String> before = attachments.holders(transaction);
        String victim =
                before.stream()
                        .filter(name -> !name.startsWith("Super"))
                        .findFirst()
                        .orElse(before.getLast());
        network.process(victim).destroyForcibly();
        network.await(
                "another holder",
                () -> {
                    List<String> now = attachments.holders(transaction);
                    return now.size() == 3 && !now.contains(victim);
                });
        String added =
                attachments.holders(transaction).stream()
                        .filter(name -> !before.contains(name))
                        .findFirst()
                        .orElseThrow();
        assertThat(
                        Files.readAllBytes(
                                network.data()
                                        .resolve(added)
                                        .resolve("content")
                                        .resolve(Attachments.sha256(file))))
                .isEqualTo(file);
        assertThat(attachments.anywhere(Attachments.sha256(file))).isEqualTo(file);
    }
}
