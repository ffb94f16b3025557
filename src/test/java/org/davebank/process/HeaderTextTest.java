package org.davebank.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HeaderTextTest {

    /** As {@code StrictHttpFirewall} has them. */
    private static final Pattern NAME = Pattern.compile("[\\p{IsAssigned}&&[^\\p{IsControl}]]*");

    private static final Pattern VALUE =
            Pattern.compile("[\\p{IsAssigned}&&[[^\\p{IsControl}]||\\t]]*");

    @Test
    void theSameCharactersAreAllowedAsByTheFramework() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            String text = "a" + Character.toString(character) + "z";
            if (HeaderText.isName(text) != NAME.matcher(text).matches()
                    || HeaderText.isValue(text) != VALUE.matcher(text).matches()) {
                throw new AssertionError("U+" + Integer.toHexString(character));
            }
        }
    }

    @Test
    void aLineEndIsNoPartOfAHeaderAndATabOnlyOfAValue() {
        assertThat(HeaderText.isValue("a\r\nb")).isFalse();
        assertThat(HeaderText.isValue("a\tb")).isTrue();
        assertThat(HeaderText.isName("a\tb")).isFalse();
        assertThat(HeaderText.isName("")).isTrue();
    }
}
