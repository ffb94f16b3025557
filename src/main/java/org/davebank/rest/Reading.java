package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.service.Period;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.Listings;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** What requests say in their parameters and headers, checked. */
final class Reading {

    /** A header that says by which date a period or an instant was read. */
    static final String DATED_BY = "X-DaveBank-Dated-By";

    static final String EFFECTIVE_AT = "effective_at";

    /** As in 2026-11-02. */
    private static final int DAY_CHARS = 10;

    /** More than the largest amount needs; a longer text would only cost time. */
    private static final int AMOUNT_CHARS_MAX = 40;

    private Reading() {}

    static AccountNumber account(String text) {
        if (!AccountNumber.isValid(text)) {
            throw ServiceProblem.of(
                    ProblemCode.INVALID_ACCOUNT_NUMBER, "an account number has eight digits");
        }
        return AccountNumber.parse(text);
    }

    static TransactionId id(String text) {
        try {
            return TransactionId.parse(text);
        } catch (IllegalArgumentException e) {
            throw JsonBody.malformed("an id is a UUID of 36 characters");
        }
    }

    static TransactionKind kind(String text) {
        return switch (text) {
            case "deposit" -> TransactionKind.DEPOSIT;
            case "withdrawal" -> TransactionKind.WITHDRAWAL;
            case "transfer" -> TransactionKind.TRANSFER;
            case "reversal" -> TransactionKind.REVERSAL;
            case "hold" -> TransactionKind.HOLD;
            case "capture" -> TransactionKind.CAPTURE;
            case "release" -> TransactionKind.RELEASE;
            case "batch" -> TransactionKind.BATCH;
            default ->
                    throw ServiceProblem.of(
                            ProblemCode.INVALID_TYPE,
                            "transaction_type must be deposit, withdrawal or transfer");
        };
    }

