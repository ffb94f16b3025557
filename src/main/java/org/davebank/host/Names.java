package org.davebank.host;

import java.util.regex.Pattern;

/** Names of nodes, which also name folders. */
public final class Names {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9._-]");
    private static final String SERVER = "SuperNode";
    private static final String WORKER = "Worker";

    private Names() {}

    /** True for a letter or digit, then at most 62 more of letters, digits, dot, dash, underscore. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The text with a dot for each character that a name must not contain, such as a colon. */
    static String part(String text) {
        return OTHER.matcher(text).replaceAll(".");
    }

    /** SuperNode1, Worker1 and so on; counted from 1. */
    public static String of(NodeRole role, int number) {
        return (role == NodeRole.SERVER ? SERVER : WORKER) + number;
    }
}
