package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.TransactionFilter;
import org.davebank.service.Caller;
import org.davebank.service.Period;
import org.davebank.service.ProblemCode;
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
    private static final Set<String> OF_ACCOUNTS = Set.of("format", "compress", "q");
    private static final Set<String> OF_TRANSACTIONS =
            Set.of(
                    "format",
                    "compress",
                    "account",
                    "from",
                    "to",
                    "kind",
                    "min",
                    "max",
                    "q",
                    "reference",
                    "idempotency_key",
                    "status");

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

    @GetMapping({"/exports/accounts", "/exports/accounts/"})
    void accounts(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Callers.of(request);
        Reading.only(OF_ACCOUNTS, request.getParameterMap().keySet());
        ExportService.Type type = ExportService.type(request.getParameter("format"));
        String text = request.getParameter("q");
        stream(
                request,
                response,
                "accounts",
                type,
                out -> exports.accounts(caller, text, type, out));
    }

    @GetMapping({"/exports/transactions", "/exports/transactions/"})
    void transactions(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Callers.of(request);
        Reading.only(OF_TRANSACTIONS, request.getParameterMap().keySet());
        ExportService.Type type = ExportService.type(request.getParameter("format"));
        String account = request.getParameter("account");
        var number = account == null ? null : Reading.account(account);
        TransactionFilter filter = Reading.filter(request);
        response.setHeader(Reading.DATED_BY, Reading.EFFECTIVE_AT);
        stream(
                request,
                response,
                "transactions",
                type,
                out -> exports.transactions(caller, number, filter, type, out));
    }

    /** In the first of the formats that the caller accepts, JSON when it does not care. */
    @GetMapping({"/accounts/{account}/statement", "/accounts/{account}/statement/"})
    void statement(
            HttpServletRequest request, HttpServletResponse response, @PathVariable String account)
            throws IOException {
        Caller caller = Callers.of(request);
        AccountNumber number = Reading.account(account);
        Period period = Reading.period(request.getParameter("from"), request.getParameter("to"));
        ExportService.Type type = accepted(request.getHeader(HttpHeaders.ACCEPT));
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        response.setHeader(Reading.DATED_BY, Reading.EFFECTIVE_AT);
        if (isPage(type)) {
            response.setHeader(
                    "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
        }
        stream(
                request,
                response,
                "statement-" + number,
                type,
                out -> exports.statement(caller, number, period, type, out));
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
            HttpServletRequest request,
            HttpServletResponse response,
            String what,
            ExportService.Type type,
            Rows rows)
            throws IOException {
        String compress = request.getParameter("compress");
        boolean gzip = Reading.flag("compress", compress, "gzip", "none");
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
