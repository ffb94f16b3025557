package org.davebank.cli.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.davebank.api.bank.AttachmentAnswer;
import org.davebank.api.bank.AttachmentList;
import org.davebank.api.bank.TransactionAnswer;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.ProgressLine;
import org.davebank.client.BankClient;
import org.davebank.ledger.LedgerLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how fast a large attachment goes up and down: to a server, back from it, and from a
 * server that has no copy and must fetch it. Only measures, and leaves its files in the bank.
 */
@Command(
        name = "files",
        mixinStandardHelpOptions = true,
        description = {
            "Uploads and downloads a large attachment by REST, round after round.",
            "Every round is a file and a deposit of its own; nothing is cleaned up.",
            "Six rounds by default."
        })
final class BenchFilesCommand extends RoundsCommand {

    private static final String ACCOUNT = "91000000";
    private static final int MIB_MAX = (int) (LedgerLimits.ATTACHMENT_BYTES_MAX >> 20);
    private static final int ROUNDS = 6;
    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(3);
    private static final int COPIES = 3;
    private static final long COPIES_NS = 20_000_000_000L;
    private static final long POLL_MS = 50;

    @Option(
            names = "--mib",
            paramLabel = "N",
            defaultValue = "64",
            description = "size of the file (default: ${DEFAULT-VALUE})")
    private int mib;

    BenchFilesCommand() {
        super("MB/s", ROUNDS);
    }

    @Override
    public int run(BankClient bank) throws Exception {
        int rounds = rounds();
        if (mib < 1 || mib > MIB_MAX) {
            throw usage("--mib takes 1 to " + MIB_MAX);
        }
        String account = write(Map.of("holder", "Bench " + ACCOUNT, "number", ACCOUNT));
        bank.ask(BankClient.Call.post("/accounts", account, "bench-files-" + ACCOUNT))
                .orFailEmpty();
        byte[] file = new byte[mib << 20];
        Random random = new Random();
        ProgressLine line = ProgressLine.on(err());
        for (int round = 0; round < rounds; round++) {
            line.show("Round " + (round + 1) + " of " + rounds);
            random.nextBytes(file);
            round(bank, file);
        }
        line.end();
        print();
        return 0;
    }

    private void round(BankClient bank, byte[] file) throws Exception {
        String deposit =
                "{\"account_num\":\""
                        + ACCOUNT
                        + "\",\"transaction_type\":\"deposit\",\"amount\":1}";
        String transaction =
                bank.orFail(
                                BankClient.Call.post("/transactions", deposit, BankClient.newKey()),
                                TransactionAnswer.class)
                        .id();
        List<String> servers = bank.servers();
        if (servers.isEmpty()) {
            throw new Failure("no network runs on " + connection.data.path());
        }
        String first = servers.getFirst();
        long startNs = System.nanoTime();
        AttachmentAnswer attached =
                bank.once(
                                first,
                                new BankClient.Call(
                                        "POST",
                                        "/transactions/" + transaction + "/attachments?name=bench",
                                        () -> BodyPublishers.ofByteArray(file),
                                        "application/octet-stream",
                                        BankClient.newKey(),
                                        UPLOAD_TIMEOUT,
                                        UPLOAD_TIMEOUT))
                        .orFail(AttachmentAnswer.class);
        figures.add("up", speed(file, startNs));
        // The third copy is made after the answer; it would slow down the next measurement.
        List<String> holders = awaitCopies(bank, transaction, attached.holders());
        String path = "/attachments/" + attached.sha256();
        figures.add("down, from the server that took it", down(bank, first, path, file));
        String other = withoutCopy(bank, holders);
        if (other != null) {
            figures.add("down, from a server without a copy", down(bank, other, path, file));
        }
    }

    private static double speed(byte[] file, long startNs) {
        return file.length / 1e6 / ((System.nanoTime() - startNs) / 1e9);
    }

    /** The names of the holders of the file, once there are as many as there will be. */
    private static List<String> awaitCopies(BankClient bank, String transaction, List<String> first)
            throws InterruptedException {
        int nodes = bank.get("/cluster", ClusterAnswer.class).nodes().size();
        int wanted = Math.min(COPIES, nodes);
        List<String> holders = first;
        long endNs = System.nanoTime() + COPIES_NS;
        while (holders.size() < wanted && System.nanoTime() < endNs) {
            Thread.sleep(POLL_MS);
            holders =
                    bank.get("/transactions/" + transaction + "/attachments", AttachmentList.class)
                            .items()
                            .getFirst()
                            .holders();
        }
        return holders;
    }

    private static @Nullable String withoutCopy(BankClient bank, List<String> holders)
            throws IOException, InterruptedException {
        for (String server : bank.servers()) {
            ClusterAnswer cluster =
                    bank.once(server, BankClient.Call.get("/cluster")).orFail(ClusterAnswer.class);
            if (!holders.contains(cluster.servedBy())) {
                return server;
            }
        }
        return null;
    }

    /** Downloads in MB/s and compares the bytes with the file. */
    private static double down(BankClient bank, String server, String path, byte[] file) {
        Comparison comparison = new Comparison(file);
        long startNs = System.nanoTime();
        long bytes = bank.download(List.of(server), path, comparison);
        double speed = speed(file, startNs);
        if (bytes != file.length || !comparison.same) {
            throw new Failure(server + " gave other bytes than it was given");
        }
        return speed;
    }

    private static final class Comparison extends OutputStream {
        private final byte[] expected;
        private int at;
        boolean same = true;

        Comparison(byte[] expected) {
            this.expected = expected;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int end = at + length;
            same &=
                    end <= expected.length
                            && Arrays.equals(expected, at, end, bytes, offset, offset + length);
            at = end;
        }
    }
}
