package org.davebank.console.orders;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.console.Formats;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.HoldService;
import org.davebank.service.bank.OpenRequest;
import org.davebank.service.bank.PostRequest;
import org.jspecify.annotations.Nullable;

/**
 * An order as the browser keeps it, with the texts as typed. Anyone could have written the stored
 * form, so it is untrusted until checked.
 *
 * @param key the idempotency key; unique, made before the order was sent
 * @param seal proves that this bank gave the key to this user, see {@link InFlight}
 * @param atMs when the button was pressed, by the browser's clock
 * @param fields by name, see {@link Kind}
 */
public record KeptOrder(
        String key, Kind kind, String user, String seal, long atMs, Map<String, String> fields) {

    /** Between the number and the holder of an account that was chosen from a list. */
    public static final String CHOICE = " · ";

    /** The kind of order, which determines its fields. */
    public enum Kind {
        /**
         * Fields: {@code id}, {@code account}, {@code amount}, {@code currency}, {@code reference}.
         */
        DEPOSIT,
        /** The same fields. */
        WITHDRAWAL,
        /** The same fields, and {@code to} as {@link #toAccount} reads it. */
        TRANSFER,
        /**
         * Fields: {@code original}, {@code account}, {@code to} (empty where there is none), {@code
         * amount}, {@code currency}, {@code reason}.
         */
        REVERSAL,
        /** The fields of a transfer, {@code to} perhaps empty, and {@code expires} in seconds. */
        HOLD,
        /** Fields: {@code hold}, {@code account}, {@code to}, {@code amount}, {@code currency}, {@code final}. */
        CAPTURE,
        /** Fields: {@code hold}, {@code account}, {@code amount}, {@code currency}. */
        RELEASE,
        /**
         * Fields: {@code holder}, {@code number}, {@code currency}, {@code overdraft}, {@code
         * aliases}.
         */
        OPEN,
        /** Fields: {@code transaction}, {@code name}, {@code bytes}. */
        ATTACH;

        /** The kind of a posting. */
        public static Kind of(TransactionKind kind) {
            return switch (kind) {
                case DEPOSIT -> DEPOSIT;
                case WITHDRAWAL -> WITHDRAWAL;
                case TRANSFER -> TRANSFER;
                case REVERSAL -> REVERSAL;
                case HOLD -> HOLD;
                case CAPTURE -> CAPTURE;
                case RELEASE -> RELEASE;
                case BATCH -> throw new IllegalArgumentException("the console orders no batch");
            };
        }
    }

    public KeptOrder {
        key = Objects.requireNonNullElse(key, "");
        user = Objects.requireNonNullElse(user, "");
        seal = Objects.requireNonNullElse(seal, "");
        fields = fields == null ? Map.of() : Map.copyOf(fields);
    }

    /** A field without surrounding blanks; empty when it is missing. */
    public String field(String name) {
        return fields.getOrDefault(name, "").strip();
    }

    /** The account of a posting, or the requested number of a new account. */
    public @Nullable AccountNumber account() {
        String number = field(kind == Kind.OPEN ? "number" : "account");
        return AccountNumber.isValid(number) ? AccountNumber.parse(number) : null;
    }

    /** The account that receives: a number, a number before a holder, or an alias. */
    String toAccount() {
        String typed = field("to");
        int end = typed.indexOf(CHOICE);
        return end < 0 ? typed : typed.substring(0, end);
    }

    /** Whether it can be sent; an alias counts, although it may lead to no account. */
    boolean isWhole() {
        boolean alias = mayNameAnAlias() && !toAccount().isEmpty();
        return opening() != null
                || posting() != null
                || (alias && to(new AccountNumber(0)).posting() != null);
    }

    /** Whether the account that receives may be an alias, as typed. */
    boolean mayNameAnAlias() {
        return kind == Kind.TRANSFER || kind == Kind.HOLD;
    }

    /** A copy with the number of the account that receives. */
    KeptOrder to(AccountNumber number) {
        Map<String, String> changed = new HashMap<>(fields);
        changed.put("to", number.toString());
        return new KeptOrder(key, kind, user, seal, atMs, changed);
    }

    /** The transaction that a file was attached to. */
    public @Nullable TransactionId transaction() {
        return id("transaction");
    }

    private @Nullable TransactionId id(String name) {
        try {
            return TransactionId.parse(field(name));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The posting, the same at every call; null when the typed texts are invalid. */
    public @Nullable PostRequest posting() {
        AccountNumber account = account();
        BigDecimal amount = Formats.amount(field("amount"));
        if (account == null || amount == null || amount.signum() <= 0) {
            return null;
        }
        return switch (kind) {
            case DEPOSIT -> posting(TransactionKind.DEPOSIT, account, amount, null);
            case WITHDRAWAL -> posting(TransactionKind.WITHDRAWAL, account, amount, null);
            case TRANSFER -> {
                String to = toAccount();
                yield AccountNumber.isValid(to)
                        ? posting(
                                TransactionKind.TRANSFER, account, amount, AccountNumber.parse(to))
                        : null;
            }
            case REVERSAL -> {
                TransactionId original = id("original");
                yield original == null
                        ? null
                        : following(
                                TransactionKind.REVERSAL,
                                account,
                                amount,
                                new Purpose.Reverses(original));
            }
            case HOLD -> hold(account, amount);
            case CAPTURE -> {
                TransactionId hold = id("hold");
                boolean last = field("final").equals("true");
                yield hold == null
                        ? null
                        : following(
                                TransactionKind.CAPTURE,
                                account,
                                amount,
                                new Purpose.Captures(hold, false, last));
            }
            case RELEASE -> {
                TransactionId hold = id("hold");
                yield hold == null
                        ? null
                        : following(
                                TransactionKind.RELEASE,
                                account,
                                amount,
                                new Purpose.Releases(hold, false));
            }
            case OPEN, ATTACH -> null;
        };
    }

    private @Nullable PostRequest hold(AccountNumber account, BigDecimal amount) {
        String to = toAccount();
        if (!to.isEmpty() && !AccountNumber.isValid(to)) {
            return null;
        }
        AccountNumber receiver = to.isEmpty() ? null : AccountNumber.parse(to);
        PostRequest order = posting(HoldService.kindOfCapture(receiver), account, amount, receiver);
        try {
            return order == null ? null : HoldService.hold(order, Long.valueOf(field("expires")));
        } catch (NumberFormatException | ServiceProblem e) {
            return null;
        }
    }

    /** What follows another transaction: a reversal, a capture or a release. */
    private @Nullable PostRequest following(
            TransactionKind posted, AccountNumber account, BigDecimal amount, Purpose purpose) {
        String to = field("to");
        boolean wrong = !to.isEmpty() && !AccountNumber.isValid(to);
        if (wrong || !Money.isCurrency(field("currency"))) {
            return null;
        }
        return new PostRequest(
                account,
                posted,
                amount,
                to.isEmpty() ? null : AccountNumber.parse(to),
                field("currency"),
                field("reason").isEmpty() ? null : field("reason"),
                null,
                null,
                key,
                null,
                purpose);
    }

    private @Nullable PostRequest posting(
            TransactionKind posted,
            AccountNumber account,
            BigDecimal amount,
            @Nullable AccountNumber to) {
        String reference = field("reference");
        try {
            return new PostRequest(
                    account,
                    posted,
                    amount,
                    to,
                    null,
                    null,
                    reference.isEmpty() ? null : reference,
                    TransactionId.parse(field("id")),
                    key,
                    null);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The new account; null when the typed texts are invalid. */
    public @Nullable OpenRequest opening() {
        String number = field("number");
        String overdraft = field("overdraft");
        BigDecimal limit = Formats.amount(overdraft.isEmpty() ? "0" : overdraft);
        boolean wrong = !number.isEmpty() && !AccountNumber.isValid(number);
        if (kind != Kind.OPEN || field("holder").isEmpty() || wrong || limit == null) {
            return null;
        }
        return new OpenRequest(
                field("holder"),
                field("currency").toUpperCase(Locale.ROOT),
                number.isEmpty() ? null : AccountNumber.parse(number),
                limit,
                aliases(field("aliases")));
    }

    /** The names in a comma-separated list. */
    public static List<String> aliases(String typed) {
        return Arrays.stream(typed.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
