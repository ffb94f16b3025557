package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.davebank.ledger.TransactionFilter;
import org.davebank.service.Caller;
import org.davebank.service.ExportService;
import org.davebank.service.ServiceProblem;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /exports}: streamed, in the format that is asked for. */
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

    @GetMapping({"/exports/accounts", "/exports/accounts/"})
    void accounts(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Callers.of(request);
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
        ExportService.Type type = ExportService.type(request.getParameter("format"));
        String account = request.getParameter("account");
        var number = account == null ? null : Reading.account(account);
        TransactionFilter filter = Reading.filter(request);
        stream(
                request,
                response,
                "transactions",
                type,
                out -> exports.transactions(caller, number, filter, type, out));
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
                HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
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
