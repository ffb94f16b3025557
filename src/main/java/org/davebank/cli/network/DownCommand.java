package org.davebank.cli.network;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.davebank.base.Address;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Program;
import org.davebank.host.AgentClient;
import org.davebank.host.AgentRequest;
import org.davebank.host.NodeProcesses;
import org.davebank.host.Secrets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops everything that runs on a data folder and leaves no process behind. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the network of the data folder.")
public final class DownCommand implements Callable<Integer> {

    private static final long AGENT_END_MS = 5_000;

    /** DaveBot reads all books once more; without a quorum it cannot. */
    private static final Duration VERDICT_MAX = Duration.ofSeconds(20);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Option(names = "--json", description = "prints JSON")
    private boolean json;

    @Mixin private DataFolder data = new DataFolder();

    @Override
    public Integer call() throws Exception {
        Path folder = data.original();
        Secrets secrets = Secrets.load(folder);
        AgentClient client =
                secrets == null ? null : new AgentClient(folder, secrets, Program.launch());
        Address agent = client == null ? null : client.find();
        PrintWriter out = spec.commandLine().getOut();
        boolean stopped = judge(folder, out);
        if (client != null && agent != null) {
            say(out, "Stopping all nodes.");
            ProcessHandle process = client.process();
            try {
                client.askPatiently(agent, new AgentRequest.StopAll());
                stopped = true;
                awaitEnd(process);
            } catch (IOException e) {
                say(out, "Stopping the processes without the host agent: " + e.getMessage() + ".");
            }
        }
        // The remaining processes: an agent that was killed leaves its nodes running.
        stopped |= NodeProcesses.stopAll(folder) > 0;
        say(out, stopped ? "The network has stopped." : "No network is running.");
        if (json) {
            out.println(BankCommand.write(Map.of("stopped", stopped)));
        }
        return 0;
    }

    /** Ends the traffic while the bank can still be asked for the result. */
    private boolean judge(Path folder, PrintWriter out) throws IOException {
        boolean bot = NodeProcesses.endUsers(folder, VERDICT_MAX) > 0;
        Path log = folder.resolve("bot.log");
        if (bot && Files.exists(log)) {
            String verdict =
                    Files.readAllLines(log).reversed().stream()
                            .filter(line -> line.startsWith("Verdict "))
                            .findFirst()
                            .orElse("no verdict");
            say(out, "DaveBot: " + verdict);
        }
        return bot;
    }

    private void say(PrintWriter out, String sentence) {
        if (!json) {
            out.println(sentence);
            out.flush();
        }
    }

    /**
     * The agent's file disappears before its process ends, which on a busy machine takes a while.
     */
    private static void awaitEnd(@Nullable ProcessHandle agent) throws InterruptedException {
        try {
            if (agent != null) {
                agent.onExit().get(AGENT_END_MS, TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException | ExecutionException e) {
            // It has nothing more to do, and ends by itself.
        }
    }
}
