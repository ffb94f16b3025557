package org.davebank.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

/** Counters that answer as a test tells them, and a data folder that leads commands to them. */
final class CounterHall implements AutoCloseable {

    /** What a counter was asked. */
    record Asked(String method, String uri, String key, String body) {}

    /** What it answers; status 0 hangs up without a word. */
    record Said(int status, String body) {}

    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    private final Path data;
    private final List<HttpServer> counters = new ArrayList<>();
    final List<Asked> asked = new ArrayList<>();

    CounterHall(Path data) throws IOException {
        this.data = data;
        Files.writeString(data.resolve("admin.token"), "token\n");
    }

    /** Adds a counter; commands try them in this order. */
    CounterHall counter(Function<Asked, Said> answers) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> serve(exchange, answers));
        server.start();
        counters.add(server);
        List<String> nodes = new ArrayList<>();
        for (HttpServer each : counters) {
            nodes.add(
                    "{\"name\":\"S\",\"host\":\"127.0.0.1\",\"state\":\"alive\",\"http\":"
                            + each.getAddress().getPort()
                            + "}");
        }
        // As the agent of this folder says whose file it is.
        Object key = Files.readAttributes(data, BasicFileAttributes.class).fileKey();
        Files.writeString(
                data.resolve("network.json"),
                "{\"nodes\":["
                        + String.join(",", nodes)
                        + "],\"folder\":\""
                        + data.toRealPath()
                        + "\",\"folder_key\":\""
                        + (key == null ? "" : key)
                        + "\"}");
        return this;
    }

    private void serve(HttpExchange exchange, Function<Asked, Said> answers) throws IOException {
        try (exchange) {
            Asked question =
                    new Asked(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            String.valueOf(
                                    exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            synchronized (asked) {
                asked.add(question);
            }
            Said said = answers.apply(question);
            if (said.status() > 0) {
                byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Runs a command as the process would, on this hall's data folder. */
    Ended run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--data", data.toString()));
        int code = commandLine.execute(all.toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }

    @Override
    public void close() {
        counters.forEach(each -> each.stop(0));
    }
}
