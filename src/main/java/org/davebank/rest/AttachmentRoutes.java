package org.davebank.rest;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.AttachmentAnswer;
import org.davebank.api.bank.AttachmentList;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.LedgerLimits;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.files.AttachmentService;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /transactions/ID/attachments} and {@code /attachments/SHA256}. */
@RestController
final class AttachmentRoutes {

    private static final int NUMBER_DIGITS_MAX = 18;
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,99})-([0-9]{0,99})");

    private final AttachmentService attachments;

    AttachmentRoutes(AttachmentService attachments) {
        this.attachments = attachments;
    }

    /** A file as the part {@code file} of a form, or as the body itself, named by {@code name}. */
    @Route(
            value =
                    "Attaches a file to a transaction: the body itself, or the part file of a form.",
            query = Query.NAME,
            reads = {Header.IDEMPOTENCY_KEY, Header.REPR_DIGEST},
            takes = byte[].class,
            takesTypes = {"application/octet-stream", "multipart/form-data"},
            status = 201,
            gives = AttachmentAnswer.class,
            writes = {Header.LOCATION, Header.INDEX, Header.IDEMPOTENCY_REPLAYED},
            reach = Reach.WRITES,
            refuses = {
                ProblemCode.TRANSACTION_NOT_FOUND,
                ProblemCode.AMBIGUOUS_ID,
                ProblemCode.IDEMPOTENCY_KEY_REUSED,
                ProblemCode.UPLOAD_EXPIRED
            })
    @PostMapping("/transactions/{id}/attachments")
    ResponseEntity<AttachmentAnswer> attach(HttpServletRequest request, @PathVariable String id)
            throws IOException, ServletException {
        Caller caller = Callers.of(request);
        String key = Reading.idempotencyKey(request);
        byte[] digest = ReprDigest.of(request);
        String type = request.getContentType();
        AttachmentService.Uploaded uploaded;
        if (Reading.isForm(request)) {
            Part file = file(request.getParts());
            try (InputStream body = file.getInputStream()) {
                uploaded =
                        attachments.attach(
                                caller,
                                Reading.id(id),
                                FormFileName.of(file.getHeader(HttpHeaders.CONTENT_DISPOSITION)),
                                file.getContentType(),
                                digest,
                                body,
                                key);
            }
        } else {
            if (request.getContentLengthLong() > LedgerLimits.ATTACHMENT_BYTES_MAX) {
                throw ServiceProblem.of(
                        ProblemCode.TOO_LARGE,
                        "a file may have at most "
                                + (LedgerLimits.ATTACHMENT_BYTES_MAX >> 20)
                                + " MiB");
            }
            uploaded =
                    attachments.attach(
                            caller,
                            Reading.id(id),
                            Reading.query(request, "name"),
                            type,
                            digest,
                            request.getInputStream(),
                            key);
        }
        return answer(uploaded);
    }

    private static Part file(Collection<Part> parts) {
        List<Part> files = parts.stream().filter(each -> each.getName().equals("file")).toList();
        if (files.size() != 1) {
            throw JsonBody.malformed(
                    files.isEmpty()
                            ? "the form has no part named file"
                            : "the form has "
                                    + files.size()
                                    + " parts named file; attach one file with each request");
        }
        return files.getFirst();
    }

    private static ResponseEntity<AttachmentAnswer> answer(AttachmentService.Uploaded uploaded) {
        Attachment file = uploaded.stored().attachment();
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.created(URI.create("/attachments/" + file.sha256()))
                        .header("X-DaveBank-Index", uploaded.shard() + ":" + file.index());
        if (uploaded.replayed()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.body(BankBodies.attachment(uploaded.stored()));
    }

    @Route(
            value = "Lists the files of a transaction.",
            query = Query.CONSISTENCY,
            reads = Header.MIN_INDEX,
            gives = AttachmentList.class,
            reach = Reach.READS,
            refuses = {ProblemCode.TRANSACTION_NOT_FOUND, ProblemCode.AMBIGUOUS_ID})
    @GetMapping("/transactions/{id}/attachments")
    AttachmentList list(HttpServletRequest request, @PathVariable String id) {
        return new AttachmentList(
                attachments
                        .list(Callers.of(request), Reading.id(id), Reading.options(request))
                        .stream()
                        .map(BankBodies::attachment)
                        .toList());
    }

    /** The bytes, or a part of them; HEAD gives the same headers and no body. */
    @Route(
            value = "Gives the bytes of a file, or a part of them.",
            reads = {Header.IF_NONE_MATCH, Header.IF_RANGE, Header.RANGE},
            gives = byte[].class,
            givesTypes = "application/octet-stream",
            writes = {
                Header.ETAG,
                Header.ACCEPT_RANGES,
                Header.REPR_DIGEST,
                Header.CONTENT_DISPOSITION,
                Header.CONTENT_RANGE
            },
            reach = Reach.READS,
            refuses = {ProblemCode.ATTACHMENT_NOT_FOUND, ProblemCode.RANGE_NOT_SATISFIABLE})
    @GetMapping("/attachments/{sha256}")
    void download(
            HttpServletRequest request, HttpServletResponse response, @PathVariable String sha256)
            throws IOException {
        Attachment file = attachments.find(Callers.of(request), sha256);
        String etag = "\"" + file.sha256() + "\"";
        if (isKnown(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
            headers(response, file, etag);
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        String ifRange = request.getHeader(HttpHeaders.IF_RANGE);
        String wanted = request.getHeader(HttpHeaders.RANGE);
        long[] range =
                wanted == null || (ifRange != null && !ifRange.equals(etag))
                        ? null
                        : range(wanted, file.bytes(), response);
        long from = range == null ? 0 : range[0];
        long to = range == null ? file.bytes() : range[1];
        boolean head = request.getMethod().equals("HEAD");
        try (InputStream in = head ? null : attachments.open(file, from, to)) {
            headers(response, file, etag);
            if (range != null) {
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setHeader(
                        HttpHeaders.CONTENT_RANGE,
                        "bytes " + from + "-" + (to - 1) + "/" + file.bytes());
            }
            response.setContentLengthLong(to - from);
            if (in != null) {
                copy(in, response.getOutputStream());
            }
        }
    }

    /** Whether one of the given tags, weak or strong, is this one (RFC 9110, 13.1.2). */
    private static boolean isKnown(@Nullable String tags, String etag) {
        for (String each : tags == null ? new String[0] : tags.split(",")) {
            String tag = each.strip();
            if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }

    /** The type is what the uploader claimed: nothing may run. */
    private static void headers(HttpServletResponse response, Attachment file, String etag) {
        byte[] hash = HexFormat.of().parseHex(file.sha256());
        response.setHeader(HttpHeaders.ETAG, etag);
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        response.setHeader(
                "Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":");
        response.setHeader(HttpHeaders.CONTENT_TYPE, file.mediaType());
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(file.name(), StandardCharsets.UTF_8)
                        .build()
                        .toString());
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    /** From (inclusive) and to (exclusive), or null for a range that is to be ignored. */
    private static long @Nullable [] range(
            String header, long bytes, HttpServletResponse response) {
        Matcher matcher = RANGE.matcher(header.strip());
        if (!matcher.matches()) {
            return null; // Several ranges, other units: the whole file is a right answer.
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return null;
        }
        long from = first.isEmpty() ? Math.max(0, bytes - parse(last)) : parse(first);
        long to = first.isEmpty() || last.isEmpty() ? bytes : Math.min(bytes, parse(last) + 1);
        if (!first.isEmpty() && !last.isEmpty() && parse(last) < from) {
            return null; // Not a range at all (RFC 9110, 14.1.1).
        }
        if (from >= bytes) {
            response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + bytes);
            throw ServiceProblem.of(
                    ProblemCode.RANGE_NOT_SATISFIABLE, "the file has " + bytes + " bytes");
        }
        return new long[] {from, to};
    }

    /** A number beyond all files is as good as the largest of them. */
    private static long parse(String digits) {
        return digits.length() > NUMBER_DIGITS_MAX ? Long.MAX_VALUE - 1 : Long.parseLong(digits);
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
        }
    }
}
