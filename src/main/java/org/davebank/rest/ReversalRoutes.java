package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.ReverseTransaction;
import org.davebank.api.bank.TransactionAnswer;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.bank.ReversalRequest;
import org.davebank.service.bank.ReversalService;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /transactions/{id}/reversal}. */
@RestController
final class ReversalRoutes {

    private final ReversalService reversals;

    ReversalRoutes(ReversalService reversals) {
        this.reversals = reversals;
    }

    @Route(
            value =
                    "Gives back what a deposit, a withdrawal or a transfer has moved, whole or in"
                            + " part, at most once in sum.",
            reads = Header.IDEMPOTENCY_KEY,
            takes = ReverseTransaction.class,
            status = 201,
            gives = TransactionAnswer.class,
            writes = {Header.LOCATION, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.TRANSACTION_NOT_FOUND,
                ProblemCode.AMBIGUOUS_ID,
                ProblemCode.INVALID_AMOUNT,
                ProblemCode.AMOUNT_TOO_LARGE,
                ProblemCode.BALANCE_OVERFLOW,
                ProblemCode.INSUFFICIENT_FUNDS,
                ProblemCode.ACCOUNT_FROZEN,
                ProblemCode.ACCOUNT_CLOSED,
                ProblemCode.ALREADY_REVERSED,
                ProblemCode.EXCEEDS_ORIGINAL,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping({"/transactions/{id}/reversal", "/transactions/{id}/reversal/"})
    ResponseEntity<TransactionAnswer> reverse(HttpServletRequest request, @PathVariable String id)
            throws IOException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        ReverseTransaction body = JsonBody.readOptional(request, ReverseTransaction.class);
        return TransactionRoutes.created(
                reversals.reverse(
                        caller,
                        Reading.id(id),
                        new ReversalRequest(body.amount(), body.reason(), key)));
    }
}
