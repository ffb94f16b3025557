package org.davebank.cli.network;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.davebank.base.Address;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Numbers;
import org.davebank.io.UdpNetwork;
import org.davebank.process.NodeProcess;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One worker in the foreground: a node without a web side. Loads no Spring class. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        description = "Runs one worker in the foreground.")
public final class ClientCommand implements Callable<Integer> {

    @Mixin private NodeOptions options = new NodeOptions();

    @Option(
            names = {"--target_host", "--target-host"},
            paramLabel = "HOST",
            description = "a node of the network to join")
    private @Nullable String targetHost;

    @Option(
            names = {"--target_port", "--target-port"},
            paramLabel = "PORT",
            converter = Numbers.Port.class,
            description = "its UDP port")
    private @Nullable Integer targetPort;

    public ClientCommand() {}

    public ClientCommand(NodeOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        if (targetHost != null && targetPort != null) {
            options.join.add(new Address(UdpNetwork.literal(targetHost), targetPort));
        }
        if (options.join.isEmpty() && !options.supervised) {
            throw new Failure(
                    "a worker joins a network: give --target_host and --target_port of one of its"
                            + " nodes");
        }
        NodeProcess process = NodeProcess.start(options.start(), null);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    process.close();
                                    stopped.countDown();
                                },
                                "shutdown"));
        if (!options.supervised) {
            System.out.println(options.name + " is a worker of DaveBank.");
            System.out.println("  listens on  " + process.address() + " (UDP)");
            System.out.println("  joins       " + options.join);
            System.out.println("  data        " + process.folder());
            System.out.println("Ctrl-C stops it.");
            if (options.gui) {
                NodePage.show(process, options.name);
            }
        }
        stopped.await();
        return 0;
    }
}
