package org.davebank.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.davebank.host.NetworkFile;
import org.davebank.host.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A fresh sign-in link, in the browser where there is a display. */
@Command(
        name = "open",
        mixinStandardHelpOptions = true,
        description = "Prints a fresh sign-in link and opens it where there is a display.")
final class OpenCommand implements Callable<Integer> {

    @Mixin private DataFolder data = new DataFolder();

    @Override
    public Integer call() throws Exception {
        Secrets secrets = Secrets.load(data.path());
        List<String> bases = NetworkFile.servers(data.path());
        if (secrets == null || bases.isEmpty()) {
            throw new Failure(data.path() + " holds no network that was ever up");
        }
        NodePage.open(SignIn.link(secrets, bases.getFirst()));
        return 0;
    }
}
