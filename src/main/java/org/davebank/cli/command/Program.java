package org.davebank.cli.command;

import org.davebank.host.Launch;
import picocli.CommandLine;

/** What all commands of the program share: how their words are read and how errors are printed. */
public final class Program {

    /** The class that every process of the bank starts with. */
    static final String MAIN = "org.davebank.cli.Main";

    private static final String SEE_HELP = "; see --help";

    private Program() {}

    /** How this process was started, for those that it starts. */
    public static Launch launch() {
        return Launch.ofThisProcess(MAIN);
    }

    /** A command that is ready to be executed. Its errors are one line on stderr. */
    public static CommandLine commandLine(Object command) {
        CommandLine commandLine = new CommandLine(command);
        tellVersion(commandLine);
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

    /** A command inherits the option {@code --version}, but not what it prints. */
    private static void tellVersion(CommandLine commandLine) {
        commandLine.getCommandSpec().versionProvider(new BuildVersion());
        commandLine.getSubcommands().values().forEach(Program::tellVersion);
    }

    /** The first line of a failure's message. */
    public static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        String text = message == null ? failure.getClass().getSimpleName() : message;
        return text.lines().findFirst().orElse(text);
    }
}
