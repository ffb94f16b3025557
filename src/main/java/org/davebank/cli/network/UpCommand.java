package org.davebank.cli.network;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.davebank.base.Address;
import org.davebank.base.Shell;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.ExitCode;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Numbers;
import org.davebank.cli.command.Program;
import org.davebank.cli.command.Usage;
import org.davebank.host.AgentClient;
import org.davebank.host.AgentReply;
import org.davebank.host.AgentRequest;
import org.davebank.host.HostAgent;
import org.davebank.host.Launch;
import org.davebank.host.NetworkFile;
import org.davebank.host.NodeProcesses;
import org.davebank.host.Progress;
import org.davebank.host.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Starts a whole local network: founds it the first time, and resumes it with all data afterwards.
 */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts a whole local network and prints the address of its console.")
public final class UpCommand implements Callable<Integer> {

    private static final String HOST = "127.0.0.1";
    private static final int UDP_PORT = 5001;
    private static final int HTTP_PORT = 8080;

    /** Once all processes are up, the rest takes only seconds of their time. */
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(120);

    private static final long POLL_MS = 100;
    private static final long SILENCE_NS_MAX = 4_000_000_000L;

    @Option(
            names = "--servers",
            paramLabel = "N",
            defaultValue = "3",
            description = "server nodes (default: ${DEFAULT-VALUE})")
    private int servers;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "3",
            description = "workers (default: ${DEFAULT-VALUE})")
    private int workers;

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = "4",
            description = "ledger shards, fixed at founding (default: ${DEFAULT-VALUE})")
    private int shards;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "3",
            description = "replicas of each shard, 1, 3 or 5 (default: ${DEFAULT-VALUE})")
    private int replicas;

    @Option(
            names = "--currency",
            paramLabel = "CODE",
            defaultValue = "GBP",
            description = "ISO 4217 code (default: ${DEFAULT-VALUE})")
    private String currency = "GBP";

    @Option(
            names = "--http",
            paramLabel = "PORT",
            converter = Numbers.Port.class,
            description = "HTTP port of the first server (default: 8080 or the next free one)")
    private int http = -1;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = Numbers.Port.class,
            description = "UDP port of the first node (default: 5001 or the next free one)")
    private int port = -1;

    @Option(names = "--fresh", description = "deletes the data folder's network and founds another")
    private boolean fresh;

    @Option(names = "--sample", description = "imports the sample bank")
    private boolean sample;

    @Option(names = "--bot", description = "lets DaveBot make traffic")
    private boolean bot;

    @Option(names = "--detach", description = "returns when the network is ready and leaves it up")
    private boolean detach;

    @Mixin private CloneOption clone = new CloneOption();

    @Mixin private RebuildOption rebuild = new RebuildOption();

    @Mixin private DataFolder data = new DataFolder();

    private final Map<String, String> said = new LinkedHashMap<>();
    private long saidNs;

    @Override
    public Integer call() throws Exception {
        Founding.check(shards, replicas, currency);
        rebuild.after();
        int nodesMax = AgentRequest.NODES_MAX;
        if (servers < 1 || servers > nodesMax || workers < 0 || workers > nodesMax - servers) {
            throw new Usage("--servers and --workers take 1 to " + nodesMax + " nodes together");
        }
        if (fresh && clone.isAsked()) {
            throw new Usage("--fresh deletes what --clone would start");
        }
        Path folder = data.path();
        Launch launch = Program.launch();
        AgentReply running = RunningNetwork.find(folder, launch);
        if (running != null) {
            if (fresh || clone.isAsked()) {
                throw new Failure("the network is running; stop it first: " + downCommand());
            }
            System.out.println("The network is running already.");
            describe(Secrets.loadOrMake(folder), running);
            printServers(true);
            return 0;
        }
        if (fresh) {
            FreshFolder.clear(folder);
        }
        clone.prepare(folder);
        Secrets secrets = Secrets.loadOrMake(folder);
        secrets.writeCredentials(folder);
        AgentClient client = new AgentClient(folder, secrets, launch);
        CountDownLatch ended = new CountDownLatch(1);
        Agent agent = detach ? background(client) : localAgent(secrets, launch, ended)::handle;
        AgentReply first = agent.ask(request());
        System.out.println("Starting " + first.nodes().size() + " nodes; data in " + folder + ".");
        if (!awaitReady(agent, ended, secrets)) {
            if (detach) {
                agent.ask(new AgentRequest.StopAll());
            }
            return ExitCode.FAILURE; // In the foreground the shutdown hook stops all of it.
        }
        if (sample) {
            SampleBank.load(folder);
        }
        if (bot) {
            startBot(launch, folder);
        }
        printServers(detach);
        if (!detach) {
            ended.await();
            System.out.println("The network was stopped by another command.");
        }
        return 0;
    }

    /** An agent that answers for as long as it lives, in this process or another. */
    private interface Agent {
        AgentReply ask(AgentRequest request) throws IOException;
    }

    private static Agent background(AgentClient client) throws IOException {
        Address agent = client.findOrStart(HOST);
        return request -> client.askPatiently(agent, request);
    }

    private HostAgent localAgent(Secrets secrets, Launch launch, CountDownLatch ended)
            throws IOException {
        HostAgent agent =
                HostAgent.start(
                        data.path(), HOST, 0, secrets, launch, false, List.of(), ended::countDown);
        if (agent == null) {
            throw new Failure(
                    "a host agent runs for this folder without nodes; stop it: " + downCommand());
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    if (ended.getCount() > 0) {
                                        System.out.println("Stopping all nodes.");
                                        agent.stopAll();
                                    }
                                },
                                "shutdown"));
        return agent;
    }

    private AgentRequest.Up request() {
        return new AgentRequest.Up(
                servers,
                workers,
                shards,
                replicas,
                currency,
                HOST,
                port < 0 ? UDP_PORT : port,
                port > 0,
                http < 0 ? HTTP_PORT : http,
                http > 0,
                (int) rebuild.after().toSeconds());
    }

    /** True once all nodes are up; prints the console's address as soon as it can be used. */
    private boolean awaitReady(Agent agent, CountDownLatch ended, Secrets secrets)
            throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        saidNs = startNs;
        boolean described = false;
        StartProgress progress = new StartProgress(Progress.STALL, READY_TIMEOUT);
        while (true) {
            AgentReply reply = agent.ask(new AgentRequest.Listing());
            printChanges(reply);
            if (!reply.problem().isEmpty()) {
                System.err.println("davebank: " + reply.problem());
                return false;
            }
            if (reply.isUsable() && !described) {
                described = true;
                System.out.printf("Ready for use after %.1f s.%n", secondsSince(startNs));
                describe(secrets, reply);
            }
            if (reply.ready()) {
                System.out.printf(
                        "All %d nodes are up after %.1f s.%n",
                        reply.nodes().size(), secondsSince(startNs));
                return true;
            }
            if (ended.await(POLL_MS, TimeUnit.MILLISECONDS)) {
                return false;
            }
            String trouble = progress.trouble(reply);
            if (trouble != null) {
                System.err.println("davebank: " + trouble + "; see the logs in " + data.path());
                return false;
            }
        }
    }

    private static double secondsSince(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }

    /** Prints a line for each change, and one now and then if nothing changes. */
    private void printChanges(AgentReply reply) {
        for (AgentReply.Row row : reply.nodes()) {
            String state = row.state().word();
            if (row.pid() != 0 && !state.equals(said.put(row.name(), state))) {
                boolean known = row.state() == AgentReply.State.ALIVE;
                String web = row.http() == 0 ? "" : ", http " + row.http();
                String took =
                        row.startedMs() == 0
                                ? ""
                                : String.format(", started in %.1f s", row.startedMs() / 1_000.0);
                System.out.printf(
                        "  %-11s %-9s %s%n",
                        row.name(), state, known ? "udp " + row.port() + web + took : "");
                saidNs = System.nanoTime();
            }
        }
        if (System.nanoTime() - saidNs > SILENCE_NS_MAX) {
            long up =
                    reply.nodes().stream()
                            .filter(row -> row.state() == AgentReply.State.ALIVE)
                            .count();
            System.out.println(
                    up < reply.nodes().size()
                            ? "  … " + up + " of " + reply.nodes().size() + " nodes are up"
                            : "  … all nodes are up; the shards are electing their leaders");
            saidNs = System.nanoTime();
        }
    }

    private void describe(Secrets secrets, AgentReply reply) {
        if (reply.console().isEmpty()) {
            System.out.println("No server serves people yet.");
            return;
        }
        String base = reply.console().replace("/console/", "");
        Path token = data.path().resolve(Secrets.TOKEN_FILE);
        System.out.println();
        System.out.println("Console  " + SignIn.link(secrets, base));
        System.out.println(
                "         (signs you in once within 15 minutes; another link:"
                        + " "
                        + DataFolder.launcher()
                        + " open"
                        + data.option()
                        + ")");
        System.out.println(
                "REST     curl -H \"Authorization: Bearer $(cat "
                        + Shell.word(token.toString())
                        + ")\" "
                        + base
                        + "/cluster");
        System.out.println();
    }

    private void printServers(boolean background) {
        System.out.println("Servers  " + String.join("  ", NetworkFile.servers(data.path())));
        System.out.println(background ? "Stop     " + downCommand() : "Stop     Ctrl-C");
    }

    private String downCommand() {
        return DataFolder.launcher() + " down" + data.option();
    }

    /** DaveBot is a separate process; it ends with the network or after its own time. */
    private static void startBot(Launch launch, Path folder) throws IOException {
        Process started = BackgroundCommand.start(launch, folder, "bot", List.of());
        NodeProcesses.remember(folder, "bot", started);
        System.out.println(
                "DaveBot is making traffic (process "
                        + started.pid()
                        + "); its verdict goes to "
                        + folder.resolve("bot.log"));
    }
}
