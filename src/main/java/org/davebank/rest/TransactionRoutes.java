package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.base.AccountNumber;
import org.davebank.service.Caller;
import org.davebank.service.Page;
import org.davebank.service.ReadOptions;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Found;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /transactions}. */
@RestController
final class TransactionRoutes {

    private static final int UUID_CHARS = 36;
    static final Set<String> FIELDS =
            Set.of(
                    "account_num",
                    "transaction_type",
                    "amount",
                    "to_account",
                    "currency",
                    "description",
                    "reference",
                    "effective_at",
                    "id");

    private final BankService bank;
    private final Listings listings;

    TransactionRoutes(BankService bank, Listings listings) {
        this.bank = bank;
        this.listings = listings;
    }

    @PostMapping({"/transactions", "/transactions/"})
    ResponseEntity<Object> post(HttpServletRequest request) throws IOException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        Posted posted = bank.post(caller, request(body, key));
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.created(URI.create("/transactions/" + posted.transaction().id()));
        if (posted.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.header(
                        "X-DaveBank-Index", posted.shard() + ":" + posted.transaction().index())
                .body(Json.transaction(posted));
    }

    /** What a body in JSON asks for; its fields are {@link #FIELDS}. */
    static PostRequest request(JsonBody body, @Nullable String key) {
        String to = body.optionalText("to_account");
        String id = body.optionalText("id");
        String effectiveAt = body.optionalText("effective_at");
        return new PostRequest(
                Reading.account(body.text("account_num")),
                Reading.kind(body.text("transaction_type")),
                body.decimal("amount"),
                to == null ? null : Reading.account(to),
                body.optionalText("currency"),
                body.optionalText("description"),
                body.optionalText("reference"),
                id == null ? null : Reading.id(id),
                key,
                effectiveAt == null ? null : Reading.instant("effective_at", effectiveAt));
    }

    /** One transaction by its UUID, or an account's transactions by its eight digits. */
    @GetMapping({"/transactions/{what}", "/transactions/{what}/"})
    ResponseEntity<Object> get(HttpServletRequest request, @PathVariable String what) {
        Caller caller = Callers.of(request);
        ReadOptions options = Reading.options(request);
        if (what.length() != UUID_CHARS) {
            return ofAccount(request, caller, Reading.account(what), options);
        }
        Found<Posted> found = bank.transaction(caller, Reading.id(what), options);
        return Reading.told(ResponseEntity.ok(), options, found.indexes(), found.stalenessMs())
                .body(Json.transaction(found.value()));
    }

    /** Term, index and replicas of one transaction. */
    @GetMapping({"/transactions/{id}/receipt", "/transactions/{id}/receipt/"})
    Map<String, Object> receipt(HttpServletRequest request, @PathVariable String id) {
        Caller caller = Callers.of(request);
        Found<Posted> found = bank.transaction(caller, Reading.id(id), Reading.options(request));
        return Json.receipt(found.value(), bank.receipt(caller, found.value()));
    }

    private ResponseEntity<Object> ofAccount(
            HttpServletRequest request, Caller caller, AccountNumber account, ReadOptions options) {
        Page<Posted> page = page(request, caller, account, options);
        ResponseEntity.BodyBuilder answer =
                Reading.told(ResponseEntity.ok(), options, page.indexes(), page.stalenessMs());
        String next = page.nextCursor();
        if (next != null) {
            answer.header(HttpHeaders.LINK, "<" + with(request, next) + ">; rel=\"next\"");
        }
        return answer.body(items(page));
    }

    private static String with(HttpServletRequest request, String cursor) {
        StringBuilder link = new StringBuilder(request.getRequestURI()).append('?');
        request.getParameterMap()
                .forEach((name, values) -> {
                    if (!name.equals("cursor")) {
                        link.append(encode(name)).append('=').append(encode(values[0]));
                        link.append('&');
                    }
                });
        return link.append("cursor=").append(encode(cursor)).toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @GetMapping({"/transactions", "/transactions/"})
    ResponseEntity<Object> list(HttpServletRequest request) {
        Caller caller = Callers.of(request);
        String account = request.getParameter("account");
        ReadOptions options = Reading.options(request);
        Page<Posted> page =
                page(request, caller, account == null ? null : Reading.account(account), options);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", items(page));
        body.put("next_cursor", page.nextCursor());
        return Reading.told(ResponseEntity.ok(), options, page.indexes(), page.stalenessMs())
                .body(body);
    }

    private Page<Posted> page(
            HttpServletRequest request,
            Caller caller,
            @Nullable AccountNumber account,
            ReadOptions options) {
        return listings.transactions(
                caller,
                account,
                Reading.filter(request),
                request.getParameter("cursor"),
                Reading.limit(request.getParameter("limit")),
                options);
    }

    private static List<Map<String, Object>> items(Page<Posted> page) {
        return page.items().stream().map(Json::transaction).toList();
    }
}
