package org.davebank.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.davebank.base.Sha256;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.Program;
import org.davebank.cli.network.ServerCommand;
import org.davebank.cli.network.SignIn;
import org.davebank.exchange.FileFormat;
import org.davebank.host.NodeFile;
import org.davebank.host.Secrets;
import org.davebank.io.ContentFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * Founds a network of one server in a fresh folder, uses it briefly as a browser and a script
 * would, and ends. The server runs until the process ends, so the caller deletes the folder. The launcher runs it once after a build so that the JVM learns which classes a
 * server needs and which code will be hot (an AOT cache); developers use it to measure a server's
 * start time and size.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Starts a lone server, asks it for its first pages and ends.")
public final class TrainCommand implements Callable<Integer> {

    private static final String NAME = "trainee";
    private static final String WORKER = "trained-worker";

    /** Long enough to learn of the shards and to gossip a while. */
    private static final Duration WORKER_LIFE = Duration.ofSeconds(2);

    private static final String DEPOSIT =
            "{\"account_num\":\"12345678\",\"transaction_type\":\"deposit\",\"amount\":1.00}";

    /** Together 32 MB each way. */
    private static final int FILES = 2;

    private static final int FILE_BYTES = 16 << 20;

    /** The default currency of a new network. */
    static final String CURRENCY = "GBP";

    /** The rows in a file of each format. */
    private static final int ROWS = 10_000;

    private static final Duration IMPORT_TIMEOUT = Duration.ofSeconds(20);
    private static final int TIMEOUT_MS = 30_000;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration WRITABLE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** The views that a user opens in the first minutes. */
    private static final List<String> VIEWS =
            List.of("", "chaos", "accounts", "transactions", "import", "nodes/" + NAME);

    private static final Pattern SECURITY_KEY =
            Pattern.compile("\"Vaadin-Security-Key\":\"([^\"]+)\"");

    @Option(names = "--http", description = "HTTP port; 0 means any", defaultValue = "0")
    private int httpPort;

    @Option(names = "--hold", description = "seconds to keep serving", defaultValue = "0")
    private int holdSeconds;

    @Option(
            names = "--caches",
            description = "a folder where a worker and a command write what they load")
    private @Nullable Path caches;

    @Option(
            names = "--data",
            required = true,
            description = "a fresh folder, to be deleted by the caller after the end")
    private Path data = Path.of("");

    @Override
    public Integer call() throws Exception {
        long startNs = System.nanoTime();
        Thread.ofPlatform().daemon().name("server").start(this::serve);
        URI root = awaitServing(data.resolve(NAME));
        report("serving", startNs);
        Secrets secrets = Secrets.load(data);
        if (secrets == null) {
            throw new Failure("the trainee has no key");
        }
        String token = Files.readString(data.resolve(Secrets.TOKEN_FILE)).strip();
        useBank(root, token);
        report("bank used", startNs);
        useRows(root, token);
        report("rows used", startNs);
        // Only now: a sign-in is a write too, and the network has just started to accept
        // writes.
        useConsole(root, SignIn.link(secrets, root.toString()));
        report("console used", startNs);
        if (caches != null) {
            Process commands = startCommands(data, caches.resolve("command.aot"), root);
            trainWorker(data, caches.resolve("worker.aot"), root, token);
            report("worker used", startNs);
            if (commands.waitFor() != 0) {
                throw new Failure("the commands did not run");
            }
            report("commands used", startNs);
        }
        Thread.sleep(Duration.ofSeconds(holdSeconds));
        return 0;
    }

    private void serve() {
        Program.commandLine(new ServerCommand())
                .execute(
                        "127.0.0.1",
                        "0",
                        NAME,
                        "--supervised",
                        "--http",
                        String.valueOf(httpPort),
                        "--shards",
                        "1",
                        "--replicas",
                        "1",
                        "--data",
                        data.toString());
    }

