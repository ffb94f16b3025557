package org.davebank.cli.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.davebank.base.Address;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Numbers;
import org.davebank.cli.command.Program;
import org.davebank.cli.command.Usage;
import org.davebank.host.AgentReply;
import org.davebank.host.AgentRequest;
import org.davebank.host.HostAgent;
import org.davebank.host.NodeRole;
import org.davebank.host.Secrets;
import org.davebank.io.UdpNetwork;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An additional machine: an agent in the foreground with workers that join a remote network. */
@Command(
        name = "host",
        mixinStandardHelpOptions = true,
        description = "Runs a host agent for a further machine, with workers that join a network.")
public final class HostCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "HOST", description = "address of this machine")
    private String host = "";

    @Parameters(
            index = "1",
            paramLabel = "PORT",
            converter = Numbers.Port.class,
            description = "the agent's UDP port; 0 means any")
    private int port;

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            required = true,
            converter = NodeOptions.AddressConverter.class,
            description = "any node of the network to join")
    private List<Address> join = new ArrayList<>();

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "workers to run on this machine (default: ${DEFAULT-VALUE})")
    private int workers;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "the network's cluster.key, when the data folder has none yet")
    private @Nullable Path keyFile;

    @Mixin private DataFolder data = new DataFolder();

    @Override
    public Integer call() throws Exception {
        if (workers < 0 || workers > AgentRequest.NODES_MAX) {
            throw new Usage("--workers takes 0 to " + AgentRequest.NODES_MAX);
        }
        Path folder = data.path();
        Secrets secrets = keyFile == null ? Secrets.load(folder) : Secrets.adopt(keyFile, folder);
        if (secrets == null) {
            throw new Failure(
                    "this folder has no cluster.key, without which no machine may join: give"
                            + " --key-file with the one that the founder made");
        }
        CountDownLatch ended = new CountDownLatch(1);
        HostAgent agent =
                HostAgent.start(
                        folder,
                        UdpNetwork.literal(host),
                        port,
                        secrets,
                        Program.launch(),
                        false,
                        join,
                        ended::countDown);
        if (agent == null) {
            throw new Failure("another host agent runs in " + folder);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(agent::stopAll, "shutdown"));
        System.out.println("Host agent on " + agent.address() + ", data in " + folder + ".");
        startWorkers(agent);
        System.out.println("Ctrl-C stops all of it.");
        ended.await();
        return 0;
    }

    /** Starts the folder's existing workers first, so that the same command resumes. */
    private void startWorkers(HostAgent agent) {
        int missing = workers;
        for (AgentReply.Row row : agent.handle(new AgentRequest.Listing()).nodes()) {
            if (row.role() == NodeRole.WORKER && missing > 0) {
                missing--;
                if (row.pid() == 0) {
                    String name = row.name();
                    start(agent, new AgentRequest.Act(AgentRequest.Action.REVIVE, name), name);
                }
            }
        }
        for (; missing > 0; missing--) {
            start(agent, new AgentRequest.AddWorker(""), "");
        }
    }

    private void start(HostAgent agent, AgentRequest request, String known) {
        AgentReply reply = agent.handle(request);
        if (!reply.done()) {
            throw new Failure(reply.text());
        }
        System.out.println("  " + (known.isEmpty() ? reply.text() : known) + " joins " + join);
    }
}
