package org.davebank.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The one entry of every DaveBank process: {@code java -jar davebank.jar COMMAND}.
 *
 * <p>Exit codes: 0 done, 1 failure, 2 usage, 3 done but with rejects or a failed verdict.
 */
@Command(
        name = "davebank",
        description = "A distributed bank that can be broken on purpose and stays right.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        subcommands = {SimulateCommand.class, TrainCommand.class})
public final class Main implements Runnable {

    /** The exit code of a command that failed. */
    public static final int EXIT_FAILURE = 1;

    /** The exit code of a command that was not understood. */
    public static final int EXIT_USAGE = 2;

    /** The exit code of a command that is done, but with rejects or a failed verdict. */
    public static final int EXIT_WITH_REJECTS = 3;

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
        System.exit(commandLine().execute(args));
    }

    /** All commands, as the process and the tests run them. Errors are one line on stderr. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler(
                (failure, arguments) -> {
                    failure.getCommandLine()
                            .getErr()
                            .println("davebank: " + oneLine(failure) + "; see --help");
                    return EXIT_USAGE;
                });
        commandLine.setExecutionExceptionHandler(
                (failure, failed, parsed) -> {
                    failed.getErr().println("davebank: " + oneLine(failure));
                    return EXIT_FAILURE;
                });
        return commandLine;
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        String text = message == null ? failure.getClass().getSimpleName() : message;
        return text.lines().findFirst().orElse(text);
    }
}
