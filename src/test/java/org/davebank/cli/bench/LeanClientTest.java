package org.davebank.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.AccountNumber;
import org.davebank.client.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeanClientTest {

    private static final AccountNumber ADA = new AccountNumber(12_345_678);
    private static final BenchRequest DEPOSIT = BenchRequest.deposit(ADA, 1_250, "key-1");
    private static final BenchRequest BALANCE = BenchRequest.balance(ADA);

    private final List<String> received = new ArrayList<>();
    private final Set<Integer> ports = new TreeSet<>();
    private HttpServer server;
    private int status = 201;
    private int length = -1;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        ports.add(exchange.getRemoteAddress().getPort());
        received.add(
                "%s %s key %s token %s: %s"
                        .formatted(
                                exchange.getRequestMethod(),
                                exchange.getRequestURI(),
                                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                                exchange.getRequestHeaders().getFirst("Authorization"),
                                new String(
                                        exchange.getRequestBody().readAllBytes(),
                                        StandardCharsets.UTF_8)));
        byte[] body = "{\"balance\":12.50}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, length < 0 ? body.length : length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private LeanClient client() {
        return client("http", "");
    }

    private LeanClient client(String scheme, String path) {
        String address = scheme + "://127.0.0.1:" + server.getAddress().getPort() + path;
        return new LeanClient(new Connection.Entry(address, "secret"));
    }

    @Test
    void ordersAndReadsGoOverOneConnection() {
        try (LeanClient client = client()) {
            assertTrue(client.isDone(DEPOSIT));
            status = 200;
            assertTrue(client.isDone(BALANCE));
        }
        assertEquals(1, ports.size());
        assertEquals(
                List.of(
                        "POST /transactions key key-1 token Bearer secret: {\"account_num\":\"12345678\","
                                + "\"transaction_type\":\"deposit\",\"amount\":12.50}",
                        "GET /accounts/12345678/balance key null token Bearer secret: "),
                received);
    }

    @Test
    void aRefusalIsNoSuccessAndTheConnectionStaysOpen() {
        try (LeanClient client = client()) {
            status = 422;
            assertFalse(client.isDone(DEPOSIT));
            status = 201;
            assertTrue(client.isDone(DEPOSIT));
        }
        assertEquals(1, ports.size());
    }

    @Test
    void anAnswerThatBreaksOffIsNoSuccessAndTheNextRequestHasANewConnection() {
        try (LeanClient client = client()) {
            length = 1_000;
            assertFalse(client.isDone(DEPOSIT));
            length = -1;
            assertTrue(client.isDone(DEPOSIT));
        }
        assertEquals(2, ports.size());
    }

    @Test
    void anAnswerOfUnknownLengthIsNoSuccess() {
        try (LeanClient client = client()) {
            length = 0; // Then the server sends chunks.
            assertFalse(client.isDone(DEPOSIT));
        }
    }

    @Test
    void aServerMayHaveAPathOfItsOwn() {
        status = 200;
        try (LeanClient client = client("http", "/bank")) {
            assertTrue(client.isDone(BALANCE));
        }
        assertTrue(received.getFirst().startsWith("GET /bank/accounts/12345678/balance "));
    }

    @Test
    void noTokenIsSentInTheClearToAServerThatWantsEncryption() {
        try (LeanClient client = client("https", "")) {
            assertFalse(client.isDone(DEPOSIT));
        }
        assertTrue(received.isEmpty());
    }

    @Test
    void aServerThatDoesNotListenIsNoSuccess() {
        server.stop(0);
        try (LeanClient client = client()) {
            assertFalse(client.isDone(DEPOSIT));
        }
    }
}
