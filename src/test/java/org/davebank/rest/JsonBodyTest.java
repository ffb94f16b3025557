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
import org.junit.jupiter.api.Test;
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
                "[{\"a\":\"\\ud800\"},{\"a\":\"y\"}]             | ! 1y",
                "[null,{\"a\":\"y\"},5,\"text\"]            | ! 1y ! !",
                "[[{\"a\":\"x\"}],{\"a\":\"y\"}]            | ! 1y",
                "{\"a\":\"x\"} null 7 {\"a\":\"y\"}          | 0x ! ! 3y",
                "7                                           | !",
                "[{\"a\":\"\\ud83d\\ude00\"}]                  | 0\ud83d\ude00",
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
                "[{\"a\":\"x\"}",
                "[null",
                "[[1]",
                "nonsense",
                "{\"a\":\"x\"}\nnonsense\n{\"a\":\"y\"}",
                "[{\"a\":\"x\"}] [{\"a\":\"x\"}]",
                "[{\"a\":\"x\"}] {}",
                "{\"a\":\"x\"},",
                "[{\"a\":\"x\",\"a\":\"y\"}]",
                "{\"a\":NaN}",
                "[[[[[[[[]]]]]]]]",
            })
    void whatIsNoListIsRefusedAsAWhole(String body) {
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

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[1]", "[\"1\"]", "[[],{\"b\":[2]}]"})
    void aListWhereNoneBelongsIsToldWhatMustStandThere(String list) throws IOException {
        JsonBody body = nested("{\"a\":" + list + ",\"in\":{\"b\":7}}");
        assertThat(body.wholeNumber("in.b", 1, 9)).isEqualTo(7);
        assertThatThrownBy(() -> body.decimal("a"))
                .hasMessage("a must be a JSON number without an exponent");
        assertThatThrownBy(() -> body.text("a")).hasMessage("a must be a text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "[\"x\",null]", "[[]]", "7"})
    void aListOfOthersThanTextsIsNone(String list) throws IOException {
        JsonBody body = nested("{\"a\":" + list + "}");
        assertThatThrownBy(() -> body.texts("a"))
                .hasMessage("a must be a list of at most 64 texts");
    }

    private static JsonBody nested(String body) throws IOException {
        return JsonBody.read(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                Set.of("a", "in.b", "in.c"));
    }

    @Test
    void anObjectInsideMayHoldWhatIsAllowedThere() throws IOException {
        JsonBody body = nested("{\"in\":{\"b\":7,\"c\":[\"x\"]},\"a\":\"y\"}");
        assertThat(body.wholeNumber("in.b", 1, 9)).isEqualTo(7);
        assertThat(body.texts("in.c")).containsExactly("x");
        assertThat(body.text("a")).isEqualTo("y");
        assertThat(nested("{\"in\":null}").has("in.b")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"in\":{\"d\":1}}             | unknown field 'in.d'",
                "{\"in\":{\"a\":1}}             | unknown field 'in.a'",
                "{\"in.b\":1}                   | unknown field 'in.b'",
                "{\"b\":1}                      | unknown field 'b'",
                "{\"in\":7}                     | in must be a JSON object",
                "{\"in\":[]}                    | in must be a JSON object",
                "{\"in\":{\"b\":{\"b\":1}}}     | in.b has a value of the wrong kind",
                "{\"a\":{\"b\":1}}              | a has a value of the wrong kind",
                "{\"in\":{\"b\":1,\"b\":2}}     | this is no JSON",
                "{\"in\":{\"b\":1},\"in\":{}}   | this is no JSON",
                "{\"in\":{\"b\":1}              | this is no JSON",
            })
    void anObjectInsideIsReadAsStrictlyAsTheOneAround(String body, String problem) {
        assertThatThrownBy(() -> nested(body))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST))
                .hasMessageStartingWith(problem);
    }
}
