package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.CaptureHold;
import org.davebank.api.bank.ReleaseHold;
import org.davebank.api.bank.TransactionAnswer;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.bank.CaptureRequest;
import org.davebank.service.bank.HoldService;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /transactions/{id}/capture} and {@code /transactions/{id}/release}. */
@RestController
final class HoldRoutes {

    private final HoldService holds;

    HoldRoutes(HoldService holds) {
        this.holds = holds;
    }

    @Route(
            value = "Takes what a hold reserves, whole or in part.",
            reads = Header.IDEMPOTENCY_KEY,
            takes = CaptureHold.class,
            status = 201,
            gives = TransactionAnswer.class,
            writes = {Header.LOCATION, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.HOLD_NOT_FOUND,
                ProblemCode.HOLD_ENDED,
                ProblemCode.HOLD_SETTLED,
                ProblemCode.EXCEEDS_HOLD,
                ProblemCode.AMBIGUOUS_ID,
                ProblemCode.INVALID_AMOUNT,
                ProblemCode.AMOUNT_TOO_LARGE,
                ProblemCode.BALANCE_OVERFLOW,
                ProblemCode.CURRENCY_MISMATCH,
                ProblemCode.ACCOUNT_NOT_FOUND,
                ProblemCode.ACCOUNT_FROZEN,
                ProblemCode.ACCOUNT_CLOSED,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping({"/transactions/{id}/capture", "/transactions/{id}/capture/"})
    ResponseEntity<TransactionAnswer> capture(HttpServletRequest request, @PathVariable String id)
            throws IOException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        CaptureHold body = JsonBody.readOptional(request, CaptureHold.class);
        boolean last = Boolean.TRUE.equals(body.isFinal());
        return TransactionRoutes.created(
                holds.capture(
                        caller, Reading.id(id), new CaptureRequest(body.amount(), last, key)));
    }

    @Route(
            value = "Frees what a hold reserves, whole or in part.",
            reads = Header.IDEMPOTENCY_KEY,
            takes = ReleaseHold.class,
            status = 201,
            gives = TransactionAnswer.class,
            writes = {Header.LOCATION, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.HOLD_NOT_FOUND,
                ProblemCode.HOLD_ENDED,
                ProblemCode.HOLD_SETTLED,
                ProblemCode.EXCEEDS_HOLD,
                ProblemCode.AMBIGUOUS_ID,
                ProblemCode.INVALID_AMOUNT,
                ProblemCode.AMOUNT_TOO_LARGE,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping({"/transactions/{id}/release", "/transactions/{id}/release/"})
    ResponseEntity<TransactionAnswer> release(HttpServletRequest request, @PathVariable String id)
            throws IOException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        ReleaseHold body = JsonBody.readOptional(request, ReleaseHold.class);
        return TransactionRoutes.created(holds.release(caller, Reading.id(id), body.amount(), key));
    }
}
