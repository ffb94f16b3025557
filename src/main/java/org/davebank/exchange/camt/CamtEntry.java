package org.davebank.exchange.camt;

import java.time.DateTimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.davebank.exchange.Codes;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.RowIdentity;
import org.davebank.exchange.RowProblem;
import org.davebank.exchange.mapping.RowBuilder;
import org.davebank.exchange.mapping.TimestampReader;
import org.davebank.ledger.LedgerLimits;
import org.jspecify.annotations.Nullable;

/**
 * One entry (Ntry) of a camt.053 statement while it is read. Only what a transaction needs is kept,
 * so a batch of any number of payments takes no more memory than one.
 */
final class CamtEntry {

    /** The data of an account's statement that its entries need. */
    record Statement(String id, String account, String currency, @Nullable String fault) {}

    static final String DETAIL = "NtryDtls/TxDtls";

    private static final String AMOUNT = "Amt";
    private static final String CURRENCY = "Amt@Ccy";
    private static final String DIRECTION = "CdtDbtInd";
    private static final String UNSTRUCTURED = DETAIL + "/RmtInf/Ustrd";
    private static final String DEBTOR = DETAIL + "/RltdPties/DbtrAcct/Id/Othr/Id";
    private static final String CREDITOR = DETAIL + "/RltdPties/CdtrAcct/Id/Othr/Id";
    private static final String LINK = DETAIL + "/Refs/Prtry/Ref";
    private static final Set<String> KEPT =
            Set.of(
                    "NtryRef",
                    AMOUNT,
                    DIRECTION,
                    "Sts",
                    "Sts/Cd",
                    "Sts/Prtry",
                    "BookgDt/Dt",
                    "BookgDt/DtTm",
                    "ValDt/Dt",
                    "ValDt/DtTm",
                    "AcctSvcrRef",
                    "BkTxCd/Prtry/Cd",
                    "BkTxCd/Prtry/Issr",
                    "AddtlNtryInf",
                    DETAIL + "/Refs/AcctSvcrRef",
                    DETAIL + "/Refs/EndToEndId",
                    DETAIL + "/Refs/InstrId",
                    DETAIL + "/Refs/TxId",
                    DETAIL + "/Refs/UETR",
                    LINK,
                    UNSTRUCTURED,
                    DEBTOR,
                    CREDITOR);

    /** Placeholders that banks use for an empty reference. */
    private static final Set<String> NOTHING = Set.of("NONREF", "NOTPROVIDED", "NOT PROVIDED");

    private static final int ID_HEX_CHARS = 32;
    private static final int DATE_CHARS = 10;
    private static final String KEY_PREFIX = "camt:";

    /** A longer reference is still part of the hash. */
    private static final int REFERENCE_CHARS_SHOWN_MAX = 140;

    private final FileRecord record;
    private final Map<String, String> found = new HashMap<>();
    private final StringBuilder lines = new StringBuilder();
    private int details;

    CamtEntry(long number) {
        record = new FileRecord(number);
    }

    FileRecord record() {
        return record;
    }

    /** Whether the text at this path, relative to the entry, is kept. */
    static boolean isKept(String path) {
        return KEPT.contains(path);
    }

    /** Begins the next payment of the entry. */
    void detail() {
        details++;
    }

    /** Keeps a text; of several payments only the first one's. */
    void take(String path, String text) {
        boolean ofDetail = path.startsWith(DETAIL);
        if (path.equals(UNSTRUCTURED)) {
            found.putIfAbsent(path, text);
            // The first payment's lines, as many whole ones as fit into a description.
            int room = LedgerLimits.DESCRIPTION_CHARS_MAX - lines.length() - 1;
            if (details == 1 && text.length() <= room && !text.isBlank()) {
                lines.append(lines.isEmpty() ? "" : " ").append(text.strip());
            }
        } else if (!ofDetail || details == 1) {
            if (found.putIfAbsent(path, text) != null && !ofDetail) {
                record.fault("row", RowProblem.shown(path) + " occurs twice");
            }
        }
    }

    void currency(@Nullable String code) {
        if (code != null) {
            take(CURRENCY, code);
        }
    }

    private String text(String path) {
        return found.getOrDefault(path, "");
    }

    private String word(String path) {
        return text(path).strip();
    }

