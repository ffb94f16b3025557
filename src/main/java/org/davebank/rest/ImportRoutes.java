package org.davebank.rest;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.ImportAnswer;
import org.davebank.api.bank.ImportList;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.imports.ImportRequest;
import org.davebank.service.imports.ImportService;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /imports}. */
@RestController
final class ImportRoutes {

    private static final int MAPPING_BYTES_MAX = 60 * 1024;

    private final ImportService imports;

    ImportRoutes(ImportService imports) {
        this.imports = imports;
    }

    /** A file as the part {@code file} of a form, or as the body itself with parameters in the URL. */
    @Route(
            value =
                    "Takes a file of accounts or transactions: the body itself, or the part file"
                            + " of a form, whose other parts are the parameters.",
            query = {
                Query.FILE_NAME,
                Query.FORMAT,
                Query.MAPPING,
                Query.MODE,
                Query.ON_ERROR,
                Query.DRY_RUN,
                Query.ACCOUNT,
                Query.CREATE_ACCOUNTS,
                Query.OPENING_BALANCES
            },
            reads = Header.IDEMPOTENCY_KEY,
            takes = byte[].class,
            takesTypes = {"application/octet-stream", "multipart/form-data"},
            status = 202,
            gives = ImportAnswer.class,
            writes = {Header.LOCATION, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = ProblemCode.IDEMPOTENCY_KEY_REUSED)
    @PostMapping({"/imports", "/imports/"})
    ResponseEntity<ImportAnswer> create(HttpServletRequest request)
            throws IOException, ServletException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        ImportService.Taken taken;
        if (Reading.isForm(request)) {
            checkParts(request);
            Part file = request.getPart("file");
            if (file == null) {
                throw JsonBody.malformed("the form has no part named file");
            }
            String name = FormFileName.of(file.getHeader(HttpHeaders.CONTENT_DISPOSITION));
            try (InputStream body = file.getInputStream()) {
                taken = imports.create(caller, asked(request, name), body, key);
            }
        } else {
            String name = Reading.query(request, "file_name");
            taken = imports.create(caller, asked(request, name), request.getInputStream(), key);
        }
        return accepted(taken);
    }

    private static ResponseEntity<ImportAnswer> accepted(ImportService.Taken taken) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.accepted().location(URI.create("/imports/" + taken.job().id()));
        if (taken.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.body(BankBodies.job(taken.job()));
    }

    /** A form names its parts as the parameters are named, and the file. */
    private static void checkParts(HttpServletRequest request)
            throws IOException, ServletException {
        List<String> names = request.getParts().stream().map(Part::getName).toList();
        List<String> known = new ArrayList<>(UnknownParameters.known(request));
        known.add("file");
        Reading.only(known, names);
        if (Collections.frequency(names, "file") > 1) {
            throw JsonBody.malformed("the form has more than one part named file");
        }
    }

    private static ImportRequest asked(HttpServletRequest request, @Nullable String fileName)
            throws IOException, ServletException {
        return new ImportRequest(
                fileName == null || fileName.isBlank() ? "upload" : fileName,
                mapping(request),
                parameter(request, "format"),
                Reading.flag("mode", parameter(request, "mode"), "history", "live"),
                Reading.flag("on_error", parameter(request, "on_error"), "abort", "skip"),
                Reading.flag("dry_run", parameter(request, "dry_run"), "true", "false"),
                parameter(request, "account"),
                Reading.flag(
                        "create_accounts", parameter(request, "create_accounts"), "true", "false"),
                Reading.flag(
                        "opening_balances",
                        parameter(request, "opening_balances"),
                        "true",
                        "false"));
    }

    private static String mapping(HttpServletRequest request) throws IOException, ServletException {
        String text = parameter(request, "mapping");
        if (text != null && text.length() > MAPPING_BYTES_MAX) {
            throw ServiceProblem.of(ProblemCode.TOO_LARGE, "the mapping is too large");
        }
        return text == null ? "" : text;
    }

    /** A parameter of the URL, or a part of the form, which may be a file. */
    private static @Nullable String parameter(HttpServletRequest request, String name)
            throws IOException, ServletException {
        if (!Reading.isForm(request)) {
            return Reading.query(request, name);
        }
        String value = request.getParameter(name);
        if (value != null) {
            return value;
        }
        Part part = request.getPart(name);
        if (part == null) {
            return null;
        }
        try (InputStream in = part.getInputStream()) {
            return new String(in.readNBytes(MAPPING_BYTES_MAX + 1), StandardCharsets.UTF_8);
        }
    }

    @Route(value = "Lists imports, newest first.", gives = ImportList.class)
    @GetMapping({"/imports", "/imports/"})
    ImportList list(HttpServletRequest request) {
        return new ImportList(
                imports.jobs(Callers.of(request)).stream().map(BankBodies::job).toList());
    }

    @Route(
            value = "Shows an import and how far it is.",
            gives = ImportAnswer.class,
            refuses = ProblemCode.IMPORT_NOT_FOUND)
    @GetMapping("/imports/{id}")
    ImportAnswer get(HttpServletRequest request, @PathVariable String id) {
        return BankBodies.job(imports.job(Callers.of(request), id));
    }

    @Route(
            value = "Stops an import; what it has posted stays.",
            gives = ImportAnswer.class,
            reach = Reach.WRITES,
            refuses = ProblemCode.IMPORT_NOT_FOUND)
    @PostMapping("/imports/{id}/cancel")
    ImportAnswer cancel(HttpServletRequest request, @PathVariable String id) {
        return BankBodies.job(imports.cancel(Callers.of(request), id));
    }

    /** The same file once more, in earnest, as another job. */
    @Route(
            value = "Imports the file of an import that has ended once more, and in earnest.",
            reads = Header.IDEMPOTENCY_KEY,
            status = 202,
            gives = ImportAnswer.class,
            writes = {Header.LOCATION, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.IMPORT_NOT_FOUND,
                ProblemCode.NODE_STATE,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            })
    @PostMapping("/imports/{id}/resume")
    ResponseEntity<ImportAnswer> resume(HttpServletRequest request, @PathVariable String id) {
        return accepted(imports.resume(Callers.of(request), id, Reading.idempotencyKey(request)));
    }

    @Route(
            value = "Gives the rejected rows of an import as CSV.",
            gives = byte[].class,
            givesTypes = "text/csv",
            writes = Header.CONTENT_DISPOSITION,
            refuses = {ProblemCode.IMPORT_NOT_FOUND, ProblemCode.NODE_STATE, ProblemCode.NOT_FOUND})
    @GetMapping("/imports/{id}/rejects")
    ResponseEntity<InputStreamResource> rejects(HttpServletRequest request, @PathVariable String id)
            throws IOException {
        InputStream rows = imports.rejects(Callers.of(request), id);
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"rejects-" + id + ".csv\"")
                .body(new InputStreamResource(rows));
    }
}