    /** A worker process joins the trainee, shares its files, and ends. */
    private static void trainWorker(Path data, Path cache, URI root, String token)
            throws Exception {
        NodeFile trainee = NodeFile.read(data.resolve(NAME));
        if (trainee == null) {
            throw new Failure("the trainee has ended");
        }
        List<String> command =
                Program.launch()
                        .trainingWorker(
                                cache,
                                List.of(
                                        "client",
                                        trainee.host(),
                                        "0",
                                        WORKER,
                                        "--supervised",
                                        "--join",
                                        trainee.host() + ":" + trainee.port(),
                                        "--data",
                                        data.toString()));
        Process worker = start(command);
        try {
            awaitServing(data.resolve(WORKER));
            Thread.sleep(WORKER_LIFE);
            useFiles(data, root, token);
        } finally {
            worker.destroy();
            worker.waitFor();
        }
    }

    /** A process runs the commands of a first session against the trainee. */
    private static Process startCommands(Path data, Path cache, URI root) throws IOException {
        return start(
                Program.launch()
                        .trainingCommand(
                                cache,
                                List.of(
                                        "rehearse",
                                        "--url",
                                        root.toString(),
                                        "--token-file",
                                        data.resolve(Secrets.TOKEN_FILE).toString())));
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Imports a file of each format and exports everything in each. */
    private static void useRows(URI root, String token) throws IOException, InterruptedException {
        Path file = Files.createTempFile("davebank-train-", ".rows");
        try {
            BenchRowFile.accounts(file, ROWS, CURRENCY);
            importAndWait(root, file, "accounts.csv", token);
            for (FileFormat format : BenchRowFile.FORMATS) {
                BenchRowFile.transactions(
                        file, format, ROWS, new UUID(1, format.ordinal()), CURRENCY);
                importAndWait(root, file, "rows." + format.ending(), token);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        for (String format : List.of("csv", "json", "ndjson", "xml")) {
            ask("GET", root.resolve("/exports/transactions?format=" + format), null, token);
        }
    }

    private static void importAndWait(URI root, Path file, String name, String token)
            throws IOException, InterruptedException {
        URI imports = root.resolve("/imports?file_name=" + name);
        URI job =
                root.resolve(
                        "/imports/"
                                + textOf(upload(imports, Files.readAllBytes(file), token), "id"));
        long endNs = System.nanoTime() + IMPORT_TIMEOUT.toNanos();
        while (!textOf(ask("GET", job, null, token), "state").equals("done")
                && System.nanoTime() < endNs) {
            Thread.sleep(PAUSE);
        }
    }

    /**
     * Attaches files and fetches them from the worker: enough packets each way that the JVM learns
     * to seal and open them with the machine's own instructions. It does so only after thousands of
     * large ones, and the first file of a fresh node would be slow.
     */
    private static void useFiles(Path data, URI root, String token) throws IOException {
        String id = textOf(ask("POST", root.resolve("/transactions/"), DEPOSIT, token), "id");
        URI attachments = root.resolve("/transactions/" + id + "/attachments");
        byte[] file = new byte[FILE_BYTES];
        Random random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(file);
            String sha256 = textOf(upload(attachments, file, token), "sha256");
            if (!Sha256.isName(sha256)) {
                return; // It printed why; keep what the JVM has learnt so far.
            }
            // Without its own copy the server asks the worker.
            Files.deleteIfExists(data.resolve(NAME).resolve(ContentFolder.NAME).resolve(sha256));
            ask("GET", root.resolve("/attachments/" + sha256), null, token);
        }
    }

    private static String upload(URI to, byte[] body, String token) throws IOException {
        HttpURLConnection upload = connection("POST", to, token);
        upload.setRequestProperty("Content-Type", "application/octet-stream");
        upload.setFixedLengthStreamingMode(body.length);
        upload.setDoOutput(true);
        try (OutputStream out = upload.getOutputStream()) {
            out.write(body);
        }
        return answer("POST", upload);
    }

    private static String textOf(String json, String field) {
        return JsonMapper.shared().readTree(json).path(field).asString("");
    }

    private static URI awaitServing(Path folder) throws Exception {
        long endNs = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < endNs) {
            NodeFile node = NodeFile.read(folder);
            if (node != null && node.ready()) {
                return URI.create("http://127.0.0.1:" + node.http());
            }
            Thread.sleep(PAUSE);
        }
        throw new Failure("the trainee did not start");
    }

    /** Signs in and opens the views, with the requests that Vaadin's client would send. */
    private static void useConsole(URI root, String link) throws IOException {
        CookieManager cookies = new CookieManager();
        CookieHandler.setDefault(cookies);
        ask("GET", URI.create(link), null, null);
        // This client treats a cookie with an age as one of RFC 2965, and would quote its value.
        cookies.getCookieStore().getCookies().forEach(cookie -> cookie.setVersion(0));
        ask("GET", root.resolve("/console/"), null, null);
        ask("GET", root.resolve("/aura/aura.css"), null, null);
        String first = ask("GET", root.resolve("/console/?v-r=init&location=&query="), null, null);
        Matcher key = SECURITY_KEY.matcher(first);
        if (!key.find()) {
            return;
        }
        int sync = 0;
        for (String view : VIEWS) {
            String navigation =
                    """
                    {"csrfToken":"%s","syncId":%d,"clientId":%d,"rpc":[{"type":"event","node":1,\
                    "event":"ui-navigate","data":{"route":"%s","query":"","appShellTitle":"",\
                    "historyState":{"idx":0},"trigger":""}}]}\
                    """
                            .formatted(key.group(1), sync, sync, view);
            ask("POST", root.resolve("/console/?v-r=uidl&v-uiId=0"), navigation, null);
            sync++;
        }
    }

    /** Opens an account and moves money, as soon as the network accepts writes. */
    private static void useBank(URI root, String token) throws IOException, InterruptedException {
        String account = "{\"holder\":\"Trainee\",\"number\":\"12345678\"}";
        long endNs = System.nanoTime() + WRITABLE_TIMEOUT.toNanos();
        while (ask("POST", root.resolve("/accounts"), account, token).contains("no_quorum")
                && System.nanoTime() < endNs) {
            Thread.sleep(PAUSE);
        }
        for (int i = 0; i < 20; i++) {
            ask("POST", root.resolve("/transactions/"), DEPOSIT, token);
        }
        for (String path :
                List.of(
                        "/accounts",
                        "/accounts/12345678/balance",
                        "/transactions/12345678",
                        "/transactions",
                        "/cluster",
                        "/cluster/audit",
                        "/actuator/health")) {
            ask("GET", root.resolve(path), null, token);
        }
    }

    /** Sends one request, prints its status and size, and returns the response body. */
    private static String ask(
            String method, URI page, @Nullable String body, @Nullable String token)
            throws IOException {
        HttpURLConnection connection = connection(method, page, token);
        connection.setRequestProperty("Content-Type", "application/json");
        if (body != null) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        return answer(method, connection);
    }

    private static HttpURLConnection connection(String method, URI page, @Nullable String token)
            throws IOException {
        // The old client: the new one would load all of TLS, which no server needs.
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        connection.setRequestMethod(method);
        connection.setRequestProperty(
                "Accept", token == null ? "text/html,application/json" : "application/json");
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private static String answer(String method, HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in =
                status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] answer = in == null ? new byte[0] : in.readAllBytes();
            System.out.println(
                    status + " " + method + " " + connection.getURL() + " " + answer.length + " B");
            return new String(answer, StandardCharsets.UTF_8);
        }
    }

    private static void report(String what, long startNs) {
        long sinceMs = Duration.ofNanos(System.nanoTime() - startNs).toMillis();
        System.out.println(what + " after " + sinceMs + " ms");
    }
}
