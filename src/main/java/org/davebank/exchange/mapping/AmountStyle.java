package org.davebank.exchange.mapping;

import java.util.Map;
import org.davebank.base.Money;
import org.davebank.exchange.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * The notation of amounts in a foreign file.
 *
 * <p>Allowed around the digits, on either side: one sign ({@code +}, {@code -}, U+2212 and similar,
 * {@code CR}, {@code DR}, and after the digits {@code H} and {@code S}) or a pair of parentheses
 * for a negative amount, and a currency's code or symbol, separated by spaces of any width.
 *
 * @param decimal {@code .} or {@code ,}; 0 means a point, with groups only where they can't be
 *     decimals
 * @param group the only separator of groups of three; 0 allows any usual one
 */
public record AmountStyle(char decimal, char group) {

    /** Codes and symbols that mean exactly one currency. */
    private static final Map<String, String> SIGNS =
            Map.ofEntries(
                    Map.entry("€", "EUR"),
                    Map.entry("£", "GBP"),
                    Map.entry("₹", "INR"),
                    Map.entry("₺", "TRY"),
                    Map.entry("₽", "RUB"),
                    Map.entry("₴", "UAH"),
                    Map.entry("₪", "ILS"),
                    Map.entry("₩", "KRW"),
                    Map.entry("₫", "VND"),
                    Map.entry("zł", "PLN"),
                    Map.entry("kč", "CZK"),
                    Map.entry("ft", "HUF"),
                    Map.entry("us$", "USD"),
                    Map.entry("r$", "BRL"));

    /** Symbols shared by several currencies: they are ignored. */
    private static final String SHARED = " $ ¥ ￥ kr kr. dkr nkr skr fr fr. lei ";

    /**
     * @param value as written, or the fault
     * @param currency named in the cell; null when there is none
     * @param ambiguous the text would be a number if the comma were the decimal sign
     */
    public record Read(Decimal.Parsed value, @Nullable String currency, boolean ambiguous) {}

    private static final Decimal.Parsed NO_NUMBER =
            new Decimal.Parsed(null, Decimal.Fault.NOT_A_NUMBER);

    public Read read(String text) {
        if (isPlain(text)) {
            return number(text, null);
        }
        return new Stripped(text).read(this);
    }

    /** The common case: digits at both ends, except for a leading sign. */
    private static boolean isPlain(String text) {
        int length = text.length();
        if (length == 0) {
            return false;
        }
        char first = text.charAt(0);
        int start = first == '-' || first == '+' ? 1 : 0;
        return start < length && isDigit(text.charAt(start)) && isDigit(text.charAt(length - 1));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Read number(String digits, @Nullable String currency) {
        if (group != 0 && !groupedBy(digits)) {
            return new Read(NO_NUMBER, currency, false);
        }
        if (decimal != 0) {
            return new Read(Decimal.written(digits, decimal, true), currency, false);
        }
        Decimal.Parsed plain = Decimal.written(digits, '.', false);
        if (plain.fault() != Decimal.Fault.NOT_A_NUMBER) {
            return new Read(plain, currency, false);
        }
        Decimal.Parsed grouped = Decimal.written(digits, '.', true);
        boolean sure =
                digits.indexOf('.') >= 0
                        || digits.indexOf(',') < 0
                        || digits.indexOf(',') != digits.lastIndexOf(',');
        if (sure && grouped.fault() != Decimal.Fault.NOT_A_NUMBER) {
            return new Read(grouped, currency, false);
        }
        boolean comma = Decimal.written(digits, ',', true).fault() != Decimal.Fault.NOT_A_NUMBER;
        return new Read(NO_NUMBER, currency, comma);
    }

    /**
     * Whether the text has only digits, a leading sign, the decimal sign and the group separator.
     */
    private boolean groupedBy(String digits) {
        char point = decimal == 0 ? '.' : decimal;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            boolean blank = Decimal.isBlank(c) && Decimal.isBlank(group);
            boolean quote = (c == '\'' || c == '’') && (group == '\'' || group == '’');
            boolean sign = i == 0 && (c == '-' || c == '+');
            if (!isDigit(c) && c != point && c != group && !blank && !quote && !sign) {
                return false;
            }
        }
        return true;
    }

