package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.davebank.service.ProblemCode;
import org.davebank.service.ServiceProblem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    private static final int COUNT_MAX = 4;

    /** Each item as its place and its field {@code a}, or "!" and its place when it is none. */
    private static List<String> list(String body) throws IOException {
        return JsonBody.readList(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                1_000,
                COUNT_MAX,
                Set.of("a"),
                (object, place) -> place + object.text("a"),
                problem -> "!");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                            | ",
                "[{\"a\":\"x\"},{\"a\":\"y\"}]                 | 0x 1y",
                "{\"a\":\"x\"}                                 | 0x",
                "{\"a\":\"x\"}{\"a\":\"y\"}                    | 0x 1y",
                "[{\"b\":1},{\"a\":\"y\"}]                     | ! 1y",
                "[{\"a\":{\"deep\":{}}},{\"a\":\"y\"}]         | ! 1y",
                "[{\"b\":[[1],{\"a\":\"q\"}]},{\"a\":\"y\"}]   | ! 1y",
                "[{},{\"a\":\"y\"}]                            | ! 1y",
                "[{\"a\":7},{\"a\":\"y\"}]                     | ! 1y",
                "                                              | ",
            })
    void aListKeepsItsPlacesAndOneBadItemSpoilsNoOther(String body, String items)
            throws IOException {
        assertThat(String.join(" ", list(body == null ? "" : body)))
                .isEqualTo(items == null ? "" : items);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "\"text\"",
                "[1]",
                "[{\"a\":\"x\"}",
                "[{\"a\":\"x\"}] {}",
                "{\"a\":\"x\"},",
                "{\"a\":\"x\"} 7",
                "[{\"a\":\"x\",\"a\":\"y\"}]",
                "[[{\"a\":\"x\"}]]",
                "{\"a\":NaN}",
                "[[[[[[[[]]]]]]]]",
            })
    void whatIsNoListOfObjectsIsRefusedAsAWhole(String body) {
        assertThatThrownBy(() -> list(body))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        problem ->
                                assertThat(problem.code())
                                        .isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }

    @ParameterizedTest
    @ValueSource(ints = {COUNT_MAX + 1, 200})
    void tooManyItemsOrBytesAreTooLarge(int count) {
        assertThatThrownBy(() -> list("{\"a\":\"x\"}\n".repeat(count)))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.TOO_LARGE));
    }
}
