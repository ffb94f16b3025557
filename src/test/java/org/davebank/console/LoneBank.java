package org.davebank.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.davebank.host.Launch;
import org.davebank.host.Secrets;
import org.davebank.node.wire.NodeRefused;
import org.davebank.process.NodeProcess;
import org.davebank.process.NodeStart;
import org.davebank.process.Services;
import org.davebank.process.WebSettings;
import org.davebank.service.Shards;
import org.davebank.service.access.SignIn;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.util.FileSystemUtils;

/**
 * A server node that is a whole network by itself, with two shards: its services are real, and it
 * serves no HTTP. All tests of a JVM share one, so each takes accounts of its own.
 */
final class LoneBank implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    static final String NODE = "SuperNode1";

    /** What views need besides the services. */
    @Configuration(proxyBeanMethods = false)
    @ComponentScan("org.davebank.console")
    static class Beans {

        @Bean
        SignIn signIn(Secrets secrets, Shards shards) {
            return new SignIn(secrets, shards);
        }
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        try {
            Path data = Files.createTempDirectory("davebank-views-");
            NodeProcess node = start(data);
            Services services = Services.start(node);
            for (Object service : services.beans()) {
                context.getBeanFactory().registerSingleton(service.getClass().getName(), service);
            }
            context.addApplicationListener(event -> {
                if (event instanceof ContextClosedEvent) {
                    services.close();
                    node.close();
                    FileSystemUtils.deleteRecursively(data.toFile());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NodeRefused e) {
            throw new AssertionError(e);
        }
    }

    private static NodeProcess start(Path data) throws IOException, NodeRefused {
        boolean supervised = true; // So it starts no agent and prints nothing.
        return NodeProcess.start(
                new NodeStart(
                        "127.0.0.1",
                        0,
                        NODE,
                        List.of(),
                        null,
                        data,
                        supervised,
                        false,
                        Launch.ofThisProcess("org.davebank.cli.Main")),
                new WebSettings(0, false, 2, 1, "GBP", Duration.ofMinutes(2)));
    }
}
