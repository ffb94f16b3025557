package org.davebank.process;

/**
 * Which characters names and values of headers may have: those of the framework's firewall, which
 * runs a regular expression over a header each time that somebody reads it.
 */
final class HeaderText {

    private HeaderText() {}

    static boolean isName(String text) {
        return isPlain(text, false);
    }

    static boolean isValue(String text) {
        return isPlain(text, true);
    }

    private static boolean isPlain(String text, boolean withTabs) {
        int width;
        for (int i = 0; i < text.length(); i += width) {
            int character = text.codePointAt(i);
            int type = Character.getType(character);
            width = Character.charCount(character);
            if (type == Character.UNASSIGNED
                    || (type == Character.CONTROL && !(withTabs && character == '\t'))) {
                return false;
            }
        }
        return true;
    }
}
