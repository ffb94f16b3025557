package org.davebank.exchange;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of aliases in one cell, separated by {@code |}; a backslash escapes {@code |} and itself.
 */
public final class Aliases {

    private Aliases() {}

    public static String join(List<String> aliases) {
        StringBuilder cell = new StringBuilder();
        for (String alias : aliases) {
            cell.append(cell.isEmpty() ? "" : "|");
            cell.append(alias.replace("\\", "\\\\").replace("|", "\\|"));
        }
        return cell.toString();
    }

    /** Empty aliases are dropped. */
    public static List<String> split(String cell) {
        List<String> aliases = new ArrayList<>();
        StringBuilder alias = new StringBuilder();
        for (int i = 0; i <= cell.length(); i++) {
            boolean ends = i == cell.length() || cell.charAt(i) == '|';
            if (ends && !alias.isEmpty()) {
                aliases.add(alias.toString());
            }
            if (ends) {
                alias.setLength(0);
                continue;
            }
            boolean escaped = cell.charAt(i) == '\\' && i + 1 < cell.length();
            i += escaped ? 1 : 0;
            alias.append(cell.charAt(i));
        }
        return aliases;
    }
}