    static @Nullable String idempotencyKey(HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key == null) {
            return null;
        }
        if (key.isBlank() || key.length() > LedgerLimits.KEY_CHARS_MAX) {
            throw JsonBody.malformed(
                    "Idempotency-Key has 1 to " + LedgerLimits.KEY_CHARS_MAX + " characters");
        }
        return key;
    }

    static ReadOptions options(HttpServletRequest request) {
        String consistency = request.getParameter("consistency");
        if (consistency != null && !consistency.equals("strong") && !consistency.equals("stale")) {
            throw JsonBody.malformed("consistency must be strong or stale");
        }
        return new ReadOptions(
                "stale".equals(consistency), indexes(request.getHeader("X-DaveBank-Min-Index")));
    }

    /** Adds the headers that say how current a read is. */
    static ResponseEntity.BodyBuilder withIndexes(
            ResponseEntity.BodyBuilder answer,
            ReadOptions options,
            String indexes,
            long stalenessMs) {
        answer.header("X-DaveBank-Index", indexes);
        if (options.stale()) {
            answer.header("X-DaveBank-Staleness-Ms", Long.toString(stalenessMs));
        }
        return answer;
    }

    private static Map<Integer, Long> indexes(@Nullable String header) {
        Map<Integer, Long> indexes = new HashMap<>();
        if (header == null || header.isBlank()) {
            return indexes;
        }
        try {
            for (String part : header.split(",", 2_000)) {
                String[] pair = part.strip().split(":", 3);
                indexes.put(Integer.parseInt(pair[0]), Long.parseLong(pair[1]));
            }
            return indexes;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw JsonBody.malformed("X-DaveBank-Min-Index has the form 0:123,2:55");
        }
    }

    static int limit(@Nullable String text) {
        if (text == null) {
            return Listings.LIMIT_DEFAULT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= Listings.LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same answer.
        }
        throw JsonBody.malformed("limit must be 1 to " + Listings.LIMIT_MAX);
    }

    /** An instant in ISO 8601; a bare date is its first instant in UTC. */
    static long instant(String name, String text) {
        try {
            if (text.length() == DAY_CHARS) {
                return LocalDate.parse(text)
                        .atStartOfDay()
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
            }
            return text.endsWith("Z")
                    ? Instant.parse(text).toEpochMilli()
                    : OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw JsonBody.malformed(name + " must be an ISO 8601 date or instant");
        }
    }

    /** From one instant to another; the same day twice is that day. */
    static Period period(@Nullable String from, @Nullable String to) {
        long fromMs = from == null ? Long.MIN_VALUE : instant("from", from);
        long toMs = to == null ? Long.MAX_VALUE : instant("to", to);
        return from != null && from.length() == DAY_CHARS && from.equals(to)
                ? Period.ofDay(LocalDate.parse(from))
                : new Period(fromMs, toMs);
    }

    static TransactionFilter filter(HttpServletRequest request) {
        Period period = period(request.getParameter("from"), request.getParameter("to"));
        String kind = request.getParameter("kind");
        String status = request.getParameter("status");
        String of = request.getParameter("of_hold");
        return new TransactionFilter(
                        period.fromMs(),
                        period.toMs(),
                        kind == null ? null : kind(kind),
                        amount(request, "min", 0),
                        amount(request, "max", Long.MAX_VALUE),
                        blankToNull(request.getParameter("q")),
                        blankToNull(request.getParameter("reference")),
                        blankToNull(request.getParameter("idempotency_key")),
                        status(status),
                        "all".equals(status))
                .with(hold(request.getParameter("hold")), of == null ? null : id(of));
    }

    private static @Nullable HoldState hold(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "active" -> HoldState.ACTIVE;
            case "captured" -> HoldState.CAPTURED;
            case "released" -> HoldState.RELEASED;
            case "expired" -> HoldState.EXPIRED;
            default ->
                    throw JsonBody.malformed("hold must be active, captured, released or expired");
        };
    }

    private static @Nullable TransactionStatus status(@Nullable String text) {
        if (text == null || text.equals("all")) {
            return null;
        }
        try {
            return TransactionStatus.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw JsonBody.malformed("status must be posted, rejected or all");
        }
    }

    private static long amount(HttpServletRequest request, String name, long otherwise) {
        String text = request.getParameter(name);
        if (text == null) {
            return otherwise;
        }
        try {
            if (text.length() <= AMOUNT_CHARS_MAX) {
                return new BigDecimal(text).movePointRight(4).longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Falls through to the same answer.
        }
        throw JsonBody.malformed(name + " must be an amount");
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** A body that is a form with files in it, rather than the one file itself. */
    static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    /**
     * A parameter of the URL alone: asking the container for it may read a body of a form's type,
     * as curl calls any file.
     */
    static @Nullable String query(HttpServletRequest request, String name) {
        for (String pair : pairs(request)) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && decoded(pair.substring(0, equals)).equals(name)) {
                return decoded(pair.substring(equals + 1));
            }
        }
        return null;
    }

    /** The names in the query of the URL, in their order. */
    static List<String> queryNames(HttpServletRequest request) {
        List<String> names = new ArrayList<>();
        for (String pair : pairs(request)) {
            int equals = pair.indexOf('=');
            names.add(decoded(equals < 0 ? pair : pair.substring(0, equals)));
        }
        return names;
    }

    private static List<String> pairs(HttpServletRequest request) {
        String query = request.getQueryString();
        return query == null
                ? List.of()
                : Arrays.stream(query.split("&")).filter(pair -> !pair.isEmpty()).toList();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw JsonBody.malformed(text + " is not encoded as in a URL");
        }
    }

    /** Refuses parameters that would be ignored: a mistyped filter must not return everything. */
    static void only(Collection<String> known, Collection<String> given) {
        for (String each : given) {
            if (!known.contains(each)) {
                String shown = each.length() <= 40 ? each : each.substring(0, 40) + "…";
                throw JsonBody.malformed(
                        "unknown parameter '"
                                + shown
                                + "'; there are "
                                + (known.isEmpty()
                                        ? "none"
                                        : String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    /** A whole number of a body, if it lies between these two. */
    static long within(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw JsonBody.malformed(name + " must be a whole number from " + min + " to " + max);
        }
        return value;
    }

    static boolean flag(String name, @Nullable String text, String yes, String no) {
        if (text == null || text.equals(no)) {
            return false;
        }
        if (text.equals(yes)) {
            return true;
        }
        throw JsonBody.malformed(name + " must be " + yes + " or " + no);
    }
}
