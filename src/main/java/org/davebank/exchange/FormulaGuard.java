package org.davebank.exchange;

/**
 * Keeps a spreadsheet from running a cell as a formula: prefixes an apostrophe to a text that
 * begins with {@code = + - @}, a tab or a carriage return.
 *
 * <p>A text that already begins with apostrophes followed by one of those characters gets one more,
 * so that an import of our own format can remove the guard unambiguously.
 */
public final class FormulaGuard {

    private FormulaGuard() {}

    public static String guarded(String text) {
        return startsLikeFormula(text, 0) ? "'" + text : text;
    }

    /** The inverse of {@link #guarded}. */
    public static String unguarded(String text) {
        return !text.isEmpty() && text.charAt(0) == '\'' && startsLikeFormula(text, 1)
                ? text.substring(1)
                : text;
    }

    private static boolean startsLikeFormula(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) == '\'') {
            i++;
        }
        return i < text.length() && "=+-@\t\r".indexOf(text.charAt(i)) >= 0;
    }
}
