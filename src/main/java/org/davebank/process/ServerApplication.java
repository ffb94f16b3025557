package org.davebank.process;

import com.vaadin.flow.spring.annotation.EnableVaadin;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The web side of a server node: REST and console on one HTTP port.
 *
 * <p>The node itself starts before this and runs independently: Spring gets the services as
 * finished objects and owns none of them.
 */
@EnableVaadin("org.davebank.console")
@SpringBootApplication(
        // The rooms that have beans: reading the classes of all rooms takes a tenth of a start.
        scanBasePackages = {"org.davebank.console", "org.davebank.process", "org.davebank.rest"},
        exclude = UserDetailsServiceAutoConfiguration.class)
public class ServerApplication {

    /**
     * Starts the web side and returns once it accepts requests.
     *
     * @param host the address to bind, loopback by default
     * @param httpPort the port to bind; 0 means any free one, see {@link #httpPort}
     * @param nodeFolder where temporary files go
     * @param services objects that controllers and views can inject by type
     * @return the running context; closing it stops the web side and none of the services
     * @throws IOException if the folder cannot be emptied
     * @throws RuntimeException if the port is in use or a part does not start
     */
    public static ConfigurableApplicationContext start(
            String host, int httpPort, Path nodeFolder, Object... services) throws IOException {
        WebFolder folder = new WebFolder(nodeFolder);
        SpringApplication application = new SpringApplication(ServerApplication.class);
        application.setMainApplicationClass(ServerApplication.class);
        application.setLogStartupInfo(false);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        application.addInitializers(
                (ApplicationContextInitializer<ConfigurableApplicationContext>)
                        context -> {
                            context.getBeanFactory().registerSingleton("webFolder", folder);
                            for (Object service : services) {
                                context.getBeanFactory()
                                        .registerSingleton(service.getClass().getName(), service);
                            }
                        });
        // Cookies ignore ports: two servers on one machine need different cookie names.
        long cookie = httpPort == 0 ? ProcessHandle.current().pid() : httpPort;
        return application.run(
                "--server.address=" + host,
                "--server.port=" + httpPort,
                "--server.servlet.session.cookie.name=davebank-" + cookie);
    }
}
