package org.davebank.cli.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.davebank.client.BankClient;
import org.davebank.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request after the other to a server, over a connection that stays open, and makes
 * nothing of an answer but whether it is a success: a client that can do more takes as much
 * processor time as the server that is measured. It understands neither encryption nor answers that
 * do not say how long they are, as all of the bank's do: such a request is no success. Used by one
 * thread.
 */
final class LeanClient implements AutoCloseable {

    private static final int TIMEOUT_MS = Math.toIntExact(BankClient.WRITE_TIMEOUT.toMillis());
    private static final int ANSWER_BYTES_MAX = 64 << 10;
    private static final String LENGTH = "\r\ncontent-length:";
    private static final String END_OF_HEAD = "\r\n\r\n";

    /** Where the status stands in the first line, after {@code HTTP/1.1} and a space. */
    private static final int STATUS_AT = 9;

    private static final int USUAL_PORT = 80;

    private final URI server;
    private final String head;
    private final byte[] answer = new byte[ANSWER_BYTES_MAX];
    private int received;
    private @Nullable Socket socket;

    LeanClient(Connection.Entry entry) {
        server = URI.create(entry.server());
        head =
                " HTTP/1.1\r\nHost: "
                        + server.getAuthority()
                        + "\r\nAuthorization: Bearer "
                        + entry.token()
                        + "\r\nAccept: application/json\r\n";
    }

    /**
     * Whether the server answers a request with a success. False also if it does not answer: the
     * next request has a new connection.
     */
    boolean isDone(BenchRequest request) {
        try {
            return exchange(connected(), request);
        } catch (IOException e) {
            close();
            return false;
        }
    }

    private Socket connected() throws IOException {
        Socket open = socket;
        if (open == null) {
            if (!"http".equals(server.getScheme())) {
                throw new IOException("the connection would have to be encrypted");
            }
            int port = server.getPort() < 0 ? USUAL_PORT : server.getPort();
            open = new Socket();
            socket = open;
            open.connect(new InetSocketAddress(server.getHost(), port), TIMEOUT_MS);
            open.setTcpNoDelay(true);
            open.setSoTimeout(TIMEOUT_MS);
        }
        return open;
    }

    private boolean exchange(Socket open, BenchRequest request) throws IOException {
        open.getOutputStream().write(text(request).getBytes(StandardCharsets.UTF_8));
        InputStream in = open.getInputStream();
        received = 0;
        int headEnd = -1;
        String text = "";
        while (headEnd < 0) {
            receive(in);
            text = new String(answer, 0, received, StandardCharsets.ISO_8859_1);
            headEnd = text.indexOf(END_OF_HEAD);
        }
        int end = headEnd + END_OF_HEAD.length() + bodyLength(text.substring(0, headEnd));
        while (received < end) {
            receive(in);
        }
        return text.charAt(STATUS_AT) == '2';
    }

    private String text(BenchRequest request) {
        String json = request.json();
        if (json == null) {
            return "GET " + path(request) + head + "\r\n";
        }
        return "POST "
                + path(request)
                + head
                + "Idempotency-Key: "
                + request.key()
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() // It is all ASCII.
                + END_OF_HEAD
                + json;
    }

    /** Below that of the server, whose address may have one. */
    private String path(BenchRequest request) {
        return server.getRawPath() + request.path();
    }

    private void receive(InputStream in) throws IOException {
        int count = in.read(answer, received, answer.length - received);
        if (count <= 0) {
            throw new EOFException("the answer is too long or has no end");
        }
        received += count;
    }

    private static int bodyLength(String answerHead) throws IOException {
        String lower = answerHead.toLowerCase(Locale.ROOT);
        int at = lower.indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("the answer does not say how long it is");
        }
        int end = lower.indexOf('\r', at + LENGTH.length());
        String digits =
                lower.substring(at + LENGTH.length(), end < 0 ? lower.length() : end).strip();
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IOException("the answer is " + digits + " long", e);
        }
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // It is of no more use in any case.
        }
    }
}
