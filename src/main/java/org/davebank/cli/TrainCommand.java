package org.davebank.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the web side of a server without a network behind it and leaves again. The launcher runs it
 * once after a build so that the JVM learns which classes a server needs (an AOT cache), and people
 * measure with it how fast and how big that side is.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Starts the web side alone, asks it for its first pages and ends.")
final class TrainCommand implements Callable<Integer> {

    private static final int TIMEOUT_MS = 30_000;

    /** What a browser asks for first, up to the first view of the console. */
    private static final String[] PATHS = {
        "/actuator/health", "/", "/console/", "/console/?v-r=init&location=&query=", "/aura/aura.css"
    };

    @Option(names = "--http", description = "HTTP port; 0 means any", defaultValue = "0")
    private int httpPort;

    @Option(names = "--hold", description = "seconds to keep serving", defaultValue = "0")
    private int holdSeconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ConfigurableApplicationContext server =
                ServerApplication.start("127.0.0.1", httpPort)) {
            URI root = URI.create("http://127.0.0.1:" + ServerApplication.httpPort(server));
            String cookie = null;
            for (String path : PATHS) {
                cookie = visit(root.resolve(path), cookie);
            }
            Thread.sleep(Duration.ofSeconds(holdSeconds));
        }
        return 0;
    }

    /** Asks for one page, prints its status, and returns the session's cookie for the next one. */
    private static @Nullable String visit(URI page, @Nullable String cookie) throws IOException {
        // The old client: the new one would load all of TLS, which no server needs.
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        connection.setRequestProperty("Accept", "text/html,application/json");
        if (cookie != null) {
            connection.setRequestProperty("Cookie", cookie);
        }
        int status = connection.getResponseCode();
        try (InputStream body =
                status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (body != null) {
                body.transferTo(OutputStream.nullOutputStream());
            }
        }
        System.out.println(status + " " + page);
        String given = connection.getHeaderField("Set-Cookie");
        return given == null ? cookie : given.substring(0, given.indexOf(';'));
    }
}
