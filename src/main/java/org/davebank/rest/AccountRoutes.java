package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.AccountAnswer;
import org.davebank.api.bank.AccountPage;
import org.davebank.api.bank.BalanceAnswer;
import org.davebank.api.bank.OpenAccount;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.Account;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
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

    private final BankService bank;
    private final Listings listings;

    AccountRoutes(BankService bank, Listings listings) {
        this.bank = bank;
        this.listings = listings;
    }

    @Route(
            value = "Opens an account.",
            reads = Header.IDEMPOTENCY_KEY,
            takes = OpenAccount.class,
            status = 201,
            gives = AccountAnswer.class,
            writes = {Header.LOCATION, Header.ETAG, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.INVALID_AMOUNT,
                ProblemCode.AMOUNT_TOO_LARGE,
                ProblemCode.ACCOUNT_EXISTS,
                ProblemCode.ALIAS_TAKEN,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping({"/accounts", "/accounts/"})
    ResponseEntity<AccountAnswer> open(HttpServletRequest request) throws IOException {
        Caller caller = Callers.of(request);
        OpenAccount body = JsonBody.read(request, OpenAccount.class);
        String number = body.number();
        OpenRequest open =
                new OpenRequest(
                        body.holder(),
                        body.currency(),
                        number == null ? null : Reading.account(number),
                        body.overdraftLimit(),
                        body.aliases());
        OpenedAccount opened = bank.open(caller, open, Reading.idempotencyKey(request));
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.created(URI.create("/accounts/" + opened.account().number()));
        if (opened.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.header("X-DaveBank-Index", opened.shard() + ":" + opened.index())
                .eTag(tag(opened.account()))
                .body(BankBodies.account(opened.account()));
    }

    @Route(
            value = "Lists accounts by ascending number.",
            query = {Query.Q, Query.CURSOR, Query.LIMIT, Query.CONSISTENCY},
            reads = Header.MIN_INDEX,
            gives = AccountPage.class,
            writes = {Header.INDEX, Header.STALENESS},
            reach = Reach.READS)
    @GetMapping({"/accounts", "/accounts/"})
    ResponseEntity<AccountPage> list(
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
        return Reading.withIndexes(ResponseEntity.ok(), options, page.indexes(), page.stalenessMs())
                .body(BankBodies.accounts(page));
    }

    @Route(
            value = "Shows an account, found by its number or by an alias.",
            query = Query.CONSISTENCY,
            reads = {Header.MIN_INDEX, Header.IF_NONE_MATCH},
            gives = AccountAnswer.class,
            writes = {Header.ETAG, Header.INDEX, Header.STALENESS},
            reach = Reach.READS,
            refuses = {ProblemCode.INVALID_ACCOUNT_NUMBER, ProblemCode.ACCOUNT_NOT_FOUND})
    @GetMapping({"/accounts/{account}", "/accounts/{account}/"})
    ResponseEntity<AccountAnswer> get(HttpServletRequest request, @PathVariable String account) {
        ReadOptions options = Reading.options(request);
        Found<Account> found = bank.account(Callers.of(request), account, options);
        return answer(request, options, found, BankBodies.account(found.value()));
    }

    @Route(
            value = "Shows what an account has, now or at an instant.",
            query = {Query.AT, Query.CONSISTENCY},
            reads = {Header.MIN_INDEX, Header.IF_NONE_MATCH},
            gives = BalanceAnswer.class,
            writes = {Header.ETAG, Header.INDEX, Header.STALENESS},
            reach = Reach.READS,
            refuses = {ProblemCode.INVALID_ACCOUNT_NUMBER, ProblemCode.ACCOUNT_NOT_FOUND})
    @GetMapping({"/accounts/{account}/balance", "/accounts/{account}/balance/"})
    ResponseEntity<BalanceAnswer> balance(
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
        String by = at == null ? "booked" : Reading.EFFECTIVE_AT;
        return answer(request, options, found, BankBodies.balance(found.value(), by));
    }

    private static <T extends Body> ResponseEntity<T> answer(
            HttpServletRequest request, ReadOptions options, Found<Account> found, T body) {
        String tag = tag(found.value());
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        boolean same = known != null && List.of(known.split("\\s*,\\s*")).contains(tag);
        ResponseEntity.BodyBuilder answer =
                Reading.withIndexes(
                        ResponseEntity.status(same ? HttpStatus.NOT_MODIFIED : HttpStatus.OK),
                        options,
                        found.indexes(),
                        found.stalenessMs());
        return same ? answer.eTag(tag).build() : answer.eTag(tag).body(body);
    }

    /** A value date passes without a new version, but not without another tag. */
    static String tag(Account account) {
        String known = account.number() + "-" + account.version();
        String effective = account.valueBalanceMinor() + "-" + account.availableMinor();
        return '"' + (account.waits() ? known + "-" + effective : known) + '"';
    }
}
