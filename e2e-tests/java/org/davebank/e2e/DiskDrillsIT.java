package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.davebank.e2e.Counter.json;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * A disk without room, journals that have lost a part, and a folder that is put back to an older
 * copy: real processes and real files. The class comes first on its network, while both workers
 * still hold what they were given.
 */
@Timeout(300)
@Order(1)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SmallNetwork.Used
class DiskDrillsIT {

    private static final String FULL = SmallNetwork.SMALL_DISK;
    private static final String HARMED = "Worker2";
    private static final long LEFT_BYTES = 16L << 20;
    private static final int SLOT_BYTES = 40 << 10;
    private static final int ACCOUNTS = 8;

    private static LocalNetwork network;

    @BeforeAll
    static void start() {
        network = SmallNetwork.network();
        for (int i = 0; i < ACCOUNTS; i++) {
            new Counter(network).open(account(i));
        }
    }

    private static String account(int i) {
        return Integer.toString(66_000_000 + i);
    }

    private static HttpResponse<String> deposit(String account) {
        return network.send("POST", "/transactions/", Hostile.deposit(account, "1.00", ""));
    }

    /** An account of a shard that the node holds. */
    private static String accountAt(String node) {
        for (int i = 0; i < ACCOUNTS; i++) {
            HttpResponse<String> posted = deposit(account(i));
            assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
            int shard = json(posted).path("shard").asInt(-1);
            for (JsonNode each : network.get("/cluster/shards")) {
                if (each.path("shard").asInt() == shard
                        && each.path("replicas").toString().contains('"' + node + '"')) {
                    return account(i);
                }
            }
        }
        throw new AssertionError(node + " holds no shard with an account");
    }

    @Test
    @Order(1)
    void aFullDiskRefusesWritesServesReadsAndIsHealedByRoom() throws IOException {
        assumeTrue(SmallNetwork.hasSmallDisk(), "a small disk can be mounted");
        String account = accountAt(FULL);
        long balanceMinor = new Counter(network).balanceMinor(account);
        long pid = network.process(FULL).pid();
        Path disk = network.data().resolve(FULL);
        Path filler = disk.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            byte[] megabyte = new byte[1 << 20];
            while (Files.getFileStore(disk).getUsableSpace() > LEFT_BYTES) {
                out.write(megabyte);
            }
        }
        int[] taken = new int[1];
        network.await(
                "a refusal",
                () -> {
                    HttpResponse<String> answer = deposit(account);
                    taken[0] += answer.statusCode() == 201 ? 1 : 0;
                    return answer.statusCode() == 429;
                });
        HttpResponse<String> refused = deposit(account);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
        JsonNode problem = json(refused);
        assertThat(problem.path("code").asString("")).isEqualTo("too_busy");
        assertThat(problem.path("outcome").asString("")).isEqualTo("rejected");
        assertThat(problem.path("retryable").asBoolean()).isTrue();
        assertThat(problem.path("detail").asString(""))
                .contains(FULL + " has less than 32 MiB of disk left");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(new Counter(network).balanceMinor(account))
                .isEqualTo(balanceMinor + taken[0] * 100L);
        assertThat(network.state(FULL)).isEqualTo("alive");
        assertThat(network.process(FULL).pid()).isEqualTo(pid);

