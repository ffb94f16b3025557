package org.davebank.cli.network;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.davebank.api.network.OperationAnswer;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.ConnectionOptions;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Program;
import org.davebank.client.Bodies;
import org.davebank.client.Problem;
import org.davebank.host.AgentClient;
import org.davebank.host.AgentReply;
import org.davebank.host.AgentRequest;
import org.davebank.host.AgentRequest.Action;
import org.davebank.host.Names;
import org.davebank.host.Secrets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Acts on a node's process. Goes through any server, so that it is audited and reaches other
 * machines, or to this machine's agent if no server answers.
 */
public abstract class ProcessCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(2);
    private static final long POLL_MS = 50;

    @Command(
            name = "kill",
            mixinStandardHelpOptions = true,
            description = "Kills a node's process at once (SIGKILL).")
    public static final class Kill extends ProcessCommand {
        Kill() {
            super(Action.KILL);
        }
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stops a node, which says good-bye first (SIGTERM).")
    public static final class Stop extends ProcessCommand {
        Stop() {
            super(Action.STOP);
        }
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Makes a node's process stand still (SIGSTOP).")
    public static final class Pause extends ProcessCommand {
        Pause() {
            super(Action.PAUSE);
        }
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Lets a paused node go on (SIGCONT).")
    public static final class Resume extends ProcessCommand {
        Resume() {
            super(Action.RESUME);
        }
    }

    @Command(
            name = "revive",
            mixinStandardHelpOptions = true,
            description = "Starts a node that is not running.")
    public static final class Revive extends ProcessCommand {
        Revive() {
            super(Action.REVIVE);
        }
    }

    private final Action action;

    @Parameters(index = "0", paramLabel = "NAME", description = "the node's name")
    private String name = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Option(names = "--json", description = "prints JSON")
    private boolean json;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    ProcessCommand(Action action) {
        this.action = action;
    }

    @Override
    public Integer call() throws Exception {
        if (!Names.isName(name)) {
            throw new Failure("'" + name + "' is no name of a node");
        }
        String word = action.name().toLowerCase(Locale.ROOT);
        HttpResponse<String> response =
                connection
                        .network()
                        .ask("POST", "/cluster/nodes/" + name + "/" + word, (String) null, TIMEOUT);
        if (response != null && response.statusCode() / 100 == 2) {
            print(word, outcome(response, name + ": " + word + " is under way"));
            return 0;
        }
        // A server that is starting or in trouble counts as unavailable here.
        if (response != null && response.statusCode() < 500) {
            throw new Failure(Problem.text(response.body(), response.statusCode()));
        }
        if (connection.isRemote()) {
            throw new Failure("no server of the network answers");
        }
        AgentReply reply = askAgent();
        if (reply == null || !reply.done()) {
            throw new Failure(reply == null ? "no network runs on this folder" : reply.text());
        }
        print(word, reply.text() + " (by the host agent; no server answered).");
        return 0;
    }

    private void print(String word, String detail) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("node", name);
        result.put("action", word);
        result.put("detail", detail);
        spec.commandLine().getOut().println(json ? BankCommand.write(result) : detail);
    }

    /** Follows the operation on the server that accepted it, which may be the one that it ends. */
    private String outcome(HttpResponse<String> accepted, String otherwise) {
        String location = accepted.headers().firstValue("Location").orElse("");
        long endNs = System.nanoTime() + TIMEOUT.toNanos();
        while (!location.isEmpty() && System.nanoTime() < endNs) {
            HttpResponse<String> answer =
                    connection
                            .network()
                            .get(accepted.request().uri().resolve(location), POLL_TIMEOUT);
            if (answer == null || answer.statusCode() != 200) {
                return otherwise;
            }
            OperationAnswer operation = Bodies.read(answer.body(), OperationAnswer.class);
            switch (operation.state()) {
                case "done" -> {
                    return operation.detail();
                }
                case "failed" -> throw new Failure(operation.detail());
                default -> {
                    try {
                        Thread.sleep(POLL_MS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return otherwise;
                    }
                }
            }
        }
        return otherwise;
    }

    private @Nullable AgentReply askAgent() throws IOException {
        Secrets secrets = Secrets.load(connection.data.path());
        if (secrets == null) {
            return null;
        }
        AgentClient client = new AgentClient(connection.data.path(), secrets, Program.launch());
        return client.ask(new AgentRequest.Act(action, name));
    }
}
