package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.BatchItem;
import org.davebank.api.bank.PostTransaction;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    private static final int COUNT_MAX = 4;

    record Item(String a) {}

    record Inner(@Nullable Long b, @Nullable List<String> c) {}

    record WithText(@Nullable String a, @Nullable Inner in) {}

    record WithDecimal(@Nullable BigDecimal a, @Nullable Inner in) {}

    record WithList(List<String> a) {}

    /** Each item as its place and its field {@code a}, or "!" and its place when it is none. */
    private static List<String> list(String body) throws IOException {
        return JsonBody.readList(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                1_000,
                COUNT_MAX,
                Item.class,
                (item, place) -> place + item.a(),
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

    private static <T extends Record> T read(String body, Class<T> type) throws IOException {
        return JsonBody.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[1]", "[\"1\"]", "[[],{\"b\":[2]}]"})
    void aListWhereNoneBelongsIsToldWhatMustStandThere(String list) {
        String body = "{\"a\":" + list + ",\"in\":{\"b\":7}}";
        assertThatThrownBy(() -> read(body, WithDecimal.class))
                .hasMessage("a must be a JSON number without an exponent");
        assertThatThrownBy(() -> read(body, WithText.class)).hasMessage("a must be a text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "[\"x\",null]", "[[]]", "7"})
    void aListOfOthersThanTextsIsNone(String list) {
        assertThatThrownBy(() -> read("{\"a\":" + list + "}", WithList.class))
                .hasMessage("a must be a list of at most 64 texts");
    }

    @Test
    void anObjectInsideMayHoldWhatIsAllowedThere() throws IOException {
        assertThat(read("{\"in\":{\"b\":7,\"c\":[\"x\"]},\"a\":\"y\"}", WithText.class))
                .isEqualTo(new WithText("y", new Inner(7L, List.of("x"))));
        assertThat(read("{\"in\":null}", WithText.class)).isEqualTo(new WithText(null, null));
    }

    @Test
    void whatIsMissingIsNullWhereTheRecordSaysSoAndRefusedElsewhere() throws IOException {
        assertThat(read("{}", WithList.class)).isEqualTo(new WithList(List.of()));
        assertThat(read("{\"a\":null}", WithText.class)).isEqualTo(new WithText(null, null));
        assertThatThrownBy(() -> read("{}", Item.class)).hasMessage("a is missing");
        assertThatThrownBy(() -> read("{\"a\":null}", Item.class)).hasMessage("a is missing");
    }

    @Test
    void aNumberKeepsItsDigitsAndNeverHasAnExponent() throws IOException {
        BigDecimal many = new BigDecimal("12345678901234567890.1234567890");
        assertThat(read("{\"a\":" + many + "}", WithDecimal.class).a()).isEqualTo(many);
        for (String wrong : List.of("1e2", "1E2", "\"1\"", "true")) {
            assertThatThrownBy(() -> read("{\"a\":" + wrong + "}", WithDecimal.class))
                    .hasMessage("a must be a JSON number without an exponent");
        }
        for (String wrong : List.of("1.5", "9223372036854775808")) {
            assertThatThrownBy(() -> read("{\"in\":{\"b\":" + wrong + "}}", WithText.class))
                    .hasMessage("in.b must be a whole number");
        }
    }

    @Test
    void anUnwrappedRecordHasItsFieldsBesideTheOthers() throws IOException {
        String body =
                "{\"account_num\":\"12345678\",\"idempotency_key\":\"k\","
                        + "\"transaction_type\":\"deposit\",\"amount\":1.50}";
        BatchItem item = read(body, BatchItem.class);
        assertThat(item.idempotencyKey()).isEqualTo("k");
        assertThat(item.transaction().accountNum()).isEqualTo("12345678");
        assertThat(item.transaction().amount()).isEqualTo("1.50");
        assertThatThrownBy(() -> read(body, PostTransaction.class))
                .hasMessage("unknown field 'idempotency_key'");
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
        assertThatThrownBy(() -> read(body, WithText.class))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST))
                .hasMessageStartingWith(problem);
    }
}
