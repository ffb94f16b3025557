package org.davebank.cli.network;

import java.util.ArrayList;
import java.util.List;
import org.davebank.api.network.RecoveryAnswer;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.TextTable;
import org.davebank.client.BankClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
        BankClient.Answer plan =
                bank.ask(BankClient.Call.get("/cluster/nodes/" + encode(node) + "/recovery"));
        out().println(json ? plan.orFail().toString() : table(plan.orFail(RecoveryAnswer.class)));
        return 0;
    }

    private static String table(RecoveryAnswer plan) {
        StringBuilder out = new StringBuilder();
        out.append("If ").append(plan.node()).append(" (now ").append(plan.state());
        out.append(") stays dead for ").append(plan.afterS()).append(" s:\n\n");
        TextTable shards = new TextTable("SHARD", "ROLE", "SURVIVORS", "REBUILT ON");
        for (RecoveryAnswer.LostReplica shard : plan.shards()) {
            String target = shard.rebuiltOn();
            String why =
                    "quorum_lost".equals(shard.why())
                            ? "nowhere: no majority is left, it stops until a replica is back"
                            : "nowhere: every living node holds it";
            shards.row(
                    String.valueOf(shard.shard()),
                    shard.role(),
                    String.join(" ", shard.survivors()),
                    target == null ? why : target);
        }
        out.append(plan.shards().isEmpty() ? "No shard is touched.\n" : shards);
        RecoveryAnswer.LostFiles files = plan.files();
        if (files.count() > 0) {
            List<String> targets = new ArrayList<>();
            files.copiedTo().forEach((name, count) -> targets.add(name + " (" + count + ")"));
            out.append("\nFiles: ").append(files.count()).append(" with ").append(files.bytes());
            out.append(" bytes lose a copy; after ").append(files.afterS());
            out.append(" s they are copied to ");
            out.append(targets.isEmpty() ? "no node" : String.join(", ", targets)).append(".\n");
            if (files.lost() > 0) {
                out.append("Of ").append(files.lost()).append(" no other copy lives now.\n");
            }
        }
        return out.toString().stripTrailing();
    }
}
