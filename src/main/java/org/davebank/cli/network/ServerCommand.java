package org.davebank.cli.network;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.davebank.base.Address;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Numbers;
import org.davebank.host.Secrets;
import org.davebank.process.NodeProcess;
import org.davebank.process.ServerApplication;
import org.davebank.process.Services;
import org.davebank.process.WebSettings;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One server node in the foreground: a node, REST and the console. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one server node in the foreground.",
            "The first one, without --join, founds the network and makes its key."
        })
public final class ServerCommand implements Callable<Integer> {

    private static final int HTTP_PORT = 8080;
    private static final int VOTERS_WANTED = 3;

    @Mixin private NodeOptions options = new NodeOptions();

    @Option(
            names = "--http",
            paramLabel = "PORT",
            converter = Numbers.Port.class,
            description = "HTTP port; 0 means any (default: 8080 or the next free one)")
    private int http = -1;

    @Option(
            names = "--shards",
            description = "shards of a network founded here (default: ${DEFAULT-VALUE})",
            defaultValue = "4")
    private int shards;

    @Option(
            names = "--replicas",
            description = "replicas of each shard, 1, 3 or 5 (default: ${DEFAULT-VALUE})",
            defaultValue = "3")
    private int replicas;

    @Option(
            names = "--currency",
            description = "ISO 4217 code (default: ${DEFAULT-VALUE})",
            defaultValue = "GBP")
    private String currency = "GBP";

    @Mixin private RebuildOption rebuild = new RebuildOption();

    @Option(names = "--http-gives-way", hidden = true)
    private boolean httpGivesWay;

    @Override
    public Integer call() throws Exception {
        Founding.check(shards, replicas, currency);
        boolean asked = http >= 0;
        NodeProcess process =
                NodeProcess.start(
                        options.start(),
                        new WebSettings(
                                asked ? http : HTTP_PORT,
                                httpGivesWay || !asked,
                                shards,
                                replicas,
                                currency,
                                rebuild.after()));
        Services services = Services.start(process);
        CountDownLatch stopped = new CountDownLatch(1);
        WebSide web = new WebSide();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    // The node first: other nodes take over its leaderships at
                                    // once.
                                    services.close();
                                    process.close();
                                    web.close();
                                    stopped.countDown();
                                },
                                "shutdown"));
        try {
            web.start(process, services);
        } catch (RuntimeException e) {
            throw new Failure("the web side did not start: " + rootOf(e));
        }
        process.serving();
        if (!options.supervised) {
            describe(process);
        }
        stopped.await();
        return 0;
    }

    /** Holds the context so that the shutdown finds it, however far the start has got. */
    private static final class WebSide {
        private volatile boolean closed;
        private volatile AutoCloseable context = () -> {};

        void start(NodeProcess process, Services services) throws java.io.IOException {
            process.releaseHttpPort();
            ConfigurableApplicationContext started =
                    ServerApplication.start(
                            process.address().host(),
                            process.httpPort(),
                            process.folder(),
                            services.beans());
            context = started;
            if (closed) {
                started.close();
            }
        }

        void close() {
            closed = true;
            try {
                context.close();
            } catch (Exception e) {
                System.err.println("davebank: the web side did not end well: " + e.getMessage());
            }
        }
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private void describe(NodeProcess process) {
        Address address = process.address();
        String base = "http://" + new Address(address.host(), process.httpPort());
        System.out.println(options.name + " is a server node of DaveBank.");
        System.out.println("  listens on  " + address + " (UDP)");
        System.out.println("  console     " + SignIn.link(process.secretsOfNetwork(), base));
        System.out.println("  token       " + process.data().resolve(Secrets.TOKEN_FILE));
        System.out.println("  data        " + process.folder());
        if (process.founded()) {
            System.out.println(
                    "It has founded a network, which is not fault-tolerant yet: 1 of 3.");
            System.out.println("Add two more servers, each in a terminal of its own:");
            for (int i = 1; i < VOTERS_WANTED; i++) {
                System.out.println(
                        "  "
                                + DataFolder.launcher()
                                + " server "
                                + address.host()
                                + " "
                                + (address.port() + i)
                                + " SuperNode"
                                + (i + 1)
                                + " --join "
                                + address
                                + options.data.option());
            }
        } else if (!options.join.isEmpty()) {
            System.out.println("  joins       " + options.join);
        }
        System.out.println("Ctrl-C stops it.");
        if (options.gui) {
            NodePage.show(process, options.name);
        }
    }
}
