package org.davebank.e2e;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A request that must be refused, and how.
 *
 * @param credentials the header Authorization; empty for the network's own token, null for none
 */
record Hostile(
        String name,
        String method,
        String path,
        Map<String, String> headers,
        String credentials,
        byte[] body,
        int status,
        String code) {

    /** The one account that the table relies on. It is empty, and in pounds. */
    static final String ACCOUNT = "20000001";

    private static final String UNKNOWN = "20999999";
    private static final String NO_SUCH_ID = "018f0000-0000-7000-8000-000000000000";
    private static final String ATTACHMENTS = "/transactions/" + NO_SUCH_ID + "/attachments";

    @Override
    public String toString() {
        return name;
    }

    HttpRequest request(LocalNetwork network) {
        HttpRequest.Builder request = network.request(network.servers().getFirst(), path);
        if (credentials != null) {
            request.header(
                    "Authorization",
                    credentials.isEmpty() ? "Bearer " + network.token() : credentials);
        }
        headers.forEach(request::setHeader);
        if (body == null) {
            return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
        }
        if (!headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        return request.method(method, HttpRequest.BodyPublishers.ofByteArray(body)).build();
    }

    private static Hostile get(String path, int status, String code) {
        return new Hostile("GET " + path, "GET", path, Map.of(), "", null, status, code);
    }

    private static Hostile posted(String name, String path, String body, int status, String code) {
        return new Hostile(name, "POST", path, Map.of(), "", bytes(body), status, code);
    }

    /** A body of {@code POST /transactions/}. */
    private static Hostile transaction(String name, String body, int status, String code) {
        return posted(name, "/transactions/", body, status, code);
    }

    /** A deposit that is right but for its amount. */
    private static Hostile amount(String amount, int status, String code) {
        String shown = amount.length() <= 40 ? amount : amount.substring(0, 40) + "…";
        return transaction("amount " + shown, deposit(ACCOUNT, amount, ""), status, code);
    }

    /** A deposit that is right but for one more field. */
    private static Hostile field(String field, int status, String code) {
        String shown = field.length() <= 60 ? field : field.substring(0, 60) + "…";
        return transaction("with " + shown, deposit(ACCOUNT, "1.00", "," + field), status, code);
    }

    private static Hostile account(String account, int status, String code) {
        return transaction("account '" + account + "'", deposit(account, "1.00", ""), status, code);
    }

    private Hostile with(String header, String value) {
        return new Hostile(
                name + ", " + header + " " + value.substring(0, Math.min(30, value.length())),
                method,
                path,
                Map.of(header, value),
                credentials,
                body,
                status,
                code);
    }

    private Hostile as(String newCredentials) {
        String shown = newCredentials == null ? "nobody" : newCredentials;
        return new Hostile(
                name + " as " + shown, method, path, headers, newCredentials, body, status, code);
    }

    private Hostile by(String newMethod) {
        return new Hostile(
                name.replaceFirst("^\\w+", newMethod),
                newMethod,
                path,
                headers,
                credentials,
                body,
                status,
                code);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String deposit(String account, String amount, String more) {
        return "{\"account_num\":\""
                + account
                + "\",\"transaction_type\":\"deposit\",\"amount\":"
                + amount
                + more
                + "}";
    }

    static List<Hostile> all() {
        List<Hostile> all = new ArrayList<>();
        Stream.of(
                        amounts(),
                        fields(),
                        bodies(),
                        openings(),
                        strangers(),
                        reads(),
                        routes(),
                        uploads(),
                        ranges(),
                        attachments(),
                        faults(),
                        inOrder())
                .forEach(all::addAll);
        return all;
    }

    private static List<Hostile> amounts() {
        return List.of(
                amount("1.001", 422, "invalid_amount"),
                amount("0.0001", 422, "invalid_amount"),
                amount("0.00001", 422, "invalid_amount"),
                amount("0", 422, "invalid_amount"),
                amount("0.00", 422, "invalid_amount"),
                amount("-0", 422, "invalid_amount"),
                amount("-1.00", 422, "invalid_amount"),
                amount("1000000000000.00", 422, "amount_too_large"),
                amount("999999999999.991", 422, "amount_too_large"),
                amount("9".repeat(30), 422, "amount_too_large"),
                amount("9".repeat(1_000), 400, "malformed_request"),
                amount("1e3", 400, "malformed_request"),
                amount("1E-2", 400, "malformed_request"),
                amount("1e999999999", 400, "malformed_request"),
                amount("NaN", 400, "malformed_request"),
                amount("Infinity", 400, "malformed_request"),
                amount("\"10.00\"", 400, "malformed_request"),
                amount("\"\"", 400, "malformed_request"),
                amount("null", 400, "malformed_request"),
                amount("true", 400, "malformed_request"),
                amount("[1.00]", 400, "malformed_request"),
                amount("{\"value\":1}", 400, "malformed_request"),
                amount("01.00", 400, "malformed_request"),
                amount("+1.00", 400, "malformed_request"),
                amount("1,00", 400, "malformed_request"),
                amount("0x10", 400, "malformed_request"));
    }

    private static List<Hostile> fields() {
        return List.of(
                account("1234567", 400, "invalid_account_number"),
                account("123456789", 400, "invalid_account_number"),
                account("1234567a", 400, "invalid_account_number"),
                account("", 400, "invalid_account_number"),
                account("-2000001", 400, "invalid_account_number"),
                account("١٢٣٤٥٦٧٨", 400, "invalid_account_number"),
                account(UNKNOWN, 404, "account_not_found"),
                field("\"colour\":\"red\"", 400, "malformed_request"),
                field("\"amount\":1.00", 400, "malformed_request"),
                field("\"id\":\"1\"", 400, "malformed_request"),
                field("\"effective_at\":\"yesterday\"", 400, "malformed_request"),
                field("\"currency\":\"QQQ\"", 400, "malformed_request"),
                field("\"currency\":\"USD\"", 422, "currency_mismatch"),
                field("\"description\":\"" + "d".repeat(501) + "\"", 400, "malformed_request"),
                field("\"description\":\"\\u0000\"", 400, "malformed_request"),
                field("\"to_account\":\"" + UNKNOWN + "\"", 400, "malformed_request"),
                transaction(
                        "a number that is no text",
                        "{\"account_num\":20000001,\"transaction_type\":\"deposit\",\"amount\":1}",
                        400,
                        "malformed_request"),
                transaction(
                        "an unknown type",
                        deposit(ACCOUNT, "1", "").replace("deposit", "gift"),
                        400,
                        "invalid_type"),
                transaction(
                        "a transfer to nobody",
                        deposit(ACCOUNT, "1", "").replace("deposit", "transfer"),
                        400,
                        "malformed_request"),
                transaction(
                        "a transfer to itself",
                        deposit(ACCOUNT, "1", ",\"to_account\":\"" + ACCOUNT + "\"")
                                .replace("deposit", "transfer"),
                        422,
                        "same_account"),
                transaction("no amount", without("amount"), 400, "malformed_request"),
                transaction("no account", without("account_num"), 400, "malformed_request"),
                transaction("no type", without("transaction_type"), 400, "malformed_request"),
                transaction("an empty key", deposit(ACCOUNT, "1.00", ""), 400, "malformed_request")
                        .with("Idempotency-Key", " "),
                transaction("a long key", deposit(ACCOUNT, "1.00", ""), 400, "malformed_request")
                        .with("Idempotency-Key", "k".repeat(256)));
    }

    private static String without(String field) {
        return deposit(ACCOUNT, "1.00", "")
                .replaceFirst("\"" + field + "\":[^,}]+,?", "")
                .replace(",}", "}");
    }

    private static List<Hostile> bodies() {
        String cut = deposit(ACCOUNT, "1.00", "");
        byte[] notUtf8 = bytes(deposit(ACCOUNT, "1.00", ",\"description\":\"??\""));
        notUtf8[notUtf8.length - 4] = (byte) 0xc3;
        notUtf8[notUtf8.length - 3] = (byte) 0x28;
        Hostile utf8 =
                new Hostile(
                        "invalid UTF-8",
                        "POST",
                        "/transactions/",
                        Map.of(),
                        "",
                        notUtf8,
                        400,
                        "malformed_request");
        return List.of(
                utf8,
                transaction("an empty body", "", 400, "malformed_request"),
                transaction("blanks", " \n ", 400, "malformed_request"),
                transaction("null", "null", 400, "malformed_request"),
                transaction("a list", "[" + cut + "]", 400, "malformed_request"),
                transaction("a text", "\"deposit\"", 400, "malformed_request"),
                transaction(
                        "half a body",
                        cut.substring(0, cut.length() - 1),
                        400,
                        "malformed_request"),
                transaction("two bodies", cut + cut, 400, "malformed_request"),
                transaction("a comment", "/* */" + cut, 400, "malformed_request"),
                transaction(
                        "deep lists",
                        "[".repeat(100_000).substring(0, 60_000),
                        400,
                        "malformed_request"),
                posted("half a batch", "/transactions/batch", "[null", 400, "malformed_request"),
                transaction("deep objects", "{\"amount\":".repeat(5_000), 400, "malformed_request"),
                transaction(
                        "a body that is too large",
                        deposit(ACCOUNT, "1.00", " ".repeat(70_000)),
                        413,
                        "too_large"),
                transaction(
                                "XML",
                                "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
                                400,
                                "malformed_request")
                        .with("Content-Type", "application/xml"),
                transaction(
                                "a form",
                                "account_num=20000001&transaction_type=deposit&amount=1",
                                400,
                                "malformed_request")
                        .with("Content-Type", "application/x-www-form-urlencoded"),
                transaction("another language", cut, 400, "malformed_request")
                        .with("Content-Type", "application/json")
                        .utf16());
    }

    private Hostile utf16() {
        byte[] wide = new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE);
        byte[] odd = java.util.Arrays.copyOf(wide, wide.length - 1);
        return new Hostile("half of UTF-16", method, path, headers, credentials, odd, status, code);
    }

    private static Hostile opening(String body, int status, String code) {
        String shown = body.length() <= 60 ? body : body.substring(0, 60) + "…";
        return posted("open " + shown, "/accounts", body, status, code);
    }

    private static List<Hostile> openings() {
        String holder = "{\"holder\":\"Eve\"";
        return List.of(
                opening("{}", 400, "malformed_request"),
                opening("{\"holder\":\" \"}", 400, "malformed_request"),
                opening("{\"holder\":\"" + "h".repeat(141) + "\"}", 400, "malformed_request"),
                opening(holder + ",\"number\":\"1\"}", 400, "invalid_account_number"),
                opening(holder + ",\"number\":\"" + ACCOUNT + "\"}", 409, "account_exists"),
                opening(holder + ",\"currency\":\"pounds\"}", 400, "malformed_request"),
                opening(holder + ",\"overdraft_limit\":-1}", 422, "invalid_amount"),
                opening(holder + ",\"overdraft_limit\":1.001}", 422, "invalid_amount"),
                opening(holder + ",\"overdraft_limit\":\"1\"}", 400, "malformed_request"),
                opening(holder + ",\"aliases\":\"one\"}", 400, "malformed_request"),
                opening(holder + ",\"aliases\":[\"12345678\"]}", 400, "malformed_request"),
                opening(holder + ",\"balance\":1000000}", 400, "malformed_request"));
    }

    private static List<Hostile> strangers() {
        Hostile balance = get("/accounts/" + ACCOUNT + "/balance", 401, "unauthenticated");
        return List.of(
                balance.as(null),
                balance.as("Bearer wrong"),
                balance.as("Bearer"),
                balance.as("Basic !!!"),
                balance.as("Negotiate abc"),
                get("/cluster", 401, "unauthenticated").as(null),
                get("/cluster/audit", 401, "unauthenticated").as(null),
                get("/actuator/prometheus", 401, "unauthenticated").as(null),
                get("/openapi.json", 401, "unauthenticated").as(null),
                posted("kill", "/cluster/nodes/Worker1/kill", "", 401, "unauthenticated").as(null),
                posted("import", "/imports", "a,b\n", 401, "unauthenticated").as(null));
    }

    private static List<Hostile> reads() {
        return List.of(
                get("/accounts/" + UNKNOWN, 404, "account_not_found"),
                get("/accounts/" + UNKNOWN + "/balance", 404, "account_not_found"),
                get("/accounts/no-such-alias", 404, "account_not_found"),
                get("/accounts/abc/balance", 400, "invalid_account_number"),
                get("/accounts/" + ACCOUNT + "/balance?at=now", 400, "malformed_request"),
                get("/accounts/" + ACCOUNT + "?consistency=maybe", 400, "malformed_request"),
                get("/accounts/" + ACCOUNT, 400, "malformed_request")
                        .with("X-DaveBank-Min-Index", "newest"),
                get("/transactions/" + UNKNOWN, 404, "account_not_found"),
                get("/transactions/1234", 400, "invalid_account_number"),
                get("/transactions/" + NO_SUCH_ID, 404, "transaction_not_found"),
                get("/transactions/" + "x".repeat(36), 400, "malformed_request"),
                get("/transactions?limit=0", 400, "malformed_request"),
                get("/transactions?limit=-1", 400, "malformed_request"),
                get("/transactions?limit=1001", 400, "malformed_request"),
                get("/transactions?limit=99999999999999999999", 400, "malformed_request"),
                get("/transactions?limit=ten", 400, "malformed_request"),
                get("/transactions?cursor=next", 400, "malformed_request"),
                get("/transactions?cursor=1.2.3.4.5.6.7.8.9.10.11", 400, "malformed_request"),
                get("/transactions?from=yesterday", 400, "malformed_request"),
                get("/transactions?to=2026-13-01", 400, "malformed_request"),
                get("/transactions?from=2026-11-03&to=2026-11-02", 400, "invalid_period"),
                get("/transactions?from=2026-11-02&to=2026-11-02T00:00:00Z", 400, "invalid_period"),
                get(
                        "/transactions/" + ACCOUNT + "?from=2026-11-03&to=2026-11-02",
                        400,
                        "invalid_period"),
                get(
                        "/transactions/" + ACCOUNT + "?from=2026-11-02&to=2026-11-02T00:00:00Z",
                        400,
                        "invalid_period"),
                get(
                        "/accounts/" + ACCOUNT + "/statement?from=2026-11-03&to=2026-11-02",
                        400,
                        "invalid_period"),
                get(
                        "/accounts/"
                                + ACCOUNT
                                + "/statement?from=2026-11-02&to=2026-11-02T00:00:00Z",
                        400,
                        "invalid_period"),
                get("/exports/transactions?from=2026-11-03&to=2026-11-02", 400, "invalid_period"),
                get(
                        "/exports/transactions?from=2026-11-02&to=2026-11-02T00:00:00Z",
                        400,
                        "invalid_period"),
                get(
                        "/exports/transactions?format=camt053&from=2026-11-03&to=2026-11-02",
                        400,
                        "invalid_period"),
                get(
                        "/exports/transactions?format=camt053&from=2026-11-02&to=2026-11-02T00:00:00Z",
                        400,
                        "invalid_period"),
                get("/transactions?kind=gift", 400, "invalid_type"),
                get("/transactions?status=odd", 400, "malformed_request"),
                get("/transactions?min=much", 400, "malformed_request"),
                get("/transactions?min=" + "9".repeat(50), 400, "malformed_request"),
                get("/transactions?max=1e999999999", 400, "malformed_request"),
                get("/exports/accounts?account=" + ACCOUNT, 400, "malformed_request"),
                get("/exports/transactions?colour=red", 400, "malformed_request"),
                get("/transactions?account=1", 400, "invalid_account_number"),
                get("/accounts?limit=0", 400, "malformed_request"),
                get("/accounts?limit=1001", 400, "malformed_request"),
                get("/accounts?cursor=x", 400, "malformed_request"),
                get("/imports/none", 404, "import_not_found"),
                get("/imports/none/rejects", 404, "import_not_found"),
                get("/cluster/nodes/Nobody", 404, "node_not_found"));
    }

    private static List<Hostile> routes() {
        Hostile transactions = get("/transactions/", 405, "method_not_allowed");
        return List.of(
                get("/nothing", 404, "not_found"),
                get("/accounts/" + ACCOUNT + "/secrets", 404, "not_found"),
                get("/../../etc/passwd", 400, "malformed_request"),
                get("/accounts/..;/cluster", 400, "malformed_request"),
                get("/accounts//balance", 400, "malformed_request"),
                get("/transactions/%00", 400, "malformed_request"),
                transactions.by("PUT"),
                transactions.by("DELETE"),
                transactions.by("PATCH"),
                get("/accounts/a%2Fb", 404, "account_not_found"),
                get("/accounts/a%252Fb", 400, "malformed_request"),
                get("/accounts%2F" + ACCOUNT, 404, "not_found"),
                get("/accounts/..%2F..%2Factuator%2Fenv", 400, "malformed_request"),
                get("/accounts/%2e%2e%2fcluster", 400, "malformed_request").as(null),
                get("/attachments/..%2F..%2Fetc%2Fpasswd", 400, "malformed_request"),
                get("/console/..%2f", 400, "malformed_request"),
                get("/console%2Fnodes", 401, "unauthenticated").as(null),
                get("/actuator%2Fprometheus", 401, "unauthenticated").as(null),
                get("/actuator/health%2F..%2Fprometheus", 400, "malformed_request").as(null),
                get("/lumo/..%2Fcluster", 400, "malformed_request").as(null),
                get("/lumo/%2Fcluster", 404, "not_found").as(null),
                get("/transactions/", 400, "malformed_request").by("BREW"),
                get("/", 401, "unauthenticated").with("Accept", "application/json").as(null),
                get("/cluster", 405, "method_not_allowed").by("DELETE"),
                get("/cluster", 406, "not_acceptable").with("Accept", "image/png"));
    }

    /** A type that is a range; each request would be done without it. */
    private static List<Hostile> ranges() {
        String deposit = deposit(ACCOUNT, "1.00", "");
        List<Hostile> ranges = new ArrayList<>();
        for (String type : List.of("image/*", "*/*", "application/*")) {
            for (Hostile each :
                    List.of(
                            transaction("a deposit", deposit, 400, "malformed_request"),
                            posted(
                                    "a batch",
                                    "/transactions/batch",
                                    "[" + deposit + "]",
                                    400,
                                    "malformed_request"),
                            posted(
                                    "an account",
                                    "/accounts",
                                    "{\"holder\":\"Eve\"}",
                                    400,
                                    "malformed_request"),
                            posted("a file", ATTACHMENTS, "x", 400, "malformed_request"),
                            posted("an import", "/imports", "a\n", 400, "malformed_request"))) {
                ranges.add(each.with("Content-Type", type));
            }
            ranges.add(
                    transaction("a deposit", deposit, 401, "unauthenticated")
                            .with("Content-Type", type)
                            .as(null));
        }
        return ranges;
    }

    private static List<Hostile> attachments() {
        String part =
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\na\r\n";
        Hostile file = posted("a file", ATTACHMENTS, "x", 400, "malformed_request");
        return List.of(
                posted(
                                "two files",
                                ATTACHMENTS,
                                part + part + "--x--\r\n",
                                400,
                                "malformed_request")
                        .with("Content-Type", "multipart/form-data; boundary=x"),
                file.with("Repr-Digest", "garbage"),
                file.with("Repr-Digest", "sha-256=:!!!!:"),
                file.with("Repr-Digest", "sha-512=:AAAA:"));
    }

    private static List<Hostile> uploads() {
        return List.of(
                posted("a mode", "/imports?mode=past", "a\n", 400, "malformed_request"),
                posted("on_error", "/imports?on_error=cry", "a\n", 400, "malformed_request"),
                posted("dry_run", "/imports?dry_run=1", "a\n", 400, "malformed_request"),
                posted("a format", "/imports?format=pdf", "a\n", 400, "malformed_request"),
                posted("a mapping", "/imports?mapping=%7B", "a\n", 400, "malformed_request"),
                posted("a form without end", "/imports", "--x\r\n", 400, "malformed_request")
                        .with("Content-Type", "multipart/form-data; boundary=x"),
                posted("a form without file", "/imports", "--x--\r\n", 400, "malformed_request")
                        .with("Content-Type", "multipart/form-data; boundary=x"));
    }

    private static List<Hostile> faults() {
        Hostile put =
                posted("a fault", "/cluster/faults", "{}", 400, "malformed_request").by("PUT");
        return List.of(
                put,
                put.saying("{\"kind\":\"isolate\",\"target\":\"Nobody\"}", 404, "node_not_found"),
                put.saying("{\"kind\":\"isolate\",\"target\":\"Nobody\"}", 404, "node_not_found")
                        .with("Content-Type", "application/x-www-form-urlencoded"),
                get("/cluster/faults/unknown", 404, "fault_not_found").by("DELETE"),
                put.saying(
                        "{\"kind\":\"isolate\",\"target\":\"Worker1\",\"ttl_s\":0}",
                        400,
                        "malformed_request"),
                put.saying(
                        "{\"kind\":\"isolate\",\"target\":\"Worker1\",\"ttl_s\":1000000}",
                        400,
                        "malformed_request"),
                put.saying(
                        "{\"kind\":\"earthquake\",\"target\":\"Worker1\"}",
                        400,
                        "malformed_request"),
                put.saying("{\"kind\":\"loss\",\"target\":\"Worker1\"}", 400, "malformed_request"),
                put.saying(
                        "{\"kind\":\"loss\",\"target\":\"Worker1\",\"parameters\":{\"percent\":1e1}}",
                        400,
                        "malformed_request"),
                put.saying(
                        "{\"kind\":\"delay\",\"target\":\"Worker1\",\"parameters\":{\"delay_ms\":-1}}",
                        400,
                        "malformed_request"),
                put.saying(
                        "{\"kind\":\"partition\",\"target\":\"Worker1\","
                                + "\"parameters\":{\"peers\":[\"Nobody\"]}}",
                        404,
                        "node_not_found"),
                put.saying(
                        "{\"kind\":\"partition\",\"target\":\"Worker1\","
                                + "\"parameters\":{\"peers\":[\"Worker1\"]}}",
                        400,
                        "malformed_request"),
                put.saying(
                        "{\"kind\":\"isolate\",\"target\":\"leader of shard 1023\"}",
                        404,
                        "node_not_found"),
                posted("kill", "/cluster/nodes/Nobody/kill", "", 404, "node_not_found"),
                posted("boil", "/cluster/nodes/Worker1/boil", "", 404, "not_found"),
                posted("add", "/cluster/nodes", "{\"role\":\"king\"}", 400, "malformed_request"));
    }

    private Hostile saying(String newBody, int newStatus, String newCode) {
        return new Hostile(
                "a fault " + newBody,
                method,
                path,
                headers,
                credentials,
                bytes(newBody),
                newStatus,
                newCode);
    }

    /** 401 before 400 before static 422 before 404 before funds. */
    private static List<Hostile> inOrder() {
        return List.of(
                transaction("nonsense", "{", 401, "unauthenticated").as(null),
                transaction(
                        "an unknown field for an unknown account",
                        deposit(UNKNOWN, "-1", ",\"colour\":1"),
                        400,
                        "malformed_request"),
                transaction(
                        "a bad amount for an unknown account",
                        deposit(UNKNOWN, "-1", ""),
                        422,
                        "invalid_amount"),
                transaction(
                        "another currency and no funds",
                        deposit(ACCOUNT, "1", ",\"currency\":\"USD\"")
                                .replace("deposit", "withdrawal"),
                        422,
                        "currency_mismatch"),
                transaction(
                        "no funds",
                        deposit(ACCOUNT, "0.01", "").replace("deposit", "withdrawal"),
                        422,
                        "insufficient_funds"));
    }
}
