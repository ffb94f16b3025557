package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.AccountAnswer;
import org.davebank.api.bank.ChangeAccount;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.AccountStatus;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.AccountChanges;
import org.davebank.service.bank.ChangeRequest;
import org.davebank.service.bank.ChangedAccount;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What changes an account: {@code /accounts/{account}/freeze} and the like. */
@RestController
final class AccountChangeRoutes {

    /** A tag as {@link AccountRoutes} writes it. */
    private static final Pattern TAG = Pattern.compile("\"(\\d{8})-(\\d{1,18})(-[-\\d]+)?\"");

    private final AccountChanges changes;

    AccountChangeRoutes(AccountChanges changes) {
        this.changes = changes;
    }

    @Route(
            value = "Freezes an account: it takes money and pays none. What has begun goes on.",
            reads = Header.IDEMPOTENCY_KEY,
            gives = AccountAnswer.class,
            writes = {Header.ETAG, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.ACCOUNT_NOT_FOUND,
                ProblemCode.ACCOUNT_CLOSED,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping({"/accounts/{account}/freeze", "/accounts/{account}/freeze/"})
    ResponseEntity<AccountAnswer> freeze(HttpServletRequest request, @PathVariable String account) {
        return become(request, account, AccountStatus.FROZEN);
    }

    @Route(
            value = "Lets a frozen account pay again.",
            reads = Header.IDEMPOTENCY_KEY,
            gives = AccountAnswer.class,
            writes = {Header.ETAG, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.ACCOUNT_NOT_FOUND,
                ProblemCode.ACCOUNT_CLOSED,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping({"/accounts/{account}/unfreeze", "/accounts/{account}/unfreeze/"})
    ResponseEntity<AccountAnswer> unfreeze(
            HttpServletRequest request, @PathVariable String account) {
        return become(request, account, AccountStatus.ACTIVE);
    }

    @Route(
            value = "Closes an account for good. It has to be empty, with nothing under way.",
            reads = Header.IDEMPOTENCY_KEY,
            gives = AccountAnswer.class,
            writes = {Header.ETAG, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.ACCOUNT_NOT_FOUND,
                ProblemCode.ACCOUNT_CLOSED,
                ProblemCode.BALANCE_NOT_ZERO,
                ProblemCode.TRANSFER_PENDING,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping({"/accounts/{account}/close", "/accounts/{account}/close/"})
    ResponseEntity<AccountAnswer> close(HttpServletRequest request, @PathVariable String account) {
        return become(request, account, AccountStatus.CLOSED);
    }

    private ResponseEntity<AccountAnswer> become(
            HttpServletRequest request, String account, AccountStatus status) {
        Caller caller = Callers.of(request);
        return answer(changes.become(caller, account, status, Reading.idempotencyKey(request)));
    }

    @Route(
            value = "Gives an account another holder, another overdraft limit or other aliases.",
            reads = {Header.IDEMPOTENCY_KEY, Header.IF_MATCH},
            takes = ChangeAccount.class,
            gives = AccountAnswer.class,
            writes = {Header.ETAG, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.INVALID_AMOUNT,
                ProblemCode.AMOUNT_TOO_LARGE,
                ProblemCode.ACCOUNT_NOT_FOUND,
                ProblemCode.ACCOUNT_CLOSED,
                ProblemCode.ALIAS_TAKEN,
                ProblemCode.VERSION_MISMATCH,
                ProblemCode.INSUFFICIENT_FUNDS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PatchMapping({"/accounts/{account}", "/accounts/{account}/"})
    ResponseEntity<AccountAnswer> edit(HttpServletRequest request, @PathVariable String account)
            throws IOException {
        Caller caller = Callers.of(request);
        ChangeAccount body = JsonBody.read(request, ChangeAccount.class);
        return answer(
                changes.edit(
                        caller,
                        account,
                        new ChangeRequest(
                                body.holder(),
                                body.overdraftLimit(),
                                body.aliases(),
                                Reading.idempotencyKey(request),
                                seen(request.getHeader(HttpHeaders.IF_MATCH)))));
    }

    /** The version that a request is made for; null if it is made for any. */
    static ChangeRequest.@Nullable Seen seen(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        Matcher tag = TAG.matcher(ifMatch.strip());
        if (!tag.matches()) {
            throw ServiceProblem.of(
                    ProblemCode.VERSION_MISMATCH,
                    "If-Match is not the ETag of an account, in quotes as it was given");
        }
        return new ChangeRequest.Seen(
                AccountNumber.parse(tag.group(1)), Long.parseLong(tag.group(2)));
    }

    private static ResponseEntity<AccountAnswer> answer(ChangedAccount changed) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (changed.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.header("X-DaveBank-Index", changed.shard() + ":" + changed.index())
                .eTag(AccountRoutes.tag(changed.account()))
                .body(BankBodies.account(changed.account()));
    }
}
