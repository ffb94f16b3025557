package org.davebank.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.davebank.cli.command.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs the commands of a first session one after the other in this process, so that the JVM learns
 * what commands load; see {@link TrainCommand}.
 *
 * <p>Ends with the exit code of the first command that fails.
 */
@Command(name = "rehearse", hidden = true, description = "Runs the commands of a first session.")
public final class RehearseCommand implements Callable<Integer> {

    private static final String ACCOUNT = "20000001";
    private static final int ROWS = 10;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Option(names = "--url", required = true, description = "a server of the network")
    private String url = "";

    @Option(names = "--token-file", required = true, description = "the file of its token")
    private Path token = Path.of("");

    @Override
    public Integer call() throws Exception {
        Path file = Files.createTempFile("davebank-rehearse-", ".csv");
        try {
            BenchRowFile.accounts(file, ROWS, TrainCommand.CURRENCY);
            for (String line :
                    List.of(
                            "status",
                            "account Trainee --number " + ACCOUNT,
                            "deposit " + ACCOUNT + " 2.00 --key rehearsed",
                            "withdraw " + ACCOUNT + " 1.00",
                            "balance " + ACCOUNT,
                            "transactions " + ACCOUNT,
                            "import " + file,
                            "export accounts --format csv -o " + file)) {
                int code = run(line);
                if (code != 0) {
                    return code;
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return 0;
    }

    /** The address is named: to find servers through the data folder would start an agent. */
    private int run(String line) {
        Stream<String> where = Stream.of("--url", url, "--token-file", token.toString());
        String[] words = Stream.concat(Stream.of(line.split(" ")), where).toArray(String[]::new);
        // A command line is made for one use.
        return Program.commandLine(spec.root().userObject()).execute(words);
    }
}
