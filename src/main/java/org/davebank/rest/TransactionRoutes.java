package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.PostTransaction;
import org.davebank.api.bank.ReceiptAnswer;
import org.davebank.api.bank.TransactionAnswer;
import org.davebank.api.bank.TransactionPage;
import org.davebank.base.AccountNumber;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.Page;
import org.davebank.service.ReadOptions;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Found;
import org.davebank.service.bank.HoldService;
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

    private final BankService bank;
    private final Listings listings;

    TransactionRoutes(BankService bank, Listings listings) {
        this.bank = bank;
        this.listings = listings;
    }

    @Route(
            value = "Posts a deposit, a withdrawal or a transfer, or only reserves its amount.",
            reads = Header.IDEMPOTENCY_KEY,
            takes = PostTransaction.class,
            status = 201,
            gives = TransactionAnswer.class,
            writes = {Header.LOCATION, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.INVALID_TYPE,
                ProblemCode.INVALID_AMOUNT,
                ProblemCode.AMOUNT_TOO_LARGE,
                ProblemCode.BALANCE_OVERFLOW,
                ProblemCode.INSUFFICIENT_FUNDS,
                ProblemCode.INVALID_EFFECTIVE_AT,
                ProblemCode.SAME_ACCOUNT,
                ProblemCode.CURRENCY_MISMATCH,
                ProblemCode.ACCOUNT_NOT_FOUND,
                ProblemCode.ACCOUNT_FROZEN,
                ProblemCode.ACCOUNT_CLOSED,
                ProblemCode.AMBIGUOUS_ID,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping({"/transactions", "/transactions/"})
    ResponseEntity<TransactionAnswer> post(HttpServletRequest request) throws IOException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        PostTransaction body = JsonBody.read(request, PostTransaction.class);
        return created(bank.post(caller, request(body, key)));
    }

    /** The answer to a request that has posted a transaction, or had posted it before. */
    static ResponseEntity<TransactionAnswer> created(Posted posted) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.created(URI.create("/transactions/" + posted.transaction().id()));
        if (posted.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.header(
                        "X-DaveBank-Index", posted.shard() + ":" + posted.transaction().index())
                .body(BankBodies.transaction(posted));
    }

    static PostRequest request(PostTransaction body, @Nullable String key) {
        String to = body.toAccount();
        String id = body.id();
        String effectiveAt = body.effectiveAt();
        PostRequest order =
                new PostRequest(
                        Reading.account(body.accountNum()),
                        Reading.kind(body.transactionType()),
                        body.amount(),
                        to == null ? null : Reading.account(to),
                        body.currency(),
                        body.description(),
                        body.reference(),
                        id == null ? null : Reading.id(id),
                        key,
                        effectiveAt == null ? null : Reading.instant("effective_at", effectiveAt));
        if (Boolean.TRUE.equals(body.hold())) {
            return HoldService.hold(order, body.expiresInS());
        }
        if (body.expiresInS() != null) {
            throw JsonBody.malformed("expires_in_s belongs to a hold only");
        }
        return order;
    }

    /** One transaction by its UUID, or an account's transactions by its eight digits. */
    @Route(
            value =
                    "Shows a transaction by its UUID, or the transactions of an account, newest"
                            + " first, by its number.",
            query = {
                Query.FROM,
                Query.TO,
                Query.KIND,
                Query.MIN,
                Query.MAX,
                Query.Q,
                Query.REFERENCE,
                Query.IDEMPOTENCY_KEY,
                Query.STATUS,
                Query.HOLD,
                Query.OF_HOLD,
                Query.CURSOR,
                Query.LIMIT,
                Query.CONSISTENCY
            },
            reads = Header.MIN_INDEX,
            gives = {TransactionAnswer.class, TransactionAnswer[].class},
            writes = {Header.LINK, Header.INDEX, Header.STALENESS},
            reach = Reach.READS,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.INVALID_TYPE,
                ProblemCode.INVALID_PERIOD,
                ProblemCode.ACCOUNT_NOT_FOUND,
                ProblemCode.TRANSACTION_NOT_FOUND,
                ProblemCode.AMBIGUOUS_ID
            })
    @GetMapping({"/transactions/{what}", "/transactions/{what}/"})
    ResponseEntity<Object> get(HttpServletRequest request, @PathVariable String what) {
        Caller caller = Callers.of(request);
        ReadOptions options = Reading.options(request);
        if (what.length() != UUID_CHARS) {
            return ofAccount(request, caller, Reading.account(what), options);
        }
        Found<Posted> found = bank.transaction(caller, Reading.id(what), options);
        return Reading.withIndexes(
                        ResponseEntity.ok(), options, found.indexes(), found.stalenessMs())
                .body(BankBodies.transaction(found.value()));
    }

    /** Term, index and replicas of one transaction. */
    @Route(
            value = "Shows where a transaction stands in its shard's log, and who has it on disk.",
            query = Query.CONSISTENCY,
            reads = Header.MIN_INDEX,
            gives = ReceiptAnswer.class,
            reach = Reach.READS,
            refuses = {ProblemCode.TRANSACTION_NOT_FOUND, ProblemCode.AMBIGUOUS_ID})
    @GetMapping({"/transactions/{id}/receipt", "/transactions/{id}/receipt/"})
    ReceiptAnswer receipt(HttpServletRequest request, @PathVariable String id) {
        Caller caller = Callers.of(request);
        Found<Posted> found = bank.transaction(caller, Reading.id(id), Reading.options(request));
        return BankBodies.receipt(found.value(), bank.receipt(caller, found.value()));
    }

    private ResponseEntity<Object> ofAccount(
            HttpServletRequest request, Caller caller, AccountNumber account, ReadOptions options) {
        Page<Posted> page = page(request, caller, account, options);
        ResponseEntity.BodyBuilder answer =
                Reading.withIndexes(
                        ResponseEntity.ok(), options, page.indexes(), page.stalenessMs());
        String next = page.nextCursor();
        if (next != null) {
            answer.header(HttpHeaders.LINK, "<" + with(request, next) + ">; rel=\"next\"");
        }
        return answer.body(BankBodies.transactions(page));
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

    @Route(
            value = "Lists transactions, newest first.",
            query = {
                Query.ACCOUNT,
                Query.FROM,
                Query.TO,
                Query.KIND,
                Query.MIN,
                Query.MAX,
                Query.Q,
                Query.REFERENCE,
                Query.IDEMPOTENCY_KEY,
                Query.STATUS,
                Query.HOLD,
                Query.OF_HOLD,
                Query.CURSOR,
                Query.LIMIT,
                Query.CONSISTENCY
            },
            reads = Header.MIN_INDEX,
            gives = TransactionPage.class,
            writes = {Header.INDEX, Header.STALENESS},
            reach = Reach.READS,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.INVALID_TYPE,
                ProblemCode.INVALID_PERIOD,
                ProblemCode.ACCOUNT_NOT_FOUND
            })
    @GetMapping({"/transactions", "/transactions/"})
    ResponseEntity<TransactionPage> list(HttpServletRequest request) {
        Caller caller = Callers.of(request);
        String account = request.getParameter("account");
        ReadOptions options = Reading.options(request);
        Page<Posted> page =
                page(request, caller, account == null ? null : Reading.account(account), options);
        return Reading.withIndexes(ResponseEntity.ok(), options, page.indexes(), page.stalenessMs())
                .body(BankBodies.transactionPage(page));
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
}
