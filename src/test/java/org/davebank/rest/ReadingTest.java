package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadingTest {

    @Test
    void aParameterThatWouldBeIgnoredIsNamed() {
        Set<String> known = Set.of("q", "format");
        assertThatCode(() -> Reading.only(known, Set.of("q"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Reading.only(known, Set.of("account")))
                .hasMessage("unknown parameter 'account'; there are format, q");
    }
}
