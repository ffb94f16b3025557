package org.davebank.cli.network;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Failure;
import org.davebank.host.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the administrator's token, for scripts. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Prints the token of the data folder's network.")
public final class TokenCommand implements Callable<Integer> {

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
        if (secrets == null) {
            throw new Failure(folder + " holds no network; start one with up");
        }
        String token = secrets.adminToken();
        spec.commandLine()
                .getOut()
                .println(json ? BankCommand.write(Map.of("token", token)) : token);
        return 0;
    }
}