    /** A text while the parts around its digits are stripped. */
    private static final class Stripped {

        private String rest;
        private boolean signed;
        private boolean negative;
        private boolean parentheses;
        private @Nullable String currency;
        private boolean named;

        Stripped(String text) {
            rest = trimmed(text);
        }

        Read read(AmountStyle style) {
            while (front() || behind()) {
                rest = trimmed(rest);
            }
            if (rest.isEmpty() || !isDigit(rest.charAt(0)) && rest.charAt(0) != style.point()) {
                return new Read(NO_NUMBER, currency, false);
            }
            Read read = style.number(rest, currency);
            Decimal value = read.value().value();
            return negative && value != null
                    ? new Read(new Decimal.Parsed(value.negated(), null), currency, false)
                    : read;
        }

        private boolean front() {
            if (rest.isEmpty()) {
                return false;
            }
            char c = rest.charAt(0);
            if (c == '(' && !parentheses && !signed && rest.endsWith(")")) {
                parentheses = true;
                signed = true;
                negative = true;
                rest = rest.substring(1, rest.length() - 1);
                return true;
            }
            if (sign(c)) {
                rest = rest.substring(1);
                return true;
            }
            int end = 0;
            while (end < rest.length() && isWord(rest.charAt(end))) {
                end++;
            }
            if (end > 0 && currency(rest.substring(0, end))) {
                rest = rest.substring(end);
                return true;
            }
            return false;
        }

        private boolean behind() {
            int length = rest.length();
            if (length == 0) {
                return false;
            }
            if (sign(rest.charAt(length - 1))) {
                rest = rest.substring(0, length - 1);
                return true;
            }
            int start = length;
            while (start > 0 && isWord(rest.charAt(start - 1))) {
                start--;
            }
            String word = rest.substring(start);
            if (start < length && (direction(word) || currency(word))) {
                rest = rest.substring(0, start);
                return true;
            }
            return false;
        }

        private static boolean isWord(char c) {
            return !isDigit(c) && !Decimal.isBlank(c) && ",-+()−'’".indexOf(c) < 0 && c != '\t';
        }

        private boolean sign(char c) {
            boolean minus =
                    c == '-' || c == '\u2212' || c == '\u2013' || c == '\ufe63' || c == '\uff0d';
            if (signed || !minus && c != '+') {
                return false;
            }
            signed = true;
            negative = minus;
            return true;
        }

        private boolean direction(String word) {
            boolean below = word.equalsIgnoreCase("DR") || word.equals("S");
            if (signed || !below && !word.equalsIgnoreCase("CR") && !word.equals("H")) {
                return false;
            }
            signed = true;
            negative = below;
            return true;
        }

        private boolean currency(String word) {
            String found = currencyOf(word);
            if (named || found == null) {
                return false;
            }
            named = true;
            currency = found.isEmpty() ? null : found;
            return true;
        }
    }

    private char point() {
        return decimal == 0 ? '.' : decimal;
    }

    /** The currency code for a word; empty for a shared symbol, null when it is not a currency. */
    public static @Nullable String currencyOf(String word) {
        String known = SIGNS.get(word.toLowerCase(java.util.Locale.ROOT));
        if (known != null) {
            return known;
        }
        if (SHARED.contains(" " + word.toLowerCase(java.util.Locale.ROOT) + " ")) {
            return "";
        }
        boolean letters = word.length() == 3 && word.chars().allMatch(Character::isLetter);
        String code = word.toUpperCase(java.util.Locale.ROOT);
        return letters && Money.isCurrency(code) ? code : null;
    }

    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && (Decimal.isBlank(text.charAt(start)) || text.charAt(start) == '\t')) {
            start++;
        }
        while (end > start
                && (Decimal.isBlank(text.charAt(end - 1)) || text.charAt(end - 1) == '\t')) {
            end--;
        }
        return text.substring(start, end);
    }
}
