package org.davebank.exchange.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.base.RandomSource;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.suggest.MappingSuggestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON, XML and archives that mean harm, or are broken. */
class HostileRecordsTest {

    private static final String GOOD =
            "{\"account_num\":\"12345678\",\"transaction_type\":\"deposit\",\"amount\":1}";
    private static final String GOOD_XML =
            "<transaction><account_num>12345678</account_num>"
                    + "<transaction_type>deposit</transaction_type><amount>1</amount></transaction>";
    private static final String OPEN = "<davebank xmlns=\"urn:davebank:1\">";

    private static String json(String amount) {
        return GOOD.replace(":1}", ":" + amount + "}");
    }

    private static String xml(String inner) {
        return OPEN + GOOD_XML + inner + GOOD_XML + "</davebank>";
    }

    private static String transaction(String extra) {
        return GOOD_XML.replace("</transaction>", extra + "</transaction>");
    }

    static Stream<Arguments> badRows() {
        return Stream.of(
                Arguments.of("exponent", json("1e3"), "malformed_request"),
                Arguments.of("not a number", json("NaN"), "malformed_request"),
                Arguments.of("infinity", json("-Infinity"), "malformed_request"),
                Arguments.of("huge", json("9".repeat(40)), "amount_too_large"),
                Arguments.of("huger", json("9".repeat(5_000)), "amount_too_large"),
                Arguments.of("precise", json("1.00001"), "invalid_amount"),
                Arguments.of("negative", json("-1"), "invalid_amount"),
                Arguments.of("truth", json("true"), "malformed_request"),
                Arguments.of("null", json("null"), "malformed_request"),
                Arguments.of("list", json("[1]"), "malformed_request"),
                Arguments.of("object", json("{\"a\":1}"), "malformed_request"),
                Arguments.of("twice", json("1,\"amount\":1"), "malformed_request"),
                Arguments.of("twice, in capitals", json("1,\"Amount\":1"), "malformed_request"),
                Arguments.of("scalar", "17", "malformed_request"),
                Arguments.of("array", "[[]]", "malformed_request"),
                Arguments.of("empty", "{}", "malformed_request"),
                Arguments.of("NUL", json("1,\"description\":\"a\\u0000\""), "malformed_request"),
                Arguments.of(
                        "half a sign", json("1,\"reference\":\"\\ud800\""), "malformed_request"),
                Arguments.of(
                        "long",
                        json("1,\"description\":\"" + "x".repeat(501) + "\""),
                        "malformed_request"),
                Arguments.of(
                        "very long",
                        json("1,\"x\":\"" + "x".repeat(400_000) + "\""),
                        "malformed_request"),
                Arguments.of(
                        "aliases",
                        json("1").replace("}", ",\"aliases\":[7]}"),
                        "malformed_request"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRows")
    void aBadJsonRowCostsItselfOnly(String name, String row, String code) {
        List<ImportRow> rows = Rows.of("[" + GOOD + "," + row + "," + GOOD + "]");

        assertThat(rows).hasSize(3);
        assertThat(Rows.reject(rows.get(1)).code()).isEqualTo(code);
        assertThat(rows.get(1).line()).isEqualTo(2);
        assertThat(rows.get(1).raw().length()).isLessThanOrEqualTo(ImportRow.RAW_CHARS_MAX);
        assertThat(rows.get(2)).isInstanceOf(ImportRow.TransactionRow.class);
    }

    @Test
    void aBadLineOfJsonCostsItselfOnly() {
        List<ImportRow> rows =
                Rows.of(
                        GOOD
                                + "\n{\"account_num\":\"123\n\n"
                                + GOOD
                                + "x\n"
                                + GOOD
                                + "\n7\n["
                                + GOOD);

        assertThat(rows).hasSize(6);
        assertThat(rows.stream().map(ImportRow::line)).containsExactly(1L, 2L, 4L, 5L, 6L, 7L);
        assertThat(Rows.reject(rows.get(1)).raw()).isEqualTo("{\"account_num\":\"123");
        assertThat(rows.get(3)).isInstanceOf(ImportRow.TransactionRow.class);
        for (int bad : new int[] {1, 2, 4, 5}) {
            assertThat(Rows.reject(rows.get(bad)).code()).isEqualTo("malformed_request");
        }
    }

    static Stream<String> brokenJson() {
        return Stream.of(
                "[" + GOOD + "," + GOOD + ",{\"account_num\":",
                "[" + GOOD + "," + GOOD + "] trailing",
                "[" + GOOD + "," + GOOD + ",}",
                "[" + GOOD + "," + GOOD + "," + "[".repeat(100_000),
                "[" + GOOD + "," + GOOD + ",{\"x\":" + "{\"a\":".repeat(5_000),
                "[" + GOOD + "," + GOOD + ",{\"x\":\"" + "y".repeat(3_000_000) + "\"}]",
                "{\"transactions\":[" + GOOD + "," + GOOD + "],\"accounts\":[{\"holder\":tru");
    }

    @ParameterizedTest
    @MethodSource("brokenJson")
    void whereJsonBreaksOffTheRowsBeforeStandAndTheRestIsOneReject(String file) {
        List<ImportRow> rows = Rows.of(file);

        assertThat(rows).hasSize(3);
        assertThat(rows.subList(0, 2)).allMatch(ImportRow.TransactionRow.class::isInstance);
        assertThat(Rows.reject(rows.get(2)).code()).isEqualTo("malformed_request");
        assertThat(Rows.reject(rows.get(2)).message())
                .contains("JSON")
                .contains("nothing after this")
                .doesNotContain("tools.jackson")
                .doesNotContain("com.sun");
    }

    @Test
    void wholeTransactionsOfAnAccountThatBreaksOffStand() {
        List<ImportRow> rows =
                Rows.of(
                        "[{\"account_num\":\"12345678\",\"holder\":\"A\",\"transactions\":[{\""
                                + "transaction_type\":\"deposit\",\"amount\":1},{\"amount\":");

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).isInstanceOf(ImportRow.TransactionRow.class);
        assertThat(Rows.reject(rows.get(1)).field()).isEqualTo("file");
    }

    static Stream<Arguments> badElements() {
        return Stream.of(
                Arguments.of("twice", transaction("<amount>1</amount>")),
                Arguments.of("nested", transaction("<reference><b>x</b></reference>")),
                Arguments.of("not a number", GOOD_XML.replace(">1<", ">NaN<")),
                Arguments.of(
                        "long",
                        transaction("<reference>" + "x".repeat(9_000_000) + "</reference>")),
                Arguments.of(
                        "long data",
                        transaction(
                                "<reference><![CDATA[" + "x".repeat(900_000) + "]]></reference>")),
                Arguments.of("control", transaction("<reference>a\u0001b</reference>")),
                Arguments.of("NUL", transaction("<reference>a\u0000b</reference>")),
                Arguments.of("empty", "<transaction/>"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badElements")
    void aBadElementCostsItselfOnly(String name, String element) {
        List<ImportRow> rows = Rows.of(xml(element));

        assertThat(rows).hasSize(3);
        assertThat(Rows.reject(rows.get(1)).line()).isEqualTo(2);
        assertThat(rows.get(1).raw()).startsWith("<transaction>");
        assertThat(rows.get(2)).isInstanceOf(ImportRow.TransactionRow.class);
    }

    static Stream<String> brokenXml() {
        return Stream.of(
                OPEN + GOOD_XML + "<transaction><id>",
                OPEN + GOOD_XML + "</transactions>",
                OPEN + GOOD_XML + "&unknown;</davebank>",
                OPEN + GOOD_XML + transaction("<reference>&unknown;</reference>") + "</davebank>",
                OPEN + GOOD_XML + "<a>".repeat(100_000),
                OPEN + GOOD_XML + "<a " + "x='y' ".repeat(300_000) + "/></davebank>",
                OPEN + GOOD_XML + "<!--" + "x".repeat(2_000_000) + "--></davebank>",
                OPEN + GOOD_XML + "<![CDATA[" + "x".repeat(2_000_000) + "]]></davebank>");
    }

    @ParameterizedTest
    @MethodSource("brokenXml")
    void whereXmlBreaksOffTheRowsBeforeStandAndTheRestIsOneReject(String file) {
        List<ImportRow> rows = Rows.of(file);

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).isInstanceOf(ImportRow.TransactionRow.class);
        assertThat(Rows.reject(rows.get(1)).message()).contains("nothing after this");
    }

    static Stream<Arguments> refusedFiles() {
        String inside = "file:///etc/passwd";
        return Stream.of(
                Arguments.of("", "empty"),
                Arguments.of(" \n\t ", "empty"),
                Arguments.of("[", "JSON"),
                Arguments.of("{\"accounts\":[{\"x\":", "JSON"),
                Arguments.of("[".repeat(100_000), "JSON"),
                Arguments.of("{\"version\":2,\"accounts\":[]}", "version"),
                Arguments.of("<a/>", "davebank"),
                Arguments.of("<davebank/>", "namespace"),
                Arguments.of("<davebank xmlns='urn:davebank:1' version='2'/>", "version"),
                Arguments.of("<", "XML"),
                Arguments.of("<!DOCTYPE d SYSTEM \"" + inside + "\">" + xml(""), "DTD"),
                Arguments.of(
                        "<?xml version='1.0'?><!-- a --><!DOCTYPE d [<!ENTITY x SYSTEM \""
                                + inside
                                + "\">]>"
                                + xml("&x;"),
                        "DTD"),
                Arguments.of(
                        "<!DOCTYPE l [<!ENTITY l0 'lol'><!ENTITY l1 '&l0;&l0;&l0;&l0;&l0;'>]>"
                                + OPEN
                                + "&l1;</davebank>",
                        "DTD"),
                Arguments.of(
                        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'/>",
                        "camt.053"));
    }

    @ParameterizedTest
    @MethodSource("refusedFiles")
    void aFileThatCannotBeReadFromTheStartIsRefusedAsAWhole(String file, String why) {
        assertThatThrownBy(() -> Rows.of(file))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aDocumentWithoutRowsIsNoError() {
        assertThat(Rows.of("[]")).isEmpty();
        assertThat(Rows.of("{\"version\":1,\"accounts\":[],\"transactions\":[]}")).isEmpty();
        assertThat(Rows.of(OPEN + "</davebank>")).isEmpty();
    }

    @Test
    void bytesThatAreNoTextCostTheirRowOnly() {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.writeBytes(
                ("[" + json("1,\"reference\":\"é\"") + ",").getBytes(StandardCharsets.UTF_8));
        byte[] bad = json("1,\"reference\":\"?\"").getBytes(StandardCharsets.UTF_8);
        bad[bad.length - 3] = (byte) 0xff;
        json.writeBytes(bad);
        json.writeBytes(("," + GOOD + "]").getBytes(StandardCharsets.UTF_8));
        List<ImportRow> rows = Rows.of(json.toByteArray(), ImportMapping.own());

        assertThat(rows).hasSize(3);
        assertThat(Rows.reject(rows.get(1)).message()).contains("encoding");
    }

    @Test
    void theRejectOfADamagedRestStandsInTheLineOfTheText() {
        String xml = OPEN + "\n" + GOOD_XML + "\n\n<transaction>\n<id>";
        byte[] packed = Archives.gzip("[" + GOOD + ",\n".repeat(2_000) + "1");
        for (String file :
                List.of(
                        "[\n" + GOOD + ",\n\n\n]",
                        "[" + GOOD + "]\n\n\n\n}",
                        "[\n\n" + GOOD + ",\n{\"account_num\":\n\"",
                        "\n\n" + GOOD + "\n\n]",
                        xml)) {
            List<ImportRow> rows = Rows.of(file);

            assertThat(rows).as(file).hasSize(2);
            assertThat(rows.get(0).line()).isEqualTo(1);
            assertThat(Rows.reject(rows.get(1)).field()).isEqualTo("file");
            assertThat(rows.get(1).line()).as(file).isEqualTo(5);
        }
        List<ImportRow> cut =
                Rows.of(Arrays.copyOf(packed, packed.length - 9), ImportMapping.own());
        assertThat(cut.getLast().line()).isGreaterThan(1);
    }

    static Stream<Arguments> valuesThatAreNoText() {
        return Stream.of("description", "reference", "idempotency_key", "status", "currency")
                .flatMap(field ->
                        Stream.of("{\"a\":1}", "{}", "[\"a\"]", "[]")
                                .map(value -> Arguments.of(field, value)));
    }

    @ParameterizedTest
    @MethodSource("valuesThatAreNoText")
    void anObjectOrAListWhereATextBelongsIsAReject(String field, String value) {
        List<ImportRow> rows = Rows.of("[" + json("1,\"" + field + "\":" + value) + "]");

        assertThat(Rows.meaning(rows)).containsExactly("malformed_request " + field);
        assertThat(rows.get(0).raw()).contains("\"" + field + "\":" + value);
    }

    static Stream<Arguments> unknownElements() {
        String start = OPEN + GOOD_XML;
        String typo = GOOD_XML.replace("transaction>", "transction>");
        String foreign = GOOD_XML.replace("<transaction>", "<transaction xmlns=''>");
        String within = "<account><account_num>12345678</account_num><transactions>";
        return Stream.of(
                Arguments.of(start + typo + GOOD_XML, "transction", 2),
                Arguments.of(start + "<extra/>" + GOOD_XML, "extra", 2),
                Arguments.of(start + foreign + GOOD_XML, "transaction", 2),
                Arguments.of(
                        start + "<transactions>" + typo + GOOD_XML + "</transactions>",
                        "transction",
                        2),
                Arguments.of(start + "<accounts><acount/></accounts>" + GOOD_XML, "acount", 2),
                Arguments.of(
                        start + "<x>" + "<y>".repeat(20) + "</y>".repeat(20) + "</x>" + GOOD_XML,
                        "x",
                        2),
                Arguments.of(
                        start
                                + "<transactions xmlns='urn:x'>"
                                + typo
                                + "</transactions>"
                                + GOOD_XML,
                        "transactions",
                        2),
                Arguments.of(
                        start
                                + "<account xmlns=''><transactions><a/></transactions></account>"
                                + GOOD_XML,
                        "account",
                        2),
                Arguments.of(
                        OPEN
                                + within
                                + GOOD_XML
                                + "<account xmlns=''/>"
                                + GOOD_XML.replace("<account_num>12345678</account_num>", "")
                                + "</transactions></account>",
                        "account",
                        3),
                Arguments.of(
                        start + within + "</transactions><holder>A</holder></account>" + GOOD_XML,
                        "holder",
                        3));
    }

    @ParameterizedTest
    @MethodSource("unknownElements")
    void anUnknownElementWhereRowsBelongIsOneReject(String file, String name, int line) {
        List<ImportRow> rows = Rows.of(file + "</davebank>");

        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).isInstanceOf(ImportRow.TransactionRow.class);
        assertThat(Rows.reject(rows.get(1)).code()).isEqualTo("malformed_request");
        assertThat(Rows.reject(rows.get(1)).field()).isEqualTo(name);
        assertThat(Rows.reject(rows.get(1)).message()).contains(name);
        assertThat(rows.get(1).raw()).startsWith("<" + name + ">").endsWith("</" + name + ">");
        assertThat(rows.get(1).line()).isEqualTo(line);
        assertThat(rows.get(2)).isInstanceOf(ImportRow.TransactionRow.class);
    }

    @Test
    void elementsInNoNamespaceDoNotVanish() {
        List<ImportRow> rows =
                Rows.of(
                        "<d:davebank xmlns:d='urn:davebank:1'>"
                                + GOOD_XML.repeat(2)
                                + "</d:davebank>");

        assertThat(Rows.meaning(rows))
                .containsExactly("malformed_request transaction", "malformed_request transaction");
        assertThat(Rows.reject(rows.get(0)).message()).contains("in no namespace");
    }

    static Stream<String> longFiles() {
        StringBuilder csv = new StringBuilder("account_num,transaction_type,amount,reference\n");
        StringBuilder json = new StringBuilder("[");
        StringBuilder lines = new StringBuilder();
        StringBuilder xml = new StringBuilder(OPEN);
        RandomSource random = new RandomSource(3);
        for (int i = 0; i < 5_000; i++) {
            String noise = Long.toHexString(random.nextLong());
            csv.append("12345678,deposit,1,").append(noise).append('\n');
            String one = json("1,\"reference\":\"" + noise + "\"");
            json.append(i == 0 ? "" : ",").append(one);
            lines.append(one).append('\n');
            xml.append(transaction("<reference>" + noise + "</reference>"));
        }
        return Stream.of(csv.toString(), json + "]", lines.toString(), xml + "</davebank>");
    }

    @ParameterizedTest
    @MethodSource("longFiles")
    void aCutArchiveKeepsTheRowsBeforeTheCutAndEndsInOneReject(String file) {
        List<ImportRow> whole = Rows.of(file);
        byte[] gzip = Archives.gzip(file);
        byte[] zip = Archives.zip("a", file);
        for (byte[] archive : List.of(gzip, zip)) {
            List<ImportRow> rows =
                    Rows.of(Arrays.copyOf(archive, archive.length / 2), ImportMapping.own());
            int sound = rows.size() - 1;

            assertThat(sound).isBetween(1_000, 4_000);
            assertThat(rows.subList(0, sound)).isEqualTo(whole.subList(0, sound));
            assertThat(Rows.reject(rows.get(sound)).message()).contains("damaged or cut");
        }
    }

    @Test
    void bombsEndInTooLarge() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (java.util.zip.GZIPOutputStream out = new java.util.zip.GZIPOutputStream(packed)) {
            byte[] blanks = new byte[1 << 20];
            Arrays.fill(blanks, (byte) '\n');
            out.write("account_num,holder\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 100; i++) {
                out.write(blanks);
            }
        }
        assertThatThrownBy(() -> Rows.of(packed.toByteArray(), ImportMapping.own()))
                .isInstanceOfSatisfying(
                        ImportException.class, e -> assertThat(e.code()).isEqualTo("too_large"));

        byte[] zip = Archives.zip("a", "[" + (GOOD + ",").repeat(20_000) + GOOD + "]");
        ImportSettings small = new ImportSettings("GBP", 100_000);
        assertThatThrownBy(
                        () -> {
                            try (ImportReader reader =
                                    ImportFile.open(
                                            new ByteArrayInputStream(zip),
                                            "",
                                            ImportMapping.own(),
                                            small)) {
                                reader.forEachRemaining(row -> {});
                            }
                        })
                .isInstanceOfSatisfying(
                        ImportException.class, e -> assertThat(e.code()).isEqualTo("too_large"));
    }

    @Test
    void archivesThatHoldNothingToImportAreRefused() {
        for (byte[] archive :
                List.of(
                        Archives.zip(),
                        Archives.zip("dir/", ""),
                        Archives.zip("readme.md", "# no table"),
                        Archives.zip("inner.zip", "PK\3\4 and so on"),
                        "PK\3\4 and so on".getBytes(StandardCharsets.ISO_8859_1))) {
            assertThatThrownBy(() -> Rows.of(archive, ImportMapping.own()))
                    .isInstanceOf(ImportException.class);
        }
    }

    @Test
    void aFileInAnArchiveThatCannotBeReadCostsOneReject() {
        byte[] zip = Archives.zip("readme.md", "# no table", "a.json", "[" + GOOD + "]", "x", "[");
        List<ImportRow> rows = Rows.of(zip, ImportMapping.own());

        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).isInstanceOf(ImportRow.TransactionRow.class);
        assertThat(Rows.reject(rows.get(1)).message()).startsWith("readme.md: ");
        assertThat(Rows.reject(rows.get(2)).message()).startsWith("x: ");
    }

    @Test
    void flippedBytesGiveRowsRejectsOrATypedErrorAndNothingElse() {
        String document =
                "{\"version\":1,\"accounts\":[{\"account_num\":\"12345678\",\"holder\":"
                        + "\"é\",\"transactions\":["
                        + GOOD
                        + "]}],\"transactions\":["
                        + GOOD
                        + "]}";
        String account =
                "<account><account_num>12345678</account_num><holder>é</holder>"
                        + "<transactions>"
                        + GOOD_XML
                        + "</transactions></account>";
        List<byte[]> files =
                List.of(
                        document.getBytes(StandardCharsets.UTF_8),
                        (GOOD + "\n" + GOOD + "\n").getBytes(StandardCharsets.UTF_8),
                        xml(account).getBytes(StandardCharsets.UTF_8),
                        Archives.zip("a", document, "b", xml(account)),
                        Archives.gzip(document));
        String alphabet = "\"{}[],:<>&/!-?x0\0\u00ff\n";
        for (int seed = 0; seed < 4_000; seed++) {
            RandomSource random = new RandomSource(seed);
            byte[] file = files.get(random.nextInt(files.size())).clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                file[random.nextInt(file.length)] =
                        (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
            try {
                Rows.of(file, ImportMapping.own());
                MappingSuggestion.of(new ByteArrayInputStream(file), "");
            } catch (ImportException e) {
                assertThat(e.code()).isNotEmpty();
            } catch (IOException | RuntimeException e) {
                fail("seed " + seed, e);
            }
        }
    }
}
