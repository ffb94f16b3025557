package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.davebank.ledger.LedgerLimits;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BatchService;
import org.davebank.service.bank.PostRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /transactions/batch}: many postings in one request, each with an answer of its own. */
@RestController
final class BatchRoutes {

    private static final int BYTES_MAX = 8 << 20;
    private static final String KEY = "idempotency_key";
    private static final Set<String> FIELDS =
            Stream.concat(TransactionRoutes.FIELDS.stream(), Stream.of(KEY))
                    .collect(Collectors.toUnmodifiableSet());

    private final BatchService batches;

    BatchRoutes(BatchService batches) {
        this.batches = batches;
    }

    /** An item as it was read: a request, or why it is none. */
    private record Item(@Nullable PostRequest request, @Nullable ServiceProblem problem) {}

    @PostMapping({"/transactions/batch", "/transactions/batch/"})
    List<Map<String, Object>> post(HttpServletRequest request) throws IOException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        List<Item> items =
                JsonBody.readList(
                        JsonBody.open(request, BYTES_MAX),
                        BYTES_MAX,
                        BatchService.ITEMS_MAX,
                        FIELDS,
                        (body, place) -> new Item(item(body, key, place), null),
                        problem -> new Item(null, problem));
        List<PostRequest> requests = new ArrayList<>();
        for (Item item : items) {
            if (item.request() != null) {
                requests.add(item.request());
            }
        }
        var outcomes = batches.post(caller, requests).iterator();
        List<Map<String, Object>> answers = new ArrayList<>(items.size());
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
    private static PostRequest item(JsonBody body, @Nullable String key, int place) {
        String own = body.optionalText(KEY);
        String known = own == null && key != null ? key + "#" + place : own;
        if (known != null && (known.isBlank() || known.length() > LedgerLimits.KEY_CHARS_MAX)) {
            throw JsonBody.malformed(
                    KEY + " has 1 to " + LedgerLimits.KEY_CHARS_MAX + " characters");
        }
        return TransactionRoutes.request(body, known);
    }

    private static Map<String, Object> answer(BatchService.Outcome outcome, String traceId) {
        Map<String, Object> json = new LinkedHashMap<>();
        switch (outcome) {
            case BatchService.Outcome.Done done -> {
                json.put("status", 201);
                json.put("replayed", done.posted().replayed());
                json.put("result", Json.transaction(done.posted()));
            }
            case BatchService.Outcome.Failed failed -> {
                json.put("status", failed.problem().code().status());
                json.put("replayed", failed.problem().replayed());
                json.put("result", Problems.body(failed.problem(), traceId));
            }
        }
        return json;
    }
}
