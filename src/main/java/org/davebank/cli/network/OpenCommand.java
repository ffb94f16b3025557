package org.davebank.cli.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Failure;
import org.davebank.client.ProvenServers;
import org.davebank.host.NetworkFile;
import org.davebank.host.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a new sign-in link and opens it in the browser if there is a display. */
@Command(
        name = "open",
        mixinStandardHelpOptions = true,
        description = "Prints a fresh sign-in link and opens it where there is a display.")
public final class OpenCommand implements Callable<Integer> {

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
        List<String> bases = NetworkFile.servers(folder);
        if (secrets == null || bases.isEmpty()) {
            throw new Failure(folder + " holds no network that was ever up");
        }
        ProvenServers proven = new ProvenServers(folder.toString(), secrets::isProof);
        String base = proven.first(bases);
        if (base == null) {
            String stranger = proven.stranger();
            throw new Failure(stranger == null ? "no server of the network answers" : stranger);
        }
        String link = SignIn.link(secrets, base);
        spec.commandLine().getOut().println(json ? BankCommand.write(Map.of("link", link)) : link);
        NodePage.open(link);
        return 0;
    }
}
