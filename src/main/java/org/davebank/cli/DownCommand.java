package org.davebank.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.davebank.base.Address;
import org.davebank.host.AgentClient;
import org.davebank.host.AgentRequest;
import org.davebank.host.Launch;
import org.davebank.host.NodeProcesses;
import org.davebank.host.Secrets;
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
final class DownCommand implements Callable<Integer> {

    static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final long AGENT_END_MS = 5_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Option(names = "--json", description = "prints JSON")
    private boolean json;

    @Mixin private DataFolder data = new DataFolder();

    @Override
    public Integer call() throws Exception {
        Path folder = data.path();
        Secrets secrets = Secrets.load(folder);
        AgentClient client =
                secrets == null
                        ? null
                        : new AgentClient(
                                folder, secrets, Launch.ofThisProcess(Main.class.getName()));
        Address agent = client == null ? null : client.find();
        boolean stopped = false;
        PrintWriter out = spec.commandLine().getOut();
        if (client != null && agent != null) {
            say(out, "Stopping all nodes.");
            try {
                client.ask(agent, new AgentRequest.StopAll(), TIMEOUT);
                stopped = true;
                awaitEnd(client);
            } catch (IOException e) {
                say(out, "The host agent does not answer; stopping the processes.");
            }
        }
        // Whatever is left: an agent that was killed leaves its nodes running.
        stopped |= NodeProcesses.stopAll(folder) > 0;
        say(out, stopped ? "The network has stopped." : "No network is running.");
        if (json) {
            out.println(BankCommand.write(Map.of("stopped", stopped)));
        }
        return 0;
    }

    private void say(PrintWriter out, String sentence) {
        if (!json) {
            out.println(sentence);
            out.flush();
        }
    }

    private static void awaitEnd(AgentClient client) throws InterruptedException {
        long endNs = System.nanoTime() + AGENT_END_MS * 1_000_000;
        while (client.find() != null && System.nanoTime() < endNs) {
            Thread.sleep(20);
        }
    }
}
