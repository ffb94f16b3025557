package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.TransactionFilter;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.Period;
import org.davebank.service.ServiceProblem;
import org.davebank.service.exports.ExportService;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /exports} and the statements of accounts: streamed, in the format that is asked for. */
@RestController
final class ExportRoutes {

    private static final int BUFFER_BYTES = 65_536;

    private final ExportService exports;

    ExportRoutes(ExportService exports) {
        this.exports = exports;
    }

    /** The answer had begun when it failed: the connection has to break, or it would pass as whole. */
    static final class BrokenOff extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenOff(Throwable cause) {
            super(cause);
        }
    }

    private interface Rows {
        void write(OutputStream out) throws IOException;
    }

    @Route(
            value = "Streams accounts as a file.",
            query = {Query.FORMAT, Query.COMPRESS, Query.Q},
            gives = byte[].class,
            givesTypes = {
                "text/csv",
                "application/json",
                "application/x-ndjson",
                "application/xml",
                "application/gzip"
            },
            writes = Header.CONTENT_DISPOSITION,
            reach = Reach.READS)
    @GetMapping({"/exports/accounts", "/exports/accounts/"})
    void accounts(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Callers.of(request);
        ExportService.Type type = ExportService.type(request.getParameter("format"));
        boolean gzip = isPacked(request);
        String text = request.getParameter("q");
        stream(response, "accounts", type, gzip, out -> exports.accounts(caller, text, type, out));
    }

    @Route(
            value = "Streams transactions as a file.",
            query = {
                Query.FORMAT,
                Query.COMPRESS,
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
                Query.OF_HOLD
            },
            gives = byte[].class,
            givesTypes = {
                "text/csv",
                "application/json",
                "application/x-ndjson",
                "application/xml",
                "application/gzip"
            },
            writes = {Header.CONTENT_DISPOSITION, Header.DATED_BY},
            reach = Reach.READS,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.INVALID_TYPE,
                ProblemCode.INVALID_PERIOD,
                ProblemCode.ACCOUNT_NOT_FOUND
            })
    @GetMapping({"/exports/transactions", "/exports/transactions/"})
    void transactions(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Callers.of(request);
        ExportService.Type type = ExportService.type(request.getParameter("format"));
        boolean gzip = isPacked(request);
        String account = request.getParameter("account");
        var number = account == null ? null : Reading.account(account);
        TransactionFilter filter = Reading.filter(request);
        response.setHeader(Reading.DATED_BY, Reading.EFFECTIVE_AT);
        stream(
                response,
                "transactions",
                type,
                gzip,
                out -> exports.transactions(caller, number, filter, type, out));
    }

    /** In the first of the formats that the caller accepts, JSON when it does not care. */
    @Route(
            value = "Streams the statement of an account for a period.",
            query = {Query.FROM, Query.TO, Query.COMPRESS},
            reads = Header.ACCEPT,
            gives = byte[].class,
            givesTypes = {"application/json", "text/csv", "application/xml", "text/html"},
            writes = {Header.CONTENT_DISPOSITION, Header.DATED_BY},
            reach = Reach.READS,
            refuses = {
                ProblemCode.INVALID_ACCOUNT_NUMBER,
                ProblemCode.INVALID_PERIOD,
                ProblemCode.ACCOUNT_NOT_FOUND
            })
    @GetMapping({"/accounts/{account}/statement", "/accounts/{account}/statement/"})
    void statement(
            HttpServletRequest request, HttpServletResponse response, @PathVariable String account)
            throws IOException {
        Caller caller = Callers.of(request);
        AccountNumber number = Reading.account(account);
        Period period = Reading.period(request.getParameter("from"), request.getParameter("to"));
        ExportService.Type type = accepted(request.getHeader(HttpHeaders.ACCEPT));
        boolean gzip = isPacked(request);
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        response.setHeader(Reading.DATED_BY, Reading.EFFECTIVE_AT);
        if (isPage(type)) {
            response.setHeader(
                    "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
        }
        stream(
                response,
                "statement-" + number,
                type,
                gzip,
                out -> exports.statement(caller, number, period, type, out));
    }

    private static boolean isPacked(HttpServletRequest request) {
        return Reading.flag("compress", request.getParameter("compress"), "gzip", "none");
    }

    private static boolean isPage(ExportService.Type type) {
        return type.mediaType().equals(MediaType.TEXT_HTML_VALUE);
    }

    private static ExportService.Type accepted(@Nullable String accept) {
        List<MediaType> wanted = new ArrayList<>();
        try {
            wanted.addAll(MediaType.parseMediaTypes(accept));
        } catch (InvalidMediaTypeException e) {
            throw JsonBody.malformed("Accept is not a list of media types");
        }
        if (wanted.isEmpty()) {
            return ExportService.STATEMENTS.getFirst();
        }
        wanted.sort(Comparator.comparing(MediaType::getQualityValue).reversed());
        for (MediaType each : wanted) {
            for (ExportService.Type type : ExportService.STATEMENTS) {
                MediaType written = MediaType.parseMediaType(type.mediaType());
                boolean xml =
                        written.equals(MediaType.APPLICATION_XML)
                                && each.includes(MediaType.TEXT_XML);
                if ((each.includes(written) || xml) && each.getQualityValue() > 0) {
                    return type;
                }
            }
        }
        throw ServiceProblem.of(
                ProblemCode.NOT_ACCEPTABLE,
                "a statement comes as application/json, text/csv, application/xml or text/html");
    }

    private static void stream(
            HttpServletResponse response,
            String what,
            ExportService.Type type,
            boolean gzip,
            Rows rows)
            throws IOException {
        String name = what + '.' + type.ending() + (gzip ? ".gz" : "");
        response.setBufferSize(BUFFER_BYTES);
        response.setContentType(gzip ? "application/gzip" : type.mediaType() + ";charset=UTF-8");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                (isPage(type) ? "inline" : "attachment") + "; filename=\"" + name + "\"");
        try {
            OutputStream body = response.getOutputStream();
            if (gzip) {
                GZIPOutputStream packed = new GZIPOutputStream(body, BUFFER_BYTES);
                rows.write(packed);
                packed.finish();
            } else {
                rows.write(body);
            }
            body.flush();
        } catch (ServiceProblem e) {
            throw failure(response, e);
        }
    }

    private static RuntimeException failure(HttpServletResponse response, ServiceProblem problem) {
        if (response.isCommitted()) {
            return new BrokenOff(problem);
        }
        response.reset();
        return problem;
    }
}