    /** The amount that the entry adds to the account; null when not stated. */
    @Nullable Decimal effect() {
        Decimal amount = Decimal.parse(word(AMOUNT), '.', false).value();
        return switch (word(DIRECTION)) {
            case CamtNames.CREDIT -> amount;
            case CamtNames.DEBIT ->
                    amount == null ? null : new Decimal(-amount.unscaled(), amount.scale());
            default -> null;
        };
    }

    /** Whether it is a hold of our own, which is pending as long as it is active. */
    boolean isPending() {
        String status = word("Sts/Cd") + word("Sts/Prtry") + word("Sts");
        return status.equals(CamtNames.PENDING) && ownKind().equals("hold");
    }

    /** The type in our own statements, empty in those of other banks. */
    private String ownKind() {
        boolean own = word("BkTxCd/Prtry/Issr").equals(CamtNames.ISSUER);
        return own ? word("BkTxCd/Prtry/Cd").toLowerCase(Locale.ROOT) : "";
    }

    /** The reject of an entry that must not be posted, or null. */
    ImportRow.@Nullable RejectedRow rejection(Statement statement) {
        String status = word("Sts/Cd") + word("Sts/Prtry") + word("Sts");
        if (!status.equals(CamtNames.BOOKED) && !isPending()) {
            String what =
                    switch (status) {
                        case "" -> "the entry has no status";
                        case "PDNG" -> "the entry is pending (PDNG)";
                        case "INFO" -> "the entry is for information (INFO)";
                        case "FUTR" -> "the entry lies in the future (FUTR)";
                        default -> "the entry's status is " + RowProblem.shown(status);
                    };
            return reject("status", Codes.NOT_BOOKED, what + "; only BOOK is posted");
        }
        String currency = word(CURRENCY);
        boolean same = statement.currency().isEmpty() || currency.equals(statement.currency());
        if (!same && found.containsKey(AMOUNT)) {
            return reject(
                    ImportField.CURRENCY.column(),
                    Codes.CURRENCY_MISMATCH,
                    RowProblem.shown(currency)
                            + " on an account that is kept in "
                            + RowProblem.shown(statement.currency()));
        }
        return null;
    }

    private ImportRow.RejectedRow reject(String field, String code, String message) {
        String raw = RowBuilder.kept(record.raw().toString());
        return new ImportRow.RejectedRow(record.number(), raw, field, code, message);
    }

    /**
     * Fills the record with the bank's own members.
     *
     * @return true for a transaction of the statement's account, false for a transfer or a
     *     reversal paid by another account
     */
    boolean fill(Statement statement, RowIdentity identity) {
        if (statement.fault() != null) {
            record.fault(ImportField.ACCOUNT_NUM.column(), statement.fault());
        }
        String kind = ownKind();
        boolean own = word("BkTxCd/Prtry/Issr").equals(CamtNames.ISSUER);
        boolean toAnother = kind.equals("reversal") || kind.equals("capture") || isPending();
        boolean transfer = kind.equals("transfer") || (toAnother && !word(CREDITOR).isEmpty());
        boolean credit = direction(kind);
        if (kind.equals("reversal")) {
            put(ImportField.REVERSES, dashed(word(LINK)));
        } else if (isPending()) {
            put(ImportField.EXPIRES_AT, word(LINK));
        }
        if (transfer) {
            transfer(statement, credit);
        } else {
            put(ImportField.ACCOUNT_NUM, statement.account());
        }
        put(ImportField.AMOUNT, word(AMOUNT));
        put(ImportField.CURRENCY, word(CURRENCY));
        put(ImportField.TIMESTAMP, time("BookgDt"));
        put(ImportField.EFFECTIVE_AT, time("ValDt"));
        texts(own);
        if (own) {
            put(ImportField.ID, dashed(word("AcctSvcrRef")));
        } else {
            put(ImportField.IDEMPOTENCY_KEY, key(statement, identity));
        }
        return !transfer || !credit;
    }

    /** Sets the type; the direction already reflects a reversal, whatever RvslInd says. */
    private boolean direction(String ownKind) {
        boolean credit = word(DIRECTION).equals(CamtNames.CREDIT);
        if (!credit && !word(DIRECTION).equals(CamtNames.DEBIT)) {
            record.fault(
                    ImportField.TRANSACTION_TYPE.column(),
                    "CdtDbtInd is CRDT or DBIT, not " + RowProblem.shown(word(DIRECTION)));
        }
        boolean fits =
                switch (ownKind) {
                    case "deposit" -> credit;
                    case "withdrawal", "hold" -> !credit;
                    default -> true;
                };
        if (!fits) {
            record.fault(
                    ImportField.TRANSACTION_TYPE.column(),
                    "a " + ownKind + " that is " + word(DIRECTION));
        }
        String plain = credit ? "deposit" : "withdrawal";
        put(ImportField.TRANSACTION_TYPE, ownKind.isEmpty() ? plain : ownKind);
        return credit;
    }

