package org.davebank.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the web side of a server without a network behind it and leaves again. The launcher runs it
 * once after a build so that the JVM learns which classes a server needs (an AOT cache).
 */
@Command(
        name = "train",
        hidden = true,
        description = "Starts the web side alone, asks it for its first pages and ends.")
final class TrainCommand implements Callable<Integer> {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

    @Option(names = "--http", description = "HTTP port; 0 means any", defaultValue = "0")
    private int httpPort;

    @Option(names = "--hold", description = "seconds to keep serving", defaultValue = "0")
    private int holdSeconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ConfigurableApplicationContext server =
                        ServerApplication.start("127.0.0.1", httpPort);
                HttpClient client =
                        HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build()) {
            URI root = URI.create("http://127.0.0.1:" + ServerApplication.httpPort(server));
            for (String path : new String[] {"/actuator/health", "/", "/console/"}) {
                HttpRequest request =
                        HttpRequest.newBuilder(root.resolve(path))
                                .header("Accept", "text/html,application/json")
                                .timeout(REQUEST_TIMEOUT)
                                .build();
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                System.out.println(response.statusCode() + " " + response.uri());
            }
            Thread.sleep(Duration.ofSeconds(holdSeconds));
        }
        return 0;
    }
}
