package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.davebank.api.Problem;
import org.davebank.api.ProblemCode;
import org.davebank.service.ServiceProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.json.JsonMapper;

/** Every error as a problem detail (RFC 9457) with the contract's code. */
@RestControllerAdvice
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    @ExceptionHandler
    ResponseEntity<Object> service(ServiceProblem problem, HttpServletRequest request) {
        return answer(problem, request);
    }

    @ExceptionHandler
    ResponseEntity<Object> method(
            HttpRequestMethodNotSupportedException e, HttpServletRequest request) {
        return answer(
                ServiceProblem.of(
                        ProblemCode.METHOD_NOT_ALLOWED,
                        e.getMethod() + " is not allowed on " + request.getRequestURI()),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Object> notFound(NoResourceFoundException e, HttpServletRequest request) {
        return answer(
                ServiceProblem.of(
                        ProblemCode.NOT_FOUND, "there is nothing at " + request.getRequestURI()),
                request);
    }

    @ExceptionHandler
    ResponseEntity<Object> mediaType(HttpMediaTypeException e, HttpServletRequest request) {
        boolean accept = e instanceof HttpMediaTypeNotAcceptableException;
        return answer(
                ServiceProblem.of(
                        accept ? ProblemCode.NOT_ACCEPTABLE : ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        String.valueOf(e.getMessage())),
                request);
    }

    @ExceptionHandler({
        ServletRequestBindingException.class,
        MethodArgumentTypeMismatchException.class
    })
    ResponseEntity<Object> parameters(Exception e, HttpServletRequest request) {
        String what =
                e instanceof MethodArgumentTypeMismatchException mismatch
                        ? mismatch.getName() + " has a value of the wrong kind"
                        : String.valueOf(e.getMessage());
        return answer(ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, what), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> upload(MultipartException e, HttpServletRequest request) {
        boolean large = e instanceof MaxUploadSizeExceededException;
        return answer(
                ServiceProblem.of(
                        large ? ProblemCode.TOO_LARGE : ProblemCode.MALFORMED_REQUEST,
                        large ? "the upload is too large" : "the upload cannot be read"),
                request);
    }

    /** Not answered: the container closes the connection, which tells the client. */
    @ExceptionHandler
    void broken(ExportRoutes.BrokenOff e) {
        throw e;
    }

    @ExceptionHandler
    ResponseEntity<Object> other(Exception e, HttpServletRequest request) {
        if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            return answer(ofStatus(known.getStatusCode().value()), request);
        }
        LOG.error("request {} failed", Callers.requestId(request), e);
        return answer(
                ServiceProblem.of(
                        ProblemCode.INTERNAL,
                        "an error of the server; its log has more under the trace id"),
                request);
    }

    /** The problem that is meant by a bare status, which a library or the web server chose. */
    static ServiceProblem ofStatus(int status) {
        return switch (status) {
            case 401 -> Callers.unauthenticated();
            case 403 -> ServiceProblem.of(ProblemCode.FORBIDDEN, "this is not allowed");
            case 404 -> ServiceProblem.of(ProblemCode.NOT_FOUND, "there is nothing here");
            case 405 ->
                    ServiceProblem.of(
                            ProblemCode.METHOD_NOT_ALLOWED, "this method is not allowed here");
            case 406 ->
                    ServiceProblem.of(
                            ProblemCode.NOT_ACCEPTABLE, "there is no answer of the type asked for");
            case 413 -> ServiceProblem.of(ProblemCode.TOO_LARGE, "the request is too large");
            case 415 ->
                    ServiceProblem.of(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body's type is not known");
            case 429 -> ServiceProblem.of(ProblemCode.TOO_BUSY, "too many requests");
            default ->
                    status < 500
                            ? ServiceProblem.of(
                                    ProblemCode.MALFORMED_REQUEST, "the request cannot be read")
                            : ServiceProblem.of(ProblemCode.INTERNAL, "an error of the server");
        };
    }

    static ResponseEntity<Object> answer(ServiceProblem problem, HttpServletRequest request) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(problem.code().status())
                        .contentType(MediaType.valueOf(Problem.MEDIA_TYPE));
        switch (problem.code()) {
            case NO_QUORUM, CLOCK_SKEW, TOO_BUSY -> answer.header(HttpHeaders.RETRY_AFTER, "1");
            default -> {}
        }
        if (problem.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.body(body(problem, Callers.requestId(request)));
    }

    /** For filters, which stand before the controllers. */
    static void write(
            ServiceProblem problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setStatus(problem.code().status());
        response.setContentType(Problem.MEDIA_TYPE);
        byte[] body = text(problem, request).getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static String text(ServiceProblem problem, HttpServletRequest request) {
        return JSON.writeValueAsString(body(problem, Callers.requestId(request)));
    }

    static Problem body(ServiceProblem problem, String traceId) {
        ProblemCode code = problem.code();
        return new Problem(
                code.type(),
                code.title(),
                code.status(),
                String.valueOf(problem.getMessage()),
                code.code(),
                code.retryable(),
                code.outcome(),
                problem.transactionId(),
                problem.replayed() ? BankBodies.time(problem.replayedFromMs()) : null,
                traceId);
    }
}
