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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.service.Caller;
import org.davebank.service.ProblemCode;
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

    private static final List<String> NAMES =
            List.of(
                    "file",
                    "file_name",
                    "format",
                    "mapping",
                    "mode",
                    "on_error",
                    "dry_run",
                    "account",
                    "create_accounts",
                    "opening_balances");

    private final ImportService imports;

    ImportRoutes(ImportService imports) {
        this.imports = imports;
    }

    /** A file as the part {@code file} of a form, or as the body itself with parameters in the URL. */
    @PostMapping({"/imports", "/imports/"})
    ResponseEntity<Object> create(HttpServletRequest request) throws IOException, ServletException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        ImportService.Taken taken;
        checkNames(request);
        if (Reading.isForm(request)) {
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

    private static ResponseEntity<Object> accepted(ImportService.Taken taken) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.accepted().location(URI.create("/imports/" + taken.job().id()));
        if (taken.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.body(Json.job(taken.job()));
    }

    /** A name that is mistyped would be as if it were not there, and {@code dryrun} import for real. */
    private static void checkNames(HttpServletRequest request)
            throws IOException, ServletException {
        List<String> names = new ArrayList<>(Reading.queryNames(request));
        if (Reading.isForm(request)) {
            request.getParts().forEach(part -> names.add(part.getName()));
        }
        Reading.only(NAMES, names);
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

    @GetMapping({"/imports", "/imports/"})
    Map<String, Object> list(HttpServletRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", imports.jobs(Callers.of(request)).stream().map(Json::job).toList());
        return body;
    }

    @GetMapping("/imports/{id}")
    Map<String, Object> get(HttpServletRequest request, @PathVariable String id) {
        return Json.job(imports.job(Callers.of(request), id));
    }

    @PostMapping("/imports/{id}/cancel")
    Map<String, Object> cancel(HttpServletRequest request, @PathVariable String id) {
        return Json.job(imports.cancel(Callers.of(request), id));
    }

    /** The same file once more, in earnest, as another job. */
    @PostMapping("/imports/{id}/resume")
    ResponseEntity<Object> resume(HttpServletRequest request, @PathVariable String id) {
        return accepted(imports.resume(Callers.of(request), id, Reading.idempotencyKey(request)));
    }

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
