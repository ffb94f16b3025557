package org.davebank.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.davebank.cli.CounterHall.Ended;
import org.davebank.cli.CounterHall.Said;
import org.davebank.cli.command.ConnectionOptions;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.ExitCode;
import org.davebank.client.BankClient;
import org.davebank.host.Secrets;
import org.davebank.service.Shards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class BankCommandsTest {

    private static final Said POSTED =
            new Said(
                    201,
                    "{\"id\":\"i\",\"transaction_type\":\"deposit\",\"account_num\":\"12345678\","
                            + "\"amount\":10.00,\"amount_minor\":1000,\"currency\":\"GBP\","
                            + "\"balance_after_minor\":11000,\"shard\":2,\"index\":17}");

    private static final Said TOO_POOR =
            new Said(
                    422,
                    "{\"detail\":\"not enough\",\"code\":\"insufficient_funds\","
                            + "\"outcome\":\"rejected\"}");

    private static final Said NO_QUORUM =
            new Said(503, "{\"detail\":\"no quorum\",\"code\":\"no_quorum\"}");

    private static final Set<Class<?>> NUMBERS =
            Set.of(int.class, Integer.class, long.class, Long.class, BigDecimal.class);

    @TempDir Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account",
                "account --list Somebody",
                "account --list --limit 0",
                "deposit 12345678",
                "deposit 12345678 1e3",
                "deposit 12345678 ten",
                "deposit 12345678 1,000.00",
                "deposit 12345678 1 --colour red",
                "transfer 12345678 1",
                "transactions --limit 0",
                "transactions --limit many",
                "import",
                "import x.csv --mode past",
                "import x.csv --format pdf",
                "export",
                "export money",
                "export accounts --format pdf",
                "export accounts --account 12345678",
                "export accounts --from 2026-01-01",
                "export accounts --to 2026-01-01",
                "export accounts --kind deposit",
                "export accounts --min 1",
                "export accounts --max 1",
                "export accounts --reference r",
                "import x.csv --on-error cry",
                "fault",
                "fault earthquake Worker1",
                "fault isolate",
                "fault isolate Worker1 --percent 5",
                "fault isolate Worker1 --ttl 0",
                "fault isolate Worker1 --ttl 3601",
                "fault partition Worker1",
                "fault partition Worker1 --from Worker2 --direction up",
                "fault loss Worker1",
                "fault loss Worker1 --percent 0",
                "fault loss Worker1 --percent 100.5",
                "fault loss Worker1 --percent many",
                "fault loss Worker1 --percent 5 --ms 10",
                "fault delay Worker1 --jitter 10",
                "fault delay Worker1 --ms 60001",
                "fault duplicate Worker1 --percent 5 --jitter -1",
                "fault reorder Worker1",
                "bot --rate 0",
                "bot --seconds -1",
                "bench --inflight 0",
                "bench --batch 9000",
                "bench --http --batch 100",
                "bench files --mib 0",
                "bench files --mib 257",
                "bench rows --rows 0",
                "bench rows --rounds 0",
                "failover --times 0",
                "failover --times 99999999999",
                "export transactions --min 1e3",
                "export transactions --max much",
                "fault loss Worker1 --percent 1e1",
                "up --servers 0",
                "up --workers -1",
                "up --servers 2147483647 --workers 2147483647",
                "up --http 65536",
                "up --port -5",
                "up --shards 0",
                "up --replicas 2",
                "up --rebuild-after 0",
                "server 127.0.0.1 65536 SuperNode9",
                "server 127.0.0.1 0 SuperNode9 --http web",
                "server 127.0.0.1 0 SuperNode9 --join 127.0.0.1:many",
                "client 127.0.0.1 port Worker9",
                "client 127.0.0.1 0 Worker9 --target_host 127.0.0.1 --target_port 65536",
                "host 127.0.0.1 0 --join nowhere",
                "host 127.0.0.1 0 --join 127.0.0.1:1 --workers -1"
            })
    void aCommandThatIsNotUnderstoodIsAUsageErrorInOneLine(String line) throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> NO_QUORUM)) {
            Ended ended = hall.run(line.split(" "));
            assertThat(ended.code()).as(ended.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(ended.err()).startsWith("davebank: ").hasLineCount(1);
            assertThat(ended.out()).isEmpty();
            assertThat(hall.asked).isEmpty();
        }
    }

    /** All commands with those inside them, but for what no person calls. */
    private static Stream<CommandSpec> commands(CommandSpec of) {
        return of.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(each -> !each.usageMessage().hidden())
                .flatMap(each -> Stream.concat(Stream.of(each), commands(each)));
    }

    static Stream<Arguments> numericOptions() {
        return commands(Main.commandLine().getCommandSpec())
                .flatMap(command ->
                        command.options().stream()
                                .filter(each -> NUMBERS.contains(each.type()))
                                .map(each ->
                                        Arguments.of(command.qualifiedName(), each.longestName())));
    }

    @ParameterizedTest
    @MethodSource("numericOptions")
    void whatIsNoNumberIsCalledSoInOneLine(String command, String option) throws IOException {
        try (CounterHall hall = new CounterHall(data)) {
            String line = command.replaceFirst("davebank ", "") + " " + option + " x1";
            Ended ended = hall.run(line.split(" "));
            assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
            assertThat(ended.err())
                    .matches("davebank: .*" + option + ".*: 'x1' is no [a-z][^()]*; see --help\n");
        }
    }

    @Test
    void everyCommandTellsTheVersion() throws IOException {
        for (CommandSpec each :
                commands(Main.commandLine().getCommandSpec())
                        .filter(each -> each.findOption("--version") != null)
                        .toList()) {
            StringWriter out = new StringWriter();
            CommandLine commandLine = Main.commandLine();
            commandLine.setOut(new PrintWriter(out));
            String line = each.qualifiedName().replaceFirst("davebank ", "") + " --version";
            assertThat(commandLine.execute(line.split(" "))).as(line).isZero();
            assertThat(out.toString()).as(line).startsWith("davebank ").contains(", Java ");
        }
    }

    @Test
    void everyCommandThatPrintsAResultPrintsItAsJsonToo() {
        Set<String> withoutJson =
                commands(Main.commandLine().getCommandSpec())
                        .filter(each -> each.findOption("--json") == null)
                        .map(CommandSpec::name)
                        .collect(Collectors.toSet());
        // These run until they are stopped; the script for completion is no result.
        assertThat(withoutJson)
                .containsExactlyInAnyOrder("up", "server", "client", "host", "completion");
    }

    @Test
    void tokenLinkAndEndAreToldAsJson() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> NO_QUORUM)) {
            String token = Secrets.loadOrMake(data).adminToken();
            assertThat(hall.run("token").out()).isEqualTo(token + "\n");
            assertThat(hall.run("token", "--json").out())
                    .isEqualTo("{\"token\":\"" + token + "\"}\n");
            assertThat(hall.run("down", "--json").out()).isEqualTo("{\"stopped\":false}\n");
        }
    }

    @Test
    void whatIsDoneToAProcessIsToldAsJson() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> new Said(202, ""))) {
            assertThat(hall.run("kill", "Worker1", "--json").out())
                    .isEqualTo(
                            "{\"node\":\"Worker1\",\"action\":\"kill\","
                                    + "\"detail\":\"Worker1: kill is under way\"}\n");
        }
    }

    @Test
    void aDepositSaysWhatWasPostedAndTheBalance() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> POSTED)) {
            Ended ended =
                    hall.run("deposit", "12345678", "10.00", "--key", "k", "--description", "d");
            assertThat(ended.code()).isZero();
            assertThat(ended.out())
                    .contains("10.00 GBP into 12345678; balance 110.00 GBP")
                    .contains("shard 2, index 17");
            assertThat(hall.asked).hasSize(1);
            assertThat(hall.asked.getFirst().key()).isEqualTo("k");
            assertThat(hall.asked.getFirst().body())
                    .isEqualTo(
                            "{\"account_num\":\"12345678\",\"transaction_type\":\"deposit\","
                                    + "\"amount\":10.00,\"description\":\"d\"}");
        }
    }

    @Test
    void jsonIsTheServersOwnAnswer() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> POSTED)) {
            Ended ended = hall.run("deposit", "12345678", "10", "--json");
            assertThat(ended.out().strip()).startsWith("{\"id\":\"i\"").hasLineCount(1);
        }
    }

    @Test
    void aRejectionIsOneLineWithTheServersReason() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> TOO_POOR)) {
            Ended ended = hall.run("withdraw", "12345678", "10");
            assertThat(ended.code()).isEqualTo(ExitCode.FAILURE);
            assertThat(ended.err()).isEqualTo("davebank: not enough (insufficient_funds)\n");
            assertThat(hall.asked).hasSize(1);
        }
    }

    @Test
    void aServerThatDiesIsReplacedByTheNextUnderTheSameKey() throws IOException {
        try (CounterHall hall =
                new CounterHall(data)
                        .counter(any -> new Said(0, ""))
                        .counter(any -> NO_QUORUM)
                        .counter(any -> POSTED)) {
            Ended ended = hall.run("deposit", "12345678", "10");
            assertThat(ended.code()).as(ended.err()).isZero();
            // The client of the JDK itself repeats nothing that is not safe to repeat.
            assertThat(hall.asked).hasSize(3);
            assertThat(hall.asked.stream().map(CounterHall.Asked::key).distinct()).hasSize(1);
            assertThat(hall.asked.getFirst().key()).isNotEqualTo("null");
        }
    }

    /** What a client says that gives up after a moment; "?" behind what may be done. */
    private String givenUp(CounterHall hall, BankClient.Call call) {
        ConnectionOptions connection = new ConnectionOptions();
        connection.data = new DataFolder(data);
        try (BankClient bank = new BankClient(connection.network())) {
            Duration moment = Duration.ofMillis(300);
            return bank.send(call.within(moment, moment)).toString();
        } catch (BankClient.NoAnswer e) {
            return e.getMessage() + (e.maybeDone() ? "?" : "");
        }
    }

    @Test
    void whoGivesUpTellsWhatAServerSaidLastAndCallsNothingUnknownThatWasRefused()
            throws IOException {
        BankClient.Call post = BankClient.Call.post("/transactions", "{}", "key");
        BankClient.Call get = BankClient.Call.get("/accounts/12345678");
        Said unknown =
                new Said(
                        504,
                        "{\"detail\":\"no answer\",\"code\":\"outcome_unknown\","
                                + "\"outcome\":\"unknown\"}");
        try (CounterHall hall =
                new CounterHall(data).counter(any -> NO_QUORUM).counter(any -> NO_QUORUM)) {
            assertThat(givenUp(hall, post)).isEqualTo("no quorum (no_quorum)");
            assertThat(givenUp(hall, get)).isEqualTo("no quorum (no_quorum)");
        }
        try (CounterHall hall = new CounterHall(data).counter(any -> unknown)) {
            assertThat(givenUp(hall, post)).isEqualTo("no answer (outcome_unknown)?");
            assertThat(givenUp(hall, get)).isEqualTo("no answer (outcome_unknown)");
        }
        try (CounterHall hall =
                new CounterHall(data).counter(any -> NO_QUORUM).counter(any -> new Said(0, ""))) {
            assertThat(givenUp(hall, post)).isEqualTo("no quorum (no_quorum)?");
            assertThat(givenUp(hall, get)).isEqualTo("no quorum (no_quorum)");
        }
        try (CounterHall hall = new CounterHall(data).counter(any -> new Said(0, ""))) {
            assertThat(givenUp(hall, get)).isEqualTo("no server of the network answers");
        }
    }

    @Test
    void aServerHasTimeToSayThatItCannot() {
        assertThat(BankClient.READ_TIMEOUT).isGreaterThan(Shards.READ_TIMEOUT.plusSeconds(1));
        assertThat(BankClient.WRITE_TIMEOUT).isGreaterThan(Shards.WRITE_TIMEOUT.plusSeconds(2));
    }

    @Test
    void withoutANetworkTheReasonIsSaid() throws IOException {
        try (CounterHall hall = new CounterHall(data)) {
            Files.delete(data.resolve("admin.token"));
            Ended ended = hall.run("balance", "12345678");
            assertThat(ended.code()).isEqualTo(ExitCode.FAILURE);
            assertThat(ended.err()).contains("there is no token").hasLineCount(1);
        }
    }

    @Test
    void aLongListComesInPages() throws IOException {
        try (CounterHall hall =
                new CounterHall(data)
                        .counter(question ->
                                new Said(
                                        200,
                                        question.uri().contains("cursor=")
                                                ? "{\"items\":[{\"id\":\"b\"}],"
                                                        + "\"next_cursor\":null}"
                                                : "{\"items\":[{\"id\":\"a\"}],"
                                                        + "\"next_cursor\":\"1.2\"}"))) {
            Ended ended =
                    hall.run(
                            "transactions",
                            "12345678",
                            "--kind",
                            "deposit",
                            "--limit",
                            "5",
                            "--json");
            assertThat(ended.out().strip()).isEqualTo("[{\"id\":\"a\"},{\"id\":\"b\"}]");
            assertThat(hall.asked)
                    .extracting(CounterHall.Asked::uri)
                    .containsExactly(
                            "/transactions?account=12345678&kind=deposit&limit=5",
                            "/transactions?account=12345678&kind=deposit&limit=4&cursor=1.2");
        }
    }

    private Ended importing(Said job, String... more) throws IOException {
        Path file = Files.writeString(data.resolve("a.csv"), "account_num\n1\n");
        try (CounterHall hall =
                new CounterHall(data)
                        .counter(question -> {
                            if (question.uri().equals("/cluster")) {
                                return new Said(200, "{\"currency\":\"GBP\"}");
                            }
                            if (question.uri().endsWith("/rejects")) {
                                return new Said(200, "original_row\n1\n");
                            }
                            return question.method().equals("POST")
                                    ? new Said(202, "{\"id\":\"j\"}")
                                    : job;
                        })) {
            String[] all = Arrays.copyOf(new String[] {"import", file.toString()}, 2 + more.length);
            System.arraycopy(more, 0, all, 2, more.length);
            Ended ended = hall.run(all);
            assertThat(hall.asked.getFirst().body()).isEqualTo("account_num\n1\n");
            assertThat(hall.asked.getFirst().uri())
                    .isEqualTo("/imports?file_name=a.csv&mode=live&on_error=skip&dry_run=false");
            return ended;
        }
    }

    @Test
    void anImportTellsItsCounts() throws IOException {
        Ended ended =
                importing(
                        new Said(
                                200,
                                "{\"id\":\"j\",\"state\":\"done\",\"rows\":2,\"created\":1,"
                                        + "\"duplicate\":1,\"rejected\":0,\"net_minor\":-150,"
                                        + "\"sums\":[{\"currency\":\"GBP\",\"net_minor\":-150}]}"));
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("a.csv: 2 rows: 1 created, 1 duplicates, 0 rejected")
                .contains("net -1.50 GBP");
    }

    @Test
    void anImportWithRejectsEndsWithThreeAndSavesThem() throws IOException {
        Path rejects = data.resolve("rejects.csv");
        Ended ended =
                importing(
                        new Said(
                                200, "{\"id\":\"j\",\"state\":\"done\",\"rows\":1,\"rejected\":1}"),
                        "--rejects",
                        rejects.toString());
        assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.WITH_REJECTS);
        assertThat(rejects).hasContent("original_row\n1\n");
    }

    @Test
    void anImportThatFailsSaysWhy() throws IOException {
        Ended ended =
                importing(
                        new Said(
                                200,
                                "{\"id\":\"j\",\"state\":\"failed\",\"message\":\"no CSV at all\"}"));
        assertThat(ended.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(ended.err()).contains("a.csv: no CSV at all");
    }
}
