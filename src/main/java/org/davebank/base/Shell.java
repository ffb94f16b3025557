package org.davebank.base;

/** Quotes words of printed commands, so that people can paste them into a shell. */
public final class Shell {

    /**
     * Allowed besides letters and digits; none of these has a meaning within a word of a POSIX
     * shell.
     */
    private static final String PLAIN = "@%+=:,./_-";

    private Shell() {}

    /**
     * The text as one word of a POSIX shell: unchanged if that is safe, else in single quotes. Also
     * quotes empty words and words that begin with a tilde.
     */
    public static String word(String text) {
        boolean plain = !text.isEmpty() && text.chars().allMatch(Shell::isPlain);
        return plain ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || PLAIN.indexOf(c) >= 0;
    }
}
