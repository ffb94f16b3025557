package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.AtomicBatch;
import org.davebank.api.bank.BatchItem;
import org.davebank.api.bank.BatchResult;
import org.davebank.ledger.LedgerLimits;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.AtomicBatches;
import org.davebank.service.bank.BatchService;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /transactions/batch}: many postings in one request, each with an answer of its own, or all or none. */
@RestController
final class BatchRoutes {

    private static final int BYTES_MAX = 8 << 20;

    private final BatchService batches;
    private final AtomicBatches atomicBatches;

    BatchRoutes(BatchService batches, AtomicBatches atomicBatches) {
        this.batches = batches;
        this.atomicBatches = atomicBatches;
    }

    /** An item as it was read: a request, or why it is none. */
    private record Item(@Nullable PostRequest request, @Nullable ServiceProblem problem) {}

    @Route(
            value =
                    "Posts up to 8,000 transactions, each with an answer of its own, in their order."
                            + " With atomic=true it posts up to 100 of them, all or none, and gives"
                            + " one answer.",
            query = Query.ATOMIC,
            reads = Header.IDEMPOTENCY_KEY,
            takes = BatchItem[].class,
            takesTypes = {"application/json", "application/x-ndjson"},
            gives = {BatchResult[].class, AtomicBatch.class},
            writes = {Header.IDEMPOTENCY_REPLAYED, Header.INDEX},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.INVALID_TYPE,
                ProblemCode.INVALID_AMOUNT,
                ProblemCode.AMOUNT_TOO_LARGE,
                ProblemCode.BALANCE_OVERFLOW,
                ProblemCode.INSUFFICIENT_FUNDS,
                ProblemCode.SAME_ACCOUNT,
                ProblemCode.CURRENCY_MISMATCH,
                ProblemCode.ACCOUNT_NOT_FOUND,
                ProblemCode.ACCOUNT_FROZEN,
                ProblemCode.ACCOUNT_CLOSED,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping({"/transactions/batch", "/transactions/batch/"})
    ResponseEntity<Object> post(HttpServletRequest request) throws IOException {
        boolean atomic = Reading.flag("atomic", request.getParameter("atomic"), "true", "false");
        return atomic ? all(request) : ResponseEntity.ok(each(request));
    }

    private ResponseEntity<Object> all(HttpServletRequest request) throws IOException {
        Caller caller = Callers.of(request);
        List<PostRequest> items =
                JsonBody.readList(
                        JsonBody.open(request, BYTES_MAX),
                        BYTES_MAX,
                        AtomicBatches.ITEMS_MAX,
                        BatchItem.class,
                        (body, place) -> item(body, null, place),
                        problem -> {
                            throw problem;
                        });
        Posted posted = atomicBatches.post(caller, Reading.idempotencyKey(request), items);
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.ok()
                        .header(
                                "X-DaveBank-Index",
                                posted.shard() + ":" + posted.transaction().index());
        if (posted.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.body(BankBodies.atomicBatch(posted));
    }

    private List<BatchResult> each(HttpServletRequest request) throws IOException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        List<Item> items =
                JsonBody.readList(
                        JsonBody.open(request, BYTES_MAX),
                        BYTES_MAX,
                        BatchService.ITEMS_MAX,
                        BatchItem.class,
                        (body, place) -> new Item(item(body, key, place), null),
                        problem -> new Item(null, problem));
        List<PostRequest> requests = new ArrayList<>();
        for (Item item : items) {
            if (item.request() != null) {
                requests.add(item.request());
            }
        }
        var outcomes = batches.post(caller, requests).iterator();
        List<BatchResult> answers = new ArrayList<>(items.size());
        for (Item item : items) {
            ServiceProblem problem = item.problem();
            answers.add(
                    answer(
                            problem == null
                                    ? outcomes.next()
                                    : new BatchService.Outcome.Failed(problem),
                            caller.requestId()));
        }
        return answers;
    }

    /** An item's key is its own, or else the header's with the item's place behind it. */
    private static PostRequest item(BatchItem item, @Nullable String key, int place) {
        String own = item.idempotencyKey();
        String known = own == null && key != null ? key + "#" + place : own;
        if (known != null && (known.isBlank() || known.length() > LedgerLimits.KEY_CHARS_MAX)) {
            throw JsonBody.malformed(
                    "idempotency_key has 1 to " + LedgerLimits.KEY_CHARS_MAX + " characters");
        }
        return TransactionRoutes.request(item.transaction(), known);
    }

    private static BatchResult answer(BatchService.Outcome outcome, String traceId) {
        return switch (outcome) {
            case BatchService.Outcome.Done done ->
                    new BatchResult(
                            HttpServletResponse.SC_CREATED,
                            done.posted().replayed(),
                            BankBodies.transaction(done.posted()));
            case BatchService.Outcome.Failed failed ->
                    new BatchResult(
                            failed.problem().code().status(),
                            failed.problem().replayed(),
                            Problems.body(failed.problem(), traceId));
        };
    }
}
