package org.davebank.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.davebank.cli.bank.AccountCommand;
import org.davebank.cli.bank.AttachCommand;
import org.davebank.cli.bank.BalanceCommand;
import org.davebank.cli.bank.BotCommand;
import org.davebank.cli.bank.DownloadCommand;
import org.davebank.cli.bank.ExportCommand;
import org.davebank.cli.bank.HoldCommand;
import org.davebank.cli.bank.ImportCommand;
import org.davebank.cli.bank.PostCommand;
import org.davebank.cli.bank.ReverseCommand;
import org.davebank.cli.bank.StatusChangeCommand;
import org.davebank.cli.bank.TransactionsCommand;
import org.davebank.cli.bench.BenchCommand;
import org.davebank.cli.bench.FailoverCommand;
import org.davebank.cli.bench.RehearseCommand;
import org.davebank.cli.bench.SimulateCommand;
import org.davebank.cli.bench.TrainCommand;
import org.davebank.cli.command.ExitCode;
import org.davebank.cli.command.Program;
import org.davebank.cli.network.AgentCommand;
import org.davebank.cli.network.ClientCommand;
import org.davebank.cli.network.DownCommand;
import org.davebank.cli.network.FaultCommand;
import org.davebank.cli.network.HostCommand;
import org.davebank.cli.network.NodeOptions;
import org.davebank.cli.network.OpenCommand;
import org.davebank.cli.network.ProcessCommand;
import org.davebank.cli.network.RecoveryCommand;
import org.davebank.cli.network.ServerCommand;
import org.davebank.cli.network.StatusCommand;
import org.davebank.cli.network.TokenCommand;
import org.davebank.cli.network.UpCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The entry point of every DaveBank process: {@code java -jar davebank.jar COMMAND}.
 *
 * <p>Exit codes: 0 done, 1 failure, 2 usage, 3 done but with rejects or a failed verdict.
 */
@Command(
        name = "davebank",
        description = "A distributed bank that can be broken on purpose and stays right.",
        mixinStandardHelpOptions = true,
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            RecoveryCommand.class,
            OpenCommand.class,
            TokenCommand.class,
            ServerCommand.class,
            ClientCommand.class,
            HostCommand.class,
            AgentCommand.class,
            ProcessCommand.Kill.class,
            ProcessCommand.Stop.class,
            ProcessCommand.Pause.class,
            ProcessCommand.Resume.class,
            ProcessCommand.Revive.class,
            FaultCommand.Inject.class,
            FaultCommand.Heal.class,
            AccountCommand.class,
            StatusChangeCommand.Freeze.class,
            StatusChangeCommand.Unfreeze.class,
            StatusChangeCommand.Close.class,
            PostCommand.Deposit.class,
            PostCommand.Withdraw.class,
            PostCommand.Transfer.class,
            ReverseCommand.class,
            HoldCommand.Hold.class,
            HoldCommand.Capture.class,
            HoldCommand.Release.class,
            BalanceCommand.class,
            TransactionsCommand.class,
            AttachCommand.class,
            DownloadCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            BotCommand.class,
            BenchCommand.class,
            FailoverCommand.class,
            SimulateCommand.class,
            TrainCommand.class,
            RehearseCommand.class,
            CompletionCommand.class
        })
public final class Main implements Runnable {

    private static final Set<String> NEED_ALL = Set.of("completion", "rehearse");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    /** Called for {@code davebank} without a command, which is a usage error. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        String first = args.length == 0 ? "" : args[0];
        if (first.equals("client")) {
            Integer code = spawnedWorker(Arrays.asList(args).subList(1, args.length));
            if (code != null) {
                return code;
            }
        }
        Class<?> alone = alone(first);
        if (alone == null) {
            return commandLine().execute(args);
        }
        CommandLine commandLine = Program.commandLine(alone);
        commandLine.setCommandName("davebank " + first);
        return commandLine.execute(Arrays.copyOfRange(args, 1, args.length));
    }

    /**
     * The class of the command of this name, or null when it needs the others. A command then starts
     * in less time, because the others are not prepared.
     */
    private static @Nullable Class<?> alone(String name) {
        if (NEED_ALL.contains(name)) {
            return null;
        }
        for (Class<?> each : Main.class.getAnnotation(Command.class).subcommands()) {
            if (each.getAnnotation(Command.class).name().equals(name)) {
                return each;
            }
        }
        return null;
    }

    /** Null if the arguments are not those that an agent passes. */
    private static @Nullable Integer spawnedWorker(List<String> words) {
        try {
            NodeOptions options = NodeOptions.spawned(words);
            return options == null ? null : new ClientCommand(options).call();
        } catch (Exception e) {
            System.err.println("davebank: " + Program.oneLine(e));
            return ExitCode.FAILURE;
        }
    }

    /** All commands, as the process and the tests run them. Errors are one line on stderr. */
    static CommandLine commandLine() {
        return Program.commandLine(new Main());
    }
}
