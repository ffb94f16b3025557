package org.davebank.base;

/** Words of commands that are printed, so that a person can paste them into a shell. */
public final class Shell {

    /** Allowed as well as letters and digits; none of these means anything to a POSIX shell within a word. */
    private static final String PLAIN = "@%+=:,./_-";

    private Shell() {}

    /**
     * The text as one word of a POSIX shell: as it stands when that is safe, else in single quotes.
     * A word that begins with a tilde or is empty is quoted too.
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
