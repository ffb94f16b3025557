package org.davebank.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.host.Names;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Faults of the network by hand; each ends by itself on the node that has it. */
abstract class FaultCommand extends BankCommand {

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
                "Cuts a node off from all others for a while, or lists the faults that are active.",
                "  fault isolate Worker1 --ttl 30",
                "  fault list"
            })
    static final class Inject extends FaultCommand {

        @Parameters(index = "0", paramLabel = "KIND", description = "isolate, or list")
        private String kind = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "the node")
        private @Nullable String node;

        @Option(
                names = "--ttl",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "how long (default: ${DEFAULT-VALUE}, at most 3600)")
        private int ttlS;

        @Override
        int run(BankClient bank) {
            return switch (kind) {
                case "list" -> list(bank);
                case "isolate" -> isolate(bank);
                default -> throw usage("'" + kind + "' is no fault; there is isolate");
            };
        }

        private int list(BankClient bank) {
            JsonNode faults = bank.get("/cluster/faults");
            if (json) {
                out().println(faults);
                return 0;
            }
            for (JsonNode fault : faults) {
                out().printf(
                                "%-26s %s, for %d s more%n",
                                text(fault, "id"),
                                text(fault, "text"),
                                fault.path("remaining_ms").asLong() / 1_000);
            }
            if (faults.isEmpty()) {
                out().println("No fault is active.");
            }
            return 0;
        }

        private int isolate(BankClient bank) {
            if (node == null || !Names.isName(node)) {
                throw usage("isolate needs the name of a node");
            }
            if (ttlS < 1 || ttlS > TTL_S_MAX) {
                throw usage("--ttl takes 1 to " + TTL_S_MAX + " seconds");
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("kind", kind);
            body.put("target", node);
            body.put("ttl_s", ttlS);
            JsonNode fault =
                    send(bank, BankClient.Call.put("/cluster/faults", write(body))).orFail();
            out().println(
                            json
                                    ? fault.toString()
                                    : node
                                            + " is cut off for "
                                            + ttlS
                                            + " s; to end it sooner: "
                                            + DataFolder.launcher()
                                            + " heal "
                                            + text(fault, "id"));
            return 0;
        }
    }

    @Command(
            name = "heal",
            mixinStandardHelpOptions = true,
            description = "Ends the faults given, or all of them.")
    static final class Heal extends FaultCommand {

        @Parameters(arity = "0..*", paramLabel = "ID", description = "as 'fault list' shows it")
        private List<String> ids = List.of();

        @Override
        int run(BankClient bank) {
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
