package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A foreign bank's file over HTTP and by command, to the penny. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SampleNetwork.Used
class ImportsIT {

    private static LocalNetwork network;
    private static Imports imports;

    @BeforeAll
    static void start() {
        network = SampleNetwork.network();
        imports = new Imports(network);
    }

    @Test
    @Order(1)
    void theForeignFileIsImportedToThePennyAndOnlyOnce() throws Exception {
        ForeignFile file = ForeignFile.make(network.data(), "foreign", "--prefix", "F-");
        ForeignFile.Totals unmapped = file.unmapped();
        ForeignFile.Totals mapped = file.mapped();
        assertThat(file.rows()).isGreaterThan(20_000);
        assertThat(unmapped.rejected()).isGreaterThan(1);

        long startNs = System.nanoTime();
        JsonNode first = imports.imported(file.csv(), file.mapping());
        long tookMs = (System.nanoTime() - startNs) / 1_000_000;
        System.out.println(file.rows() + " rows imported in " + tookMs + " ms");
        Imports.assertCounts(
                first, unmapped.created(), 0, unmapped.rejected(), unmapped.netMinor());
        assertThat(first.path("rows").asLong()).isEqualTo(file.rows());
        assertThat(first.path("accounts_created").asLong()).isEqualTo(unmapped.accounts());
        assertThat(imports.balancesByAlias("F-")).isEqualTo(unmapped.balances());
        imports.assertRejects(first, unmapped.rejected());

        JsonNode second = imports.imported(file.csv(), file.fullMapping());
        Imports.assertCounts(
                second,
                mapped.created() - unmapped.created(),
                unmapped.created(),
                mapped.rejected(),
                mapped.netMinor() - unmapped.netMinor());
        assertThat(imports.balancesByAlias("F-")).isEqualTo(mapped.balances());
        String alias =
                mapped.balances().keySet().stream()
                        .filter(each -> each.startsWith("F-U"))
                        .findFirst()
                        .orElseThrow();
        assertThat(network.get("/accounts/" + alias).path("balance_minor").asLong())
                .isEqualTo(mapped.balances().get(alias));

        JsonNode third = imports.resumed(second);
        Imports.assertCounts(third, 0, mapped.created(), mapped.rejected(), 0);
        assertThat(imports.balancesByAlias("F-")).isEqualTo(mapped.balances());
        network.awaitVerdict("conserved");
    }

    @Test
    @Order(2)
    void anImportByCommandIsExactThoughTheSupernodeIsKilledInTheMiddle() throws Exception {
        ForeignFile file =
                ForeignFile.make(
                        network.data(),
                        "second",
                        "--seed",
                        "11",
                        "--prefix",
                        "N-",
                        "--rows",
                        "24000");
        ForeignFile.Totals totals = file.mapped();
        Path output = network.data().resolve("import.out");
        Process command =
                network.start(
                        output,
                        "import",
                        file.csv().toString(),
                        "--mapping",
                        file.fullMapping().toString(),
                        "--mode",
                        "history",
                        "--json");
        String supernode = network.get("/cluster").path("supernode").asString("");
        AtomicReference<JsonNode> running = new AtomicReference<>();
        network.await(
                "the first rows",
                () -> {
                    for (JsonNode job : network.get("/imports").path("items")) {
                        if (job.path("file_name").asString("").equals("second.csv")
                                && job.path("rows").asLong() > 0) {
                            running.set(job);
                        }
                    }
                    return running.get() != null;
                });
        network.process(supernode).destroyForcibly();
        assertThat(running.get().path("state").asString("")).isEqualTo("running");
        assertThat(running.get().path("rows").asLong()).isLessThan(file.rows());
        System.out.println(
                supernode + " killed after " + running.get().path("rows").asLong() + " rows");

        assertThat(command.waitFor(90, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output);
        assertThat(command.exitValue()).as(said).isEqualTo(3);
        JsonNode job = JsonMapper.shared().readTree(said.strip().lines().toList().getLast());
        assertThat(job.path("id")).isEqualTo(running.get().path("id"));
        Imports.assertCounts(job, totals.created(), 0, totals.rejected(), totals.netMinor());
        assertThat(imports.balancesByAlias("N-")).isEqualTo(totals.balances());
        network.awaitVerdict("conserved");

        network.revive(supernode);
        network.awaitWhole();
        assertThat(imports.balancesByAlias("N-")).isEqualTo(totals.balances());
    }

    @Test
    @Order(3)
    void aCancelledImportSaysInTheEndHowMuchItHasPosted() throws Exception {
        StringBuilder file = new StringBuilder(account("79000001", "CANCEL-1"));
        for (int i = 0; i < 150_000; i++) {
            file.append("{\"account_num\":\"79000001\",\"transaction_type\":\"deposit\",");
            file.append("\"amount\":0.01}\n");
        }
        JsonNode job = json(post("/imports", file.toString(), "cancel-1"));
        String path = "/imports/" + job.path("id").asString("");
        network.await("the first rows", () -> network.get(path).path("created").asLong() > 1);
        network.send("POST", path + "/cancel", "");
        network.await(
                "the last word of the run",
                () -> {
                    JsonNode seen = network.get(path);
                    long posted = balance("79000001");
                    return seen.path("state").asString("").equals("cancelled")
                            && seen.path("created").asLong() == posted + 1
                            && seen.path("net_minor").asLong() == posted;
                });
        assertThat(balance("79000001")).isBetween(1L, 149_999L);

        JsonNode rest = imports.resumed(network.get(path));
        assertThat(rest.path("rejected").asLong()).isZero();
        assertThat(balance("79000001")).isEqualTo(150_000);
        assertThat(network.get("/accounts/CANCEL-1").path("account_num").asString(""))
                .isEqualTo("79000001");
    }

    @Test
    @Order(4)
    void aKeyOfAnImportIsForOneFileAndItsSettings() throws Exception {
        String file = account("79000002", "KEY-1");
        JsonNode first = json(post("/imports", file, "import-key"));
        HttpResponse<String> again = post("/imports", file, "import-key");
        assertThat(json(again).path("id")).isEqualTo(first.path("id"));
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        for (String[] other :
                new String[][] {
                    {"/imports", account("79000003", "KEY-2")}, {"/imports?mode=history", file}
                }) {
            HttpResponse<String> refused = post(other[0], other[1], "import-key");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
            assertThat(refused.body()).contains("idempotency_key_reused");
        }
        HttpResponse<String> mistyped = post("/imports?dryrun=true", file, "import-key-2");
        assertThat(mistyped.statusCode()).isEqualTo(400);
        assertThat(mistyped.body()).contains("malformed_request", "dryrun");
    }

    private static String account(String number, String alias) {
        return "{\"account_num\":\"%s\",\"holder\":\"H\",\"aliases\":[\"%s\"]}\n"
                .formatted(number, alias);
    }

    private static HttpResponse<String> post(String path, String body, String key)
            throws IOException {
        return network.send(network.servers().getFirst(), "POST", path, body, key);
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return JsonMapper.shared().readTree(response.body());
    }

    private static long balance(String account) {
        return network.get("/accounts/" + account).path("balance_minor").asLong();
    }
}
