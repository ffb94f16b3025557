package org.davebank.exchange.suggest;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.davebank.exchange.mapping.AmountStyle;
import org.davebank.ledger.LedgerLimits;

/** Proposes an account name for a file whose rows name none. */
final class AccountGuess {

    private static final Pattern IBAN =
            Pattern.compile("\\b[A-Z]{2}\\d{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?\\b");
    private static final List<String> LABELS =
            List.of(
                    "account",
                    "konto",
                    "compte",
                    "cuenta",
                    "conto",
                    "rekening",
                    "rachunek",
                    "ucet");
    private static final Pattern DATES = Pattern.compile("\\d{4}[-_.]?\\d{2}([-_.]?\\d{2})?");
    private static final Pattern COPY = Pattern.compile("\\s*\\(\\d+\\)$");

    private AccountGuess() {}

    /**
     * The account named in the lines before the header, or else the file name without the parts
     * that change with each download: dates, and the number of a copy. May be empty.
     */
    static String of(List<List<String>> preamble, String fileName) {
        for (List<String> cells : preamble) {
            Matcher iban = IBAN.matcher(String.join(" ", cells));
            if (iban.find()) {
                return clip(iban.group().replace(" ", ""));
            }
        }
        for (List<String> cells : preamble) {
            if (cells.size() >= 2 && isLabel(cells.get(0)) && isId(cells.get(1))) {
                return clip(cells.get(1).strip());
            }
        }
        return ofName(fileName);
    }

    private static boolean isLabel(String cell) {
        String plain = cell.toLowerCase(Locale.ROOT);
        return LABELS.stream().anyMatch(plain::contains)
                && !plain.contains("balance")
                && !plain.contains("stand");
    }

    private static boolean isId(String cell) {
        return cell.chars().filter(Character::isDigit).count() >= 4
                && new ColumnValues(List.of(cell.strip())).dates(false) == null
                && !new ColumnValues(List.of(cell.strip()))
                        .areSurelyAmounts(new AmountStyle((char) 0, (char) 0));
    }

    private static String ofName(String fileName) {
        String name =
                fileName.substring(
                        Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        int point = name.indexOf('.', 1);
        String base = point < 0 ? name : name.substring(0, point);
        String plain = DATES.matcher(COPY.matcher(base).replaceAll("")).replaceAll("");
        String rest = plain.replaceAll("[\\s_-]+$|^[\\s_-]+", "").replaceAll("([_-])[_-]+", "$1");
        return clip(rest.isBlank() ? base.strip() : rest.strip());
    }

    private static String clip(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "");
        int most = LedgerLimits.ALIAS_CHARS_MAX;
        return plain.length() <= most ? plain : plain.substring(0, most);
    }
}
