package org.davebank.cli.network;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.davebank.api.network.FaultAnswer;
import org.davebank.api.network.FaultOrdered;
import org.davebank.api.network.PutFault;
import org.davebank.base.Shell;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Failure;
import org.davebank.client.BankClient;
import org.davebank.service.ServiceProblem;
import org.davebank.service.faults.NetworkFault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Injects network faults by hand; each ends by itself on the node that has it. */
public abstract class FaultCommand extends BankCommand {

    private static final int TTL_S_MAX = 3_600;

    private static BankClient.Answer send(BankClient bank, BankClient.Call call) {
        try {
            return bank.send(call);
        } catch (BankClient.NoAnswer e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    @Command(
            name = "fault",
            mixinStandardHelpOptions = true,
            description = {
                "Harms the network of nodes for a while, or lists the faults that are active.",
                "NAME is a node, 'supernode', or 'leader of shard N'; several are harmed alike.",
                "Commands like this one reach a node through any fault.",
                "",
                "  fault isolate Worker1 --ttl 30",
                "  fault partition Worker1 --from Worker2,Worker3 --direction in",
                "  fault loss SuperNode1 Worker1 --percent 5",
                "  fault delay supernode --ms 50 --jitter 20",
                "  fault duplicate Worker1 --percent 10",
                "  fault reorder 'leader of shard 2' --percent 20 --ms 30",
                "  fault clock Worker1 --jump 3600000 --drift 1000",
                "  fault list",
                ""
            })
    public static final class Inject extends FaultCommand {

        @Parameters(
                index = "0",
                paramLabel = "KIND",
                description = "isolate, partition, loss, delay, duplicate, reorder, clock, or list")
        private String kind = "";

        @Parameters(index = "1", arity = "0..*", paramLabel = "NAME", description = "the nodes")
        private List<String> nodes = List.of();

        @Option(
                names = "--percent",
                paramLabel = "P",
                description = "how many of 100 packets are lost, doubled or held back")
        private @Nullable BigDecimal percent;

        @Option(
                names = "--ms",
                paramLabel = "MS",
                description = "how late packets are, at least (at most 60000)")
        private @Nullable Long delayMs;

        @Option(
                names = "--jitter",
                paramLabel = "MS",
                description = "up to this much more, at random")
        private @Nullable Long jitterMs;

        @Option(
                names = {"--from", "--peers"},
                split = ",",
                paramLabel = "NAME",
                description = "only packets to and from these nodes")
        private @Nullable List<String> peers;

        @Option(
                names = "--direction",
                paramLabel = "WAY",
                description = "in, out or both, seen from NAME (default: both)")
        private @Nullable String direction;

        @Option(
                names = "--jump",
                paramLabel = "MS",
                description = "by how much the wall clock jumps; negative is back")
        private @Nullable Long jumpMs;

        @Option(
                names = "--drift",
                paramLabel = "PPM",
                description = "how many millionths the wall clock runs too fast")
        private @Nullable Long driftPpm;

        @Option(
                names = "--ttl",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "how long (default: ${DEFAULT-VALUE}, at most 3600)")
        private int ttlS;

        @Override
        public int run(BankClient bank) {
            if (kind.equals("list")) {
                return list(bank);
            }
            PutFault.Parameters parameters = parameters();
            if (nodes.isEmpty() || nodes.stream().anyMatch(String::isBlank)) {
                throw usage(kind + " needs the name of a node");
            }
            if (ttlS < 1 || ttlS > TTL_S_MAX) {
                throw usage("--ttl takes 1 to " + TTL_S_MAX + " seconds");
            }
            List<JsonNode> begun = new ArrayList<>();
            for (String node : nodes) {
                begun.add(inject(bank, node, parameters));
            }
            if (json) {
                out().println(write(begun.size() == 1 ? begun.getFirst() : begun));
            }
            return 0;
        }

        private int list(BankClient bank) {
            BankClient.Answer answer = bank.ask(BankClient.Call.get("/cluster/faults"));
            if (json) {
                out().println(answer.orFail());
                return 0;
            }
            List<FaultAnswer> faults = answer.orFailList(FaultAnswer.class);
            for (FaultAnswer fault : faults) {
                out().printf(
                                "%-26s %s, for %d s more%n",
                                fault.id(), fault.text(), fault.remainingMs() / 1_000);
            }
            if (faults.isEmpty()) {
                out().println("No fault is active.");
            }
            return 0;
        }

        /** The command line's values, checked by the server's rules. */
        private PutFault.Parameters parameters() {
            try {
                NetworkFault.of(
                        NetworkFault.Kind.of(kind),
                        new NetworkFault.Parameters(
                                percent, delayMs, jitterMs, peers, direction, jumpMs, driftPpm));
            } catch (ServiceProblem e) {
                throw usage(inOptions(String.valueOf(e.getMessage())));
            }
            return new PutFault.Parameters(
                    percent, delayMs, jitterMs, jumpMs, driftPpm, peers, direction);
        }

        /** Replaces the server's field names by the options that set them. */
        private static String inOptions(String message) {
            return message.replace("kind must be", "the kind of fault must be list,")
                    .replaceAll("\\bpercent\\b", "--percent")
                    .replaceAll("\\bdelay_ms\\b", "--ms")
                    .replaceAll("\\bjitter_ms\\b", "--jitter")
                    .replaceAll("\\bpeers\\b", "--from")
                    .replaceAll("\\bdirection\\b", "--direction")
                    .replaceAll("\\bjump_ms\\b", "--jump")
                    .replaceAll("\\bdrift_ppm\\b", "--drift");
        }

        private JsonNode inject(BankClient bank, String node, PutFault.Parameters parameters) {
            PutFault body = new PutFault(kind, node, (long) ttlS, parameters);
            BankClient.Answer answer = send(bank, BankClient.Call.put("/cluster/faults", body));
            FaultOrdered fault = answer.orFail(FaultOrdered.class);
            if (!json) {
                out().printf(
                                "%s for %d s; to end it sooner: %s heal %s%s%n",
                                fault.text(),
                                ttlS,
                                DataFolder.launcher(),
                                Shell.word(fault.id()),
                                connection.options());
            }
            return answer.json();
        }
    }

    @Command(
            name = "heal",
            mixinStandardHelpOptions = true,
            description = "Ends the faults given, or all of them.")
    public static final class Heal extends FaultCommand {

        @Parameters(arity = "0..*", paramLabel = "ID", description = "as 'fault list' shows it")
        private List<String> ids = List.of();

        @Override
        public int run(BankClient bank) {
            if (ids.isEmpty()) {
                send(bank, BankClient.Call.delete("/cluster/faults")).orFailEmpty();
            }
            for (String id : ids) {
                send(bank, BankClient.Call.delete("/cluster/faults/" + encode(id))).orFailEmpty();
            }
            if (json) {
                out().println(write(Map.of("healed", ids.isEmpty() ? "all" : ids)));
            } else {
                out().println(ids.isEmpty() ? "All faults are healed." : "Healed.");
            }
            return 0;
        }
    }
}
