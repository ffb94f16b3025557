package org.davebank.cli.command;

import org.davebank.host.Launch;
import picocli.CommandLine;

/** The common part of all commands: how arguments are parsed and errors are printed. */
public final class Program {

    /** The main class of every process of the bank. */
    static final String MAIN = "org.davebank.cli.Main";

    private static final String SEE_HELP = "; see --help";

    private Program() {}

    /** How this process was started, for starting other processes. */
    public static Launch launch() {
        return Launch.ofThisProcess(MAIN);
    }

    /** A command, ready to execute. Its errors are one line on stderr. */
    public static CommandLine commandLine(Object command) {
        CommandLine commandLine = new CommandLine(command);
        setVersion(commandLine);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        Numbers.register(commandLine);
        commandLine.setParameterExceptionHandler((failure, arguments) -> {
            failure.getCommandLine().getErr().println("davebank: " + oneLine(failure) + SEE_HELP);
            return ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, failed, parsed) -> {
            boolean usage = failure instanceof Usage;
            failed.getErr().println("davebank: " + oneLine(failure) + (usage ? SEE_HELP : ""));
            return usage ? ExitCode.USAGE : ExitCode.FAILURE;
        });
        return commandLine;
    }

    /** A command inherits the option {@code --version}, but not its output. */
    private static void setVersion(CommandLine commandLine) {
        commandLine.getCommandSpec().versionProvider(new BuildVersion());
        commandLine.getSubcommands().values().forEach(Program::setVersion);
    }

    /** The first line of a failure's message. */
    public static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        String text = message == null ? failure.getClass().getSimpleName() : message;
        return text.lines().findFirst().orElse(text);
    }
}
