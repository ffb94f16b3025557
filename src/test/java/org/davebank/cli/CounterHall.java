package org.davebank.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
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
import org.davebank.host.Secrets;
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

    /** What strangers were given of the header Authorization. */
    final List<String> tokens = new ArrayList<>();

    private final Secrets secrets;
    private int forgotten;

    CounterHall(Path data) throws IOException {
        this.data = data;
        this.secrets = Secrets.loadOrMake(data);
        Files.writeString(data.resolve("admin.token"), "token\n");
    }

    /** Adds a counter; commands try them in this order. */
    CounterHall counter(Function<Asked, Said> answers) throws IOException {
        return listener(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/network/proof")) {
                prove(exchange);
            } else {
                serve(exchange, answers);
            }
        });
    }

    /** Adds somebody who listens where a server was, and answers everything. */
    CounterHall stranger(Function<Asked, Said> answers) throws IOException {
        return listener(exchange -> {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            if (token != null) {
                tokens.add(token);
            }
            serve(exchange, answers);
        });
    }

    /** Leaves those that are there out of the record from now on; they go on answering. */
    void forget() {
        forgotten = counters.size();
    }

    /** The port of the counter that was added last. */
    int port() {
        return counters.getLast().getAddress().getPort();
    }

    /** As a server does, for the address that the connection has come to. */
    private void prove(HttpExchange exchange) throws IOException {
        try (exchange) {
            InetSocketAddress here = exchange.getLocalAddress();
            String nonce = exchange.getRequestURI().getQuery().replace("nonce=", "");
            String proof = secrets.proof(here.getAddress().getHostAddress(), here.getPort(), nonce);
            byte[] body = ("{\"proof\":\"" + proof + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private CounterHall listener(HttpHandler handler) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.start();
        counters.add(server);
        List<String> nodes = new ArrayList<>();
        for (HttpServer each : counters.subList(forgotten, counters.size())) {
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