        Files.delete(filler);
        network.await("a deposit", () -> deposit(account).statusCode() == 201);
        assertThat(new Counter(network).balanceMinor(account))
                .isEqualTo(balanceMinor + (taken[0] + 1) * 100L);
        network.awaitWhole();
    }

    private static String memberId(String name) {
        for (JsonNode node : network.get("/cluster").path("nodes")) {
            if (node.path("name").asString("").equals(name)
                    && node.path("state").asString("").equals("alive")) {
                return node.path("member_id").asString("");
            }
        }
        return "";
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 0x10;
        Files.write(file, bytes);
    }

    /** Of the two slots the one that was written first, or not yet. */
    private static int olderSlot(Path state) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(state));
        int sequenceAt = 12;
        return bytes.getLong(sequenceAt) < bytes.getLong(SLOT_BYTES + sequenceAt) ? 0 : 1;
    }

    /** The newest segment of the journal that has anything in it. */
    private static Path newestSegment(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> segments =
                    all.filter(each -> each.getFileName().toString().endsWith(".log"))
                            .filter(each -> each.getFileName().toString().startsWith("journal-"))
                            .sorted()
                            .toList();
            for (Path each : segments.reversed()) {
                byte[] bytes = Files.readAllBytes(each);
                if (!Arrays.equals(bytes, new byte[bytes.length])) {
                    return each;
                }
            }
        }
        throw new AssertionError("no segment in " + folder);
    }

    private interface Harm {
        void to(Path folder) throws IOException;
    }

    /** Stops the node, harms its folder, starts it, and waits until it says this of it. */
    private static void assertSaid(String sentence, boolean newMember, Harm harm)
            throws IOException {
        Path folder = network.data().resolve(HARMED);
        network.await("life", () -> !memberId(HARMED).isEmpty());
        String before = memberId(HARMED);
        network.act("stop", HARMED);
        harm.to(folder);
        network.act("revive", HARMED);
        network.await(
                "life after: " + sentence,
                () -> {
                    String now = memberId(HARMED);
                    return !now.isEmpty() && now.equals(before) != newMember;
                });
        assertThat(contentOf(folder.resolve("node.log").toFile())).contains(sentence);
        network.await(
                "an event that says " + sentence,
                () -> network.get("/cluster/events").toString().contains(sentence));
    }

    @Test
    @Order(2)
    void eachDamageOfAJournalIsNamedAndItsNodeComesBackAsANewMember() throws IOException {
        accountAt(HARMED);
        Path state = network.data().resolve(HARMED).resolve("journal-state");
        assertSaid(
                "one of the two slots of journal-state was unreadable and is rewritten",
                false,
                folder -> flip(state, olderSlot(state) * SLOT_BYTES + 20));
        String segment = "journal-00000001.log";
        assertSaid(
                segment + " is missing: the journal ends at position 0 and was synced up to",
                true,
                folder -> Files.delete(newestSegment(folder)));
        assertSaid(
                segment + " is unreadable from byte 48 on: the journal ends at position 48",
                true,
                folder -> flip(newestSegment(folder), 52));
        assertSaid(
                "journal-state is missing, and without it the journal cannot be verified",
                true,
                folder -> Files.delete(state));
        assertSaid(
                "journal-state is unreadable in both its slots",
                true,
                folder -> {
                    flip(state, 20);
                    flip(state, SLOT_BYTES + 20);
                });
        for (int i = 1; i <= 4; i++) {
            assertThat(network.data().resolve(HARMED).resolve("set-aside-" + i)).isDirectory();
        }
        network.await(
                "three replicas of each shard",
                () -> network.get("/cluster").path("fault_tolerant").asBoolean());
        for (int i = 0; i < ACCOUNTS; i++) {
            assertThat(deposit(account(i)).statusCode()).isEqualTo(201);
        }
        network.awaitVerdict("conserved");
    }

    @Test
    @Order(3)
    void aWorkerWhoseFolderIsPutBackToAnOlderCopyBecomesANewMember() throws Exception {
        Path folder = network.data().resolve(HARMED);
        Path copy = Files.createTempDirectory(network.data(), "backup");
        Copies.make(folder, copy.resolve("hot"));
        network.act("stop", HARMED);
        Copies.make(folder, copy.resolve("stopped"));
        int before = setAside(folder);
        for (String each : new String[] {"stopped", "hot"}) {
            network.act("revive", HARMED);
            network.await("life", () -> !memberId(HARMED).isEmpty());
            String member = memberId(HARMED);
            network.process(HARMED).destroyForcibly();
            network.await("death", () -> memberId(HARMED).isEmpty());
            Files.move(folder, copy.resolve(each + "-newest"));
            Copies.make(copy.resolve(each), folder);
            network.act("revive", HARMED);
            network.await(
                    "a new member in the place of " + HARMED,
                    () -> {
                        String now = memberId(HARMED);
                        return !now.isEmpty() && !now.equals(member);
                    });
            assertThat(Files.readString(folder.resolve("node.log")))
                    .contains("folder-set-aside")
                    .contains("is an older copy of what it was");
            assertThat(setAside(folder)).isEqualTo(before + 1);
            network.act("stop", HARMED);
        }
    }

    /** How many folders the node has put aside. */
    private static int setAside(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return (int)
                    all.filter(each -> each.getFileName().toString().startsWith("set-aside-"))
                            .count();
        }
    }
}
