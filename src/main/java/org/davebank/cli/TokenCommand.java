package org.davebank.cli;

import java.util.concurrent.Callable;
import org.davebank.host.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the administrator's token, for scripts. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Prints the token of the data folder's network.")
final class TokenCommand implements Callable<Integer> {

    @Mixin private DataFolder data = new DataFolder();

    @Override
    public Integer call() throws Exception {
        Secrets secrets = Secrets.load(data.path());
        if (secrets == null) {
            throw new Failure(data.path() + " holds no network; start one with up");
        }
        System.out.println(secrets.adminToken());
        return 0;
    }
}
