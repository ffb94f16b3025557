package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongestTest {

    private static final long WINDOW = Longest.WINDOW_NS;

    @Test
    void theLongestIsKnownForAWindowAndForgottenAfterTwo() {
        Longest longest = new Longest(0);
        longest.add(1, 7);
        longest.add(2, 3);
        assertThat(longest.ns()).isEqualTo(7);
        longest.add(WINDOW + 1, 4);
        assertThat(longest.ns()).as("that of the window before counts").isEqualTo(7);
        longest.add(2 * WINDOW + 2, 2);
        assertThat(longest.ns()).isEqualTo(4);
    }
}
