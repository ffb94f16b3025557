package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.Account;
import org.davebank.service.Caller;
import org.davebank.service.Page;
import org.davebank.service.ReadOptions;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Found;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.OpenRequest;
import org.davebank.service.bank.OpenedAccount;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /accounts}. */
@RestController
final class AccountRoutes {

    private static final Set<String> FIELDS =
            Set.of("holder", "currency", "number", "overdraft_limit", "aliases");

    private final BankService bank;
    private final Listings listings;

    AccountRoutes(BankService bank, Listings listings) {
        this.bank = bank;
        this.listings = listings;
    }

    @PostMapping({"/accounts", "/accounts/"})
    ResponseEntity<Object> open(HttpServletRequest request) throws IOException {
        Caller caller = Callers.of(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        String number = body.optionalText("number");
        OpenRequest open =
                new OpenRequest(
                        body.text("holder"),
                        body.optionalText("currency"),
                        number == null ? null : Reading.account(number),
                        body.optionalDecimal("overdraft_limit"),
                        body.texts("aliases"));
        OpenedAccount opened = bank.open(caller, open, Reading.idempotencyKey(request));
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.created(URI.create("/accounts/" + opened.account().number()));
        if (opened.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.header("X-DaveBank-Index", opened.shard() + ":" + opened.index())
                .eTag(tag(opened.account()))
                .body(Json.account(opened.account()));
    }

    @GetMapping({"/accounts", "/accounts/"})
    ResponseEntity<Object> list(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        ReadOptions options = Reading.options(request);
        Page<Account> page =
                listings.accounts(
                        Callers.of(request),
                        q == null || q.isBlank() ? null : q,
                        cursor,
                        Reading.limit(limit),
                        options);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", page.items().stream().map(Json::account).toList());
        body.put("next_cursor", page.nextCursor());
        return Reading.told(ResponseEntity.ok(), options, page.indexes(), page.stalenessMs())
                .body(body);
    }

    @GetMapping({"/accounts/{account}", "/accounts/{account}/"})
    ResponseEntity<Object> get(HttpServletRequest request, @PathVariable String account) {
        ReadOptions options = Reading.options(request);
        Found<Account> found = bank.account(Callers.of(request), account, options);
        return answer(request, options, found, Json.account(found.value()));
    }

    @GetMapping({"/accounts/{account}/balance", "/accounts/{account}/balance/"})
    ResponseEntity<Object> balance(
            HttpServletRequest request,
            @PathVariable String account,
            @RequestParam(required = false) @Nullable String at) {
        Caller caller = Callers.of(request);
        ReadOptions options = Reading.options(request);
        AccountNumber number = Reading.account(account);
        Found<Account> found =
                at == null
                        ? bank.account(caller, account, options)
                        : bank.accountAt(caller, number, Reading.instant("at", at), options);
        Account value = found.value();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("account_num", value.number().toString());
        Json.putBalances(body, value);
        body.put("currency", value.currency());
        body.put("as_of", Json.time(value.asOfMs()));
        body.put("by", at == null ? "booked" : Reading.EFFECTIVE_AT);
        return answer(request, options, found, body);
    }

    private static ResponseEntity<Object> answer(
            HttpServletRequest request,
            ReadOptions options,
            Found<Account> found,
            Map<String, Object> body) {
        String tag = tag(found.value());
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        boolean same = known != null && List.of(known.split("\\s*,\\s*")).contains(tag);
        ResponseEntity.BodyBuilder answer =
                Reading.told(
                        ResponseEntity.status(same ? HttpStatus.NOT_MODIFIED : HttpStatus.OK),
                        options,
                        found.indexes(),
                        found.stalenessMs());
        return same ? answer.eTag(tag).build() : answer.eTag(tag).body(body);
    }

    /** A value date passes without a new version, but not without another tag. */
    private static String tag(Account account) {
        String known = account.number() + "-" + account.version();
        String effective = account.valueBalanceMinor() + "-" + account.availableMinor();
        return '"' + (account.waits() ? known + "-" + effective : known) + '"';
    }
}
