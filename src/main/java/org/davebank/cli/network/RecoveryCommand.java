package org.davebank.cli.network;

import java.util.ArrayList;
import java.util.List;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.TextTable;
import org.davebank.client.BankClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows what is lost if a node dies permanently, and where it will be rebuilt. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        description = "Shows what is lost if a node stays dead, and where it is rebuilt.")
public final class RecoveryCommand extends BankCommand {

    @Parameters(index = "0", paramLabel = "NODE", description = "its name")
    private String node = "";

    @Override
    public int run(BankClient bank) {
        JsonNode plan = bank.get("/cluster/nodes/" + encode(node) + "/recovery");
        out().println(json ? plan.toString() : table(plan));
        return 0;
    }

    private static String table(JsonNode plan) {
        StringBuilder out = new StringBuilder();
        String name = text(plan, "node");
        out.append("If ").append(name).append(" (now ").append(text(plan, "state"));
        out.append(") stays dead for ").append(text(plan, "after_s")).append(" s:\n\n");
        TextTable shards = new TextTable("SHARD", "ROLE", "SURVIVORS", "REBUILT ON");
        for (JsonNode shard : plan.path("shards")) {
            List<String> survivors = new ArrayList<>();
            shard.path("survivors").forEach(each -> survivors.add(each.asString("")));
            String target = text(shard, "rebuilt_on");
            String why =
                    text(shard, "why").equals("quorum_lost")
                            ? "nowhere: no majority is left, it stops until a replica is back"
                            : "nowhere: every living node holds it";
            shards.row(
                    text(shard, "shard"),
                    text(shard, "role"),
                    String.join(" ", survivors),
                    target.isEmpty() ? why : target);
        }
        out.append(plan.path("shards").isEmpty() ? "No shard is touched.\n" : shards);
        JsonNode files = plan.path("files");
        long count = files.path("count").asLong(0);
        if (count > 0) {
            List<String> targets = new ArrayList<>();
            files.path("copied_to")
                    .properties()
                    .forEach(each ->
                            targets.add(each.getKey() + " (" + each.getValue().asInt(0) + ")"));
            out.append("\nFiles: ").append(count).append(" with ").append(text(files, "bytes"));
            out.append(" bytes lose a copy; after ").append(text(files, "after_s"));
            out.append(" s they are copied to ");
            out.append(targets.isEmpty() ? "no node" : String.join(", ", targets)).append(".\n");
            long lost = files.path("lost").asLong(0);
            if (lost > 0) {
                out.append("Of ").append(lost).append(" no other copy lives now.\n");
            }
        }
        return out.toString().stripTrailing();
    }
}
