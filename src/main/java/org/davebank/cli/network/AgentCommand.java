package org.davebank.cli.network;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Program;
import org.davebank.host.HostAgent;
import org.davebank.host.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The agent as a background process, started on demand for a data folder. */
@Command(name = "agent", hidden = true, description = "Runs a host agent in the background.")
public final class AgentCommand implements Callable<Integer> {

    @Mixin private DataFolder data = new DataFolder();

    @Option(names = "--host", defaultValue = "127.0.0.1")
    private String host = "127.0.0.1";

    @Override
    public Integer call() throws Exception {
        Secrets secrets = Secrets.load(data.path());
        if (secrets == null) {
            throw new Failure(data.path() + " has no cluster.key");
        }
        CountDownLatch ended = new CountDownLatch(1);
        HostAgent agent =
                HostAgent.start(
                        data.path(),
                        host,
                        0,
                        secrets,
                        Program.launch(),
                        true,
                        List.of(),
                        ended::countDown);
        if (agent == null) {
            return 0; // Another agent is alive, which is as good.
        }
        ended.await();
        return 0;
    }
}
