package org.davebank.exchange.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.davebank.base.RandomSource;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.format.Archives;
import org.davebank.exchange.format.ImportFile;
import org.davebank.exchange.format.Rows;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.suggest.MappingSuggestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileCsvTest {

    private static final String HEADER = "account_num,transaction_type,amount,description\n";
    private static final String GOOD = "12345678,deposit,1,fine\n";

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer one) {
                out.write(one);
            } else {
                out.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static String description(ImportRow row) {
        return String.valueOf(Rows.transaction(row).description());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"cut here", "\"", "\"cut\nover\nlines,1,2", "\"cut \"\""})
    void aLastRowCutInsideAQuoteIsOneRejectAndEverythingBeforeItStands(String tail) {
        List<ImportRow> rows = Rows.of(HEADER + GOOD + GOOD + "12345678,deposit,1," + tail);

        assertThat(rows).hasSize(3);
        ImportRow.RejectedRow reject = Rows.reject(rows.get(2));
        assertThat(reject.line()).isEqualTo(4);
        assertThat(reject.field()).isEqualTo("description");
        assertThat(reject.code()).isEqualTo("malformed_request");
        assertThat(reject.raw()).isEqualTo("12345678,deposit,1," + tail);
    }

    @Test
    void aRowCutShortDoesNotPassWithHalfOfItself() {
        List<ImportRow> rows = Rows.of(HEADER + GOOD + "12345678,deposit,1");

        assertThat(Rows.reject(rows.get(1)).field()).isEqualTo("row");
    }

    @Test
    void aQuoteThatIsNeverClosedCannotMakeRowsOutOfText() {
        List<ImportRow> rows = Rows.of(HEADER + "12345678,deposit,1,\"open\n" + GOOD.repeat(50));

        assertThat(rows).hasSize(1);
        assertThat(Rows.reject(rows.get(0)).message()).contains("quoted field");
    }

    @Test
    void textBehindAClosingQuoteCostsItsRowOnly() {
        List<ImportRow> rows =
                Rows.of(
                        HEADER
                                + "12345678,deposit,1,\"a\"b \"c\"\n"
                                + GOOD
                                + "1,2,3,\"x\" \"y\"\n");

        assertThat(Rows.reject(rows.get(0)).message()).contains("closing quote");
        assertThat(rows.get(1)).isInstanceOf(ImportRow.TransactionRow.class);
        assertThat(Rows.reject(rows.get(2)).line()).isEqualTo(4);
    }

    @Test
    void quotesInsideAPlainFieldAreText() {
        assertThat(description(Rows.of(HEADER + "12345678,deposit,1,6\" pipe\n").get(0)))
                .isEqualTo("6\" pipe");
    }

    @Test
    void aNulCostsItsRowOnly() {
        List<ImportRow> rows =
                Rows.of(bytes(HEADER, "12345678,deposit,1,a", 0, "b\n", GOOD), ImportMapping.own());

        assertThat(Rows.reject(rows.get(0)).message()).contains("NUL");
        assertThat(rows.get(1)).isInstanceOf(ImportRow.TransactionRow.class);
    }

    @Test
    void otherControlCharactersCostTheirRowOnly() {
        List<ImportRow> rows = Rows.of(HEADER + "12345678,deposit,1,a\u001b[31m\n" + GOOD);

        assertThat(Rows.reject(rows.get(0)).field()).isEqualTo("description");
        assertThat(rows.get(1)).isInstanceOf(ImportRow.TransactionRow.class);
    }

    @Test
    void bytesThatAreNoUtf8CostTheirRowOnlyInAFileThatIsUtf8() {
        byte[] file =
                bytes(HEADER, "12345678,deposit,1,café\n", "12345678,deposit,1,", 0xff, "\n", GOOD);
        List<ImportRow> rows = Rows.of(file, ImportMapping.own());

        assertThat(description(rows.get(0))).isEqualTo("café");
        assertThat(Rows.reject(rows.get(1)).message()).contains("encoding");
        assertThat(rows.get(2)).isInstanceOf(ImportRow.TransactionRow.class);
    }

    @Test
    void aFileWithoutMarkThatIsNoUtf8IsWindows1252() {
        byte[] file = bytes(HEADER, "12345678,deposit,1,caf", 0xe9, " 5 ", 0x80, "\n");

        assertThat(description(Rows.of(file, ImportMapping.own()).get(0))).isEqualTo("café 5 €");
    }

    @Test
    void theEncodingIsDecidedWhereTheFirstForeignByteStandsHoweverLate() {
        String ascii = GOOD.repeat(10_000);
        List<ImportRow> western =
                Rows.of(
                        bytes(HEADER, ascii, "12345678,deposit,1,", 0xfc, "\n"),
                        ImportMapping.own());
        List<ImportRow> unicode =
                Rows.of(bytes(HEADER, ascii, "12345678,deposit,1,ü\n"), ImportMapping.own());

        assertThat(description(western.get(10_000))).isEqualTo("ü");
        assertThat(description(unicode.get(10_000))).isEqualTo("ü");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkDecides(String charset) {
        byte[] file =
                ("\ufeff" + HEADER + "12345678,deposit,1,€ 😀\n")
                        .getBytes(Charset.forName(charset));

        assertThat(description(Rows.of(file, ImportMapping.own()).get(0))).isEqualTo("€ 😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void utf16WithoutAMarkIsSeenByItsZeros(String charset) {
        byte[] file = (HEADER + "12345678,deposit,1,€\n").getBytes(Charset.forName(charset));

        assertThat(description(Rows.of(file, ImportMapping.own()).get(0))).isEqualTo("€");
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows-1250", "ISO-8859-2", "UTF-8", "UTF-16", "IBM852"})
    void theMappingMayNameTheEncoding(String charset) {
        byte[] file = (HEADER + "12345678,deposit,1,žluť\n").getBytes(Charset.forName(charset));
        ImportMapping mapping = ImportMapping.parse("{\"encoding\":\"" + charset + "\"}");

        assertThat(description(Rows.of(file, mapping).get(0))).isEqualTo("žluť");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void theDelimiterIsSeenInTheHeaderOutsideQuotes(String delimiter) {
        String file =
                ("account_num~\"transaction_type\"~amount~\"description\"~\"x,;|\t,;|\t,;|\t\"\n"
                                + "12345678~deposit~1~\"a~b\"~\n")
                        .replace("~", delimiter);

        assertThat(description(Rows.of(file).get(0))).isEqualTo("a" + delimiter + "b");
    }

    @Test
    void aRowOfEndlessColumnsOrLengthIsOneBoundedReject() {
        List<ImportRow> rows =
                Rows.of(
                        HEADER
                                + ",".repeat(2_000_000)
                                + "\n"
                                + GOOD
                                + "12345678,deposit,1,"
                                + "x".repeat(2_000_000)
                                + "\n"
                                + "12345678,deposit,1,"
                                + "y".repeat(501)
                                + "\n"
                                + GOOD);

        assertThat(rows).hasSize(5);
        assertThat(Rows.reject(rows.get(0)).message()).contains("columns");
        assertThat(Rows.reject(rows.get(2)).message()).contains("characters");
        assertThat(Rows.reject(rows.get(2)).raw()).hasSize(ImportRow.RAW_CHARS_MAX);
        assertThat(Rows.reject(rows.get(3)).field()).isEqualTo("description");
        assertThat(rows.get(4)).isInstanceOf(ImportRow.TransactionRow.class);
    }

    @Test
    void aLongSoundRowPasses() {
        String notes = "n\"\"\n".repeat(8_000);
        List<ImportRow> rows =
                Rows.of(
                        "account_num,transaction_type,amount,notes\n12345678,deposit,1,\""
                                + notes
                                + "\"\n12345678,deposit,2,\n");

        assertThat(Rows.transaction(rows.get(0)).amount()).isEqualTo(new Decimal(1, 0));
        assertThat(rows.get(1).line()).isEqualTo(8_003);
    }

    @Test
    void gzipIsReadAsWhatItHolds() throws IOException {
        assertThat(Rows.of(gzip(bytes(HEADER, GOOD)), ImportMapping.own()))
                .isEqualTo(Rows.of(HEADER + GOOD));
    }

    @Test
    void gzipHasAnyNumberOfMembersAndZerosBehindThem() throws IOException {
        byte[] file = join(gzip(bytes(HEADER, GOOD)), gzip(bytes()), gzip(bytes(GOOD)));

        assertThat(Rows.of(file, ImportMapping.own())).isEqualTo(Rows.of(HEADER + GOOD + GOOD));
        assertThat(Rows.of(Arrays.copyOf(file, file.length + 100_000), ImportMapping.own()))
                .isEqualTo(Rows.of(HEADER + GOOD + GOOD));
    }

    @Test
    void gzipWithANameACommentAndAnExtraFieldIsRead() throws IOException {
        byte[] plain = gzip(bytes(HEADER, GOOD));
        byte[] header = Arrays.copyOf(plain, 10);
        header[3] = 4 | 8 | 16;
        byte[] file =
                join(
                        header,
                        bytes(2, 0, "ab", "name", 0, "comment", 0),
                        Arrays.copyOfRange(plain, 10, plain.length));

        assertThat(Rows.of(file, ImportMapping.own())).isEqualTo(Rows.of(HEADER + GOOD));
    }

    @Test
    void whatStandsBehindGzipIsOneRejectAfterTheRows() throws IOException {
        byte[] packed = gzip(bytes(HEADER, GOOD, GOOD));
        byte[] large = gzip(bytes(HEADER, GOOD.repeat(20_000)));
        byte[] second = gzip(bytes(GOOD));
        for (byte[] rest :
                List.of(
                        bytes("x"),
                        bytes("garbage ".repeat(20_000)),
                        bytes(0, 0, "x"),
                        bytes(0x1f),
                        bytes(0x1f, "x"),
                        Arrays.copyOf(second, 5),
                        Arrays.copyOf(second, second.length - 1))) {
            List<ImportRow> rows = Rows.of(join(packed, rest), ImportMapping.own());
            List<ImportRow> many = Rows.of(join(large, rest), ImportMapping.own());

            assertThat(rows.subList(0, 2)).isEqualTo(Rows.of(HEADER + GOOD + GOOD));
            assertThat(Rows.reject(rows.getLast()).message()).contains("gzip");
            assertThat(many.size()).isGreaterThan(20_000);
            assertThat(Rows.reject(many.getLast()).message()).contains("gzip");
        }
        assertThat(
                        Rows.reject(
                                        Rows.of(join(packed, bytes("x")), ImportMapping.own())
                                                .getLast())
                                .message())
                .contains("other data follows");
        byte[] wrongSum = packed.clone();
        wrongSum[packed.length - 8] ^= 1;
        assertThat(Rows.reject(Rows.of(wrongSum, ImportMapping.own()).getLast()).message())
                .contains("damaged or cut");
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void aCutGzipKeepsItsSoundRowsAndEndsInOneReject() throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        RandomSource random = new RandomSource(5);
        for (int i = 0; i < 20_000; i++) {
            text.append("12345678,deposit,").append(1 + random.nextInt(1_000_000));
            text.append(",").append(random.nextLong()).append('\n');
        }
        byte[] whole = gzip(text.toString().getBytes(StandardCharsets.UTF_8));
        byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);

        List<ImportRow> all = Rows.of(whole, ImportMapping.own());
        List<ImportRow> rows = Rows.of(cut, ImportMapping.own());

        int sound = rows.size() - 1;
        assertThat(sound).isBetween(5_000, 19_000);
        assertThat(rows.subList(0, sound)).isEqualTo(all.subList(0, sound));
        assertThat(Rows.reject(rows.get(sound)).message()).contains("gzip");
    }

    @Test
    void aZipBombEndsInTooLargeAfterItsGreatestSize() throws IOException {
        byte[] bomb = gzip(bytes(HEADER, GOOD.repeat(400_000)));
        ImportSettings settings = new ImportSettings("GBP", 1_000_000);
        assertThat(bomb.length).isLessThan(100_000);

        try (ImportReader reader =
                ImportFile.open(
                        new ByteArrayInputStream(bomb), "", ImportMapping.own(), settings)) {
            assertThatThrownBy(() -> reader.forEachRemaining(row -> {}))
                    .isInstanceOfSatisfying(
                            ImportException.class,
                            e -> assertThat(e.code()).isEqualTo("too_large"));
        }
    }

    @Test
    void aWorkbookIsNamedAsWhatItIs() {
        byte[] workbook =
                Archives.zip("[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<w/>");
        assertThatThrownBy(() -> Rows.of(workbook, ImportMapping.own()))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("CSV");
    }

    @Test
    void aStreamThatFailsIsAnIoErrorAndNoReject() throws IOException {
        InputStream failing =
                new InputStream() {
                    private final ByteArrayInputStream start =
                            new ByteArrayInputStream(bytes(HEADER, GOOD.repeat(10_000)));

                    @Override
                    public int read() throws IOException {
                        int one = start.read();
                        if (one < 0) {
                            throw new IOException("the line is dead");
                        }
                        return one;
                    }
                };
        List<ImportRow> rows = new ArrayList<>();

        try (ImportReader reader = ImportFile.open(failing, "", ImportMapping.own(), Rows.GBP)) {
            assertThatThrownBy(() -> reader.forEachRemaining(rows::add))
                    .isInstanceOf(UncheckedIOException.class);
        }
        assertThat(rows).isNotEmpty().allMatch(ImportRow.TransactionRow.class::isInstance);
    }

    @Test
    void randomBytesGiveRowsRejectsOrATypedErrorAndNothingElse() {
        ImportMapping[] mappings = {
            ImportMapping.own(),
            ImportMapping.parse(
                    "{\"account_num\":{\"column\":\"a\",\"external\":true},\"amount\":\"b\","
                            + "\"transaction_type\":{\"by_sign\":true},\"decimal\":\",\","
                            + "\"timestamp\":{\"column\":\"c\",\"pattern\":\"yyMMdd\"},"
                            + "\"description\":\"d\",\"create_accounts\":true}"),
            ImportMapping.parse("{\"delimiter\":\";\",\"encoding\":\"UTF-16\"}"),
        };
        String[] starts = {"", HEADER, "a;b;c;d\n", "\ufeffa,b,c,d\r"};
        String alphabet = "\"\"\",,;;\t|\n\r\n12345678.,-+eE'=@adepositwithdrawal\0é\uffff\\";
        for (int seed = 0; seed < 3_000; seed++) {
            RandomSource random = new RandomSource(seed);
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(300); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] file = bytes(starts[random.nextInt(starts.length)], text);
            byte[] mixed = random.chance(0.3) ? noise : file;
            for (int flips = random.nextInt(4); flips > 0 && mixed.length > 0; flips--) {
                mixed[random.nextInt(mixed.length)] = (byte) random.nextLong();
            }
            readAll(seed, mixed, mappings[random.nextInt(mappings.length)]);
        }
    }

    private static void readAll(int seed, byte[] file, ImportMapping mapping) {
        try {
            long lastLine = 1;
            for (ImportRow row : Rows.of(file, mapping)) {
                assertThat(row.line()).isGreaterThanOrEqualTo(lastLine);
                lastLine = row.line();
            }
        } catch (ImportException e) {
            assertThat(e.code()).isNotEmpty();
        } catch (RuntimeException e) {
            fail("seed " + seed, e);
        }
        try {
            MappingSuggestion.of(new ByteArrayInputStream(file), "");
        } catch (ImportException e) {
            assertThat(e.code()).isNotEmpty();
        } catch (IOException | RuntimeException e) {
            fail("suggestion of seed " + seed, e);
        }
    }
}