    /** A transfer appears in the statements of both accounts; both yield the same transaction. */
    private void transfer(Statement statement, boolean credit) {
        String side = word(credit ? CREDITOR : DEBTOR);
        if (!side.equals(statement.account().strip())) {
            record.fault(
                    ImportField.ACCOUNT_NUM.column(),
                    "a transfer of another account than the statement's");
        }
        put(ImportField.ACCOUNT_NUM, word(DEBTOR));
        put(ImportField.TO_ACCOUNT, word(CREDITOR));
    }

    /** Our own statements preserve surrounding blanks and put a long reference elsewhere. */
    private void texts(boolean own) {
        String reference = text(DETAIL + "/Refs/EndToEndId");
        String description = text("AddtlNtryInf");
        if (own) {
            put(ImportField.REFERENCE, reference.isEmpty() ? text(UNSTRUCTURED) : reference);
            put(ImportField.DESCRIPTION, description);
            return;
        }
        boolean one = details == 1;
        put(ImportField.REFERENCE, one && !isNothing(reference) ? reference.strip() : "");
        put(
                ImportField.DESCRIPTION,
                description.isBlank() ? one ? lines.toString() : "" : description.strip());
    }

    /**
     * Identifies the entry by its account, references, dates, signed amount, and occurrence among
     * equal entries of its statement. A reference alone is not enough: banks give the same one to
     * all payments of a standing order, and to a payment and its fee. The entry's number is left
     * out, because another statement may contain the entry at another position.
     */
    private String key(Statement statement, RowIdentity identity) {
        String ofBank = named("AcctSvcrRef");
        Decimal effect = effect();
        identity.begin()
                .add(statement.account().strip())
                .add(ofBank)
                .add(day(time("BookgDt")))
                .add(day(time("ValDt")))
                .add(effect == null ? "" : effect.value().toPlainString())
                .add(word(CURRENCY));
        for (String each : List.of("AcctSvcrRef", "EndToEndId", "InstrId", "TxId", "UETR")) {
            identity.add(details == 1 ? named(DETAIL + "/Refs/" + each) : "");
        }
        String ofPayment = details == 1 ? named(DETAIL + "/Refs/AcctSvcrRef") : "";
        String reference = ofBank.isEmpty() ? ofPayment : ofBank;
        boolean fits = !reference.isEmpty() && reference.length() <= REFERENCE_CHARS_SHOWN_MAX;
        return KEY_PREFIX + (fits ? reference + ":" : "") + identity.key(record.number());
    }

    /** The reference, or empty if it is a placeholder. */
    private String named(String path) {
        String reference = word(path);
        return isNothing(reference) ? "" : reference;
    }

    private static String day(String time) {
        return time.length() <= DATE_CHARS ? time : time.substring(0, DATE_CHARS);
    }

    /** The start of the day in wall milliseconds, 0 when the text is not a date. */
    static long dayMs(String text) {
        try {
            return new TimestampReader(null).parse(day(text));
        } catch (DateTimeException e) {
            return 0;
        }
    }

    /** Whether it is blank or a placeholder. */
    static boolean isNothing(String reference) {
        String word = reference.strip();
        return word.isEmpty() || NOTHING.contains(word.toUpperCase(Locale.ROOT));
    }

    /** A date-time unchanged, or a date without its optional zone. */
    private String time(String name) {
        String instant = word(name + "/DtTm");
        String day = word(name + "/Dt");
        return !instant.isEmpty() || day.length() <= DATE_CHARS
                ? instant + (instant.isEmpty() ? day : "")
                : day.substring(0, DATE_CHARS);
    }

    /** Restores the dashes of a UUID: it has 36 characters, but the standard allows 35. */
    private static String dashed(String hex) {
        if (hex.length() != ID_HEX_CHARS) {
            return hex;
        }
        return hex.substring(0, 8)
                + '-'
                + hex.substring(8, 12)
                + '-'
                + hex.substring(12, 16)
                + '-'
                + hex.substring(16, 20)
                + '-'
                + hex.substring(20);
    }

    private void put(ImportField field, String value) {
        if (!value.isEmpty()) {
            record.put(field.column(), value);
        }
    }
}
