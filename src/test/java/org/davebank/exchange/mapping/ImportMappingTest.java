package org.davebank.exchange.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.format.Rows;
import org.davebank.exchange.suggest.MappingSuggestion;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportMappingTest {

    private static final String PAYSIM =
            """
            {"account_num":"nameOrig",
             "transaction_type":{"column":"type","values":
                {"CASH_IN":"deposit","CASH_OUT":"withdrawal","TRANSFER":"transfer"}},
             "amount":"amount", "to_account":"nameDest", "create_accounts":true}
            """;
    private static final String PAYSIM_FILE =
            """
            step,type,amount,nameOrig,oldbalanceOrg,newbalanceOrig,nameDest
            1,CASH_IN,9839.64,C1231006815,170136.0,160296.36,M1979787155
            1,TRANSFER,181.0,C1305486145,181.0,0.0,12345678
            1,DEBIT,5337.77,C712410124,41720.0,36382.23,C195600860
            """;

    @Test
    void foreignWordsAndIdsBecomeTheBanksOwn() {
        List<ImportRow> rows = Rows.of(PAYSIM_FILE, ImportMapping.parse(PAYSIM));

        ImportRow.TransactionRow deposit = Rows.transaction(rows.get(0));
        assertThat(deposit.kind()).isEqualTo(TransactionKind.DEPOSIT);
        assertThat(deposit.account()).isEqualTo(new AccountRef.External("C1231006815"));
        assertThat(deposit.amount()).isEqualTo(new Decimal(983_964, 2));
        assertThat(deposit.to()).isNull();
        ImportRow.TransactionRow transfer = Rows.transaction(rows.get(1));
        assertThat(transfer.to()).isEqualTo(new AccountRef.Number(new AccountNumber(12345678)));
    }

    @Test
    void anUnknownTypeWordIsARejectUntilItIsMapped() {
        ImportMapping mapping = ImportMapping.parse(PAYSIM);
        ImportRow.RejectedRow reject = Rows.reject(Rows.of(PAYSIM_FILE, mapping).get(2));
        assertThat(reject.code()).isEqualTo("invalid_type");
        assertThat(reject.message()).contains("DEBIT");

        ImportMapping wider =
                mapping.with(
                        ImportField.TRANSACTION_TYPE,
                        FieldRule.column("type").withValues(Map.of("DEBIT", "withdrawal")));
        List<ImportRow> rows = Rows.of(PAYSIM_FILE, wider);
        assertThat(Rows.transaction(rows.get(2)).kind()).isEqualTo(TransactionKind.WITHDRAWAL);
        assertThat(rows.get(0)).isInstanceOf(ImportRow.RejectedRow.class);
    }

    @Test
    void aRowKeepsItsKeyWhenTheMappingGrows() {
        ImportMapping mapping = ImportMapping.parse(PAYSIM);
        ImportMapping wider = mapping.with(ImportField.DESCRIPTION, FieldRule.column("step"));

        assertThat(Rows.transaction(Rows.of(PAYSIM_FILE, wider).get(0)).key())
                .isEqualTo(Rows.transaction(Rows.of(PAYSIM_FILE, mapping).get(0)).key());
    }

    @Test
    void withoutCreateAccountsAForeignIdIsNoAccountNumber() {
        ImportMapping mapping = ImportMapping.parse(PAYSIM).withCreateAccounts(false);

        ImportRow.RejectedRow reject = Rows.reject(Rows.of(PAYSIM_FILE, mapping).get(0));
        assertThat(reject.code()).isEqualTo("invalid_account_number");
        assertThat(reject.field()).isEqualTo("account_num");
    }

    @Test
    void eightDigitsAreAnAccountNumberUnlessTheMappingCallsThemExternal() {
        String file = "a,t,m\n12345678,deposit,1\n";
        String mapping =
                "{\"account_num\":{\"column\":\"a\",\"external\":%s},\"transaction_type\":\"t\","
                        + "\"amount\":\"m\"}";

        assertThat(account(file, mapping.formatted("false")))
                .isEqualTo(new AccountRef.Number(new AccountNumber(12345678)));
        assertThat(account(file, mapping.formatted("true")))
                .isEqualTo(new AccountRef.External("12345678"));
    }

    private static AccountRef account(String file, String mapping) {
        return Rows.transaction(Rows.of(file, ImportMapping.parse(mapping)).get(0)).account();
    }

    @ParameterizedTest
    @CsvSource({
        "yyMMdd,              930105,              726192000000",
        "yyMMdd,              690105,              3124569600000",
        "dd.MM.yyyy,          05.01.1993,          726192000000",
        "d.M.yy,              5.1.93,              726192000000",
        "dd-MMM-yyyy,         05-jan-1993,         726192000000",
        "yyyyMMddHHmmss,      19930105030405,      726203045000",
        "yyyy/MM/dd HH:mm XXX,1993/01/05 03:04 +01:00, 726199440000",
        "epoch_s,             726192000,           726192000000",
        "epoch_ms,            726192000123,        726192000123",
    })
    void datesFollowThePattern(String pattern, String text, long expectedMs) {
        String mapping =
                "{\"account_num\":\"a\",\"transaction_type\":\"t\",\"amount\":\"m\","
                        + "\"timestamp\":{\"column\":\"d\",\"pattern\":\""
                        + pattern
                        + "\"}}";
        List<ImportRow> rows =
                Rows.of(
                        "a,t,m,d\n12345678,deposit,1," + text + "\n12345678,deposit,1,930231\n",
                        ImportMapping.parse(mapping));

        assertThat(Rows.transaction(rows.get(0)).effectiveAtMs()).isEqualTo(expectedMs);
        if (!pattern.startsWith("epoch")) {
            assertThat(Rows.reject(rows.get(1)).field()).isEqualTo("timestamp");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'1.234,56',   ',', 123456, 2",
        "'1 234,5',    ',', 12345,  1",
        "'1234,56',    ',', 123456, 2",
        "'1,234.56',   '.', 123456, 2",
        "'1''234.56',  '.', 123456, 2",
        "'12.345.678', ',', 12345678, 0",
    })
    void aStatedDecimalPointAllowsGroups(String text, String point, long unscaled, int scale) {
        ImportRow row = Rows.of("a;t;m\n12345678;deposit;" + text + "\n", decimals(point)).get(0);

        assertThat(Rows.transaction(row).amount()).isEqualTo(new Decimal(unscaled, scale));
    }

    @ParameterizedTest
    @CsvSource({
        "'1.5', ','",
        "'1234.567,8', ','",
        "'1,23,456.0', '.'",
        "'.123', ','",
        "'1,5,', ','"
    })
    void misplacedGroupsAreNeverGuessed(String text, String point) {
        ImportRow row = Rows.of("a;t;m\n12345678;deposit;" + text + "\n", decimals(point)).get(0);

        assertThat(Rows.reject(row).code()).isEqualTo("malformed_request");
    }

    private static ImportMapping decimals(String point) {
        return ImportMapping.parse(
                "{\"account_num\":\"a\",\"transaction_type\":\"t\",\"amount\":\"m\",\"decimal\":\""
                        + point
                        + "\"}");
    }

    @Test
    void theSignMayTellTheType() {
        String file = "a,m\n12345678,-5.50\n12345678,7\n12345678,0\n";
        String mapping =
                "{\"account_num\":\"a\",\"amount\":%s,\"transaction_type\":{\"by_sign\":true}}";
        List<ImportRow> rows = Rows.of(file, ImportMapping.parse(mapping.formatted("\"m\"")));
        List<ImportRow> negated =
                Rows.of(
                        file,
                        ImportMapping.parse(
                                mapping.formatted("{\"column\":\"m\",\"negate\":true}")));

        assertThat(Rows.transaction(rows.get(0)).kind()).isEqualTo(TransactionKind.WITHDRAWAL);
        assertThat(Rows.transaction(rows.get(0)).amount()).isEqualTo(new Decimal(55, 1));
        assertThat(Rows.transaction(rows.get(1)).kind()).isEqualTo(TransactionKind.DEPOSIT);
        assertThat(Rows.reject(rows.get(2)).code()).isEqualTo("invalid_amount");
        assertThat(Rows.transaction(negated.get(0)).kind()).isEqualTo(TransactionKind.DEPOSIT);
        assertThat(Rows.transaction(negated.get(0)).amount()).isEqualTo(new Decimal(55, 1));
    }

    @Test
    void aMinusBesideATypeWordCountsOnlyWhenTheMappingSaysSo() {
        String file = "a,t,m\n12345678,withdrawal,-5\n";
        String mapping = "{\"account_num\":\"a\",\"transaction_type\":\"t\",\"amount\":%s}";

        assertThat(Rows.of(file, ImportMapping.parse(mapping.formatted("\"m\""))).get(0))
                .isInstanceOf(ImportRow.RejectedRow.class);
        String absolute = mapping.formatted("{\"column\":\"m\",\"absolute\":true}");
        assertThat(Rows.transaction(Rows.of(file, ImportMapping.parse(absolute)).get(0)).amount())
                .isEqualTo(new Decimal(5, 0));
    }

    @Test
    void aConstantStandsForAColumnThatIsNotThere() {
        String mapping =
                "{\"account_num\":\"a\",\"transaction_type\":{\"constant\":\"deposit\"},"
                        + "\"amount\":\"m\",\"currency\":{\"value\":\"EUR\"}}";
        ImportRow.TransactionRow row =
                Rows.transaction(Rows.of("a,m\n12345678,5\n", ImportMapping.parse(mapping)).get(0));

        assertThat(row.kind()).isEqualTo(TransactionKind.DEPOSIT);
        assertThat(row.currency()).isEqualTo("EUR");
    }

    @Test
    void aForeignAccountsFileCanBeMappedToo() {
        ImportMapping mapping =
                ImportMapping.parse(
                        "{\"account_num\":\"id\",\"holder\":\"name\",\"create_accounts\":true}");
        ImportRow.AccountRow row =
                (ImportRow.AccountRow) Rows.of("id;name\nX-1;Ada\n", mapping).get(0);

        assertThat(row.number()).isNull();
        assertThat(row.aliases()).containsExactly("X-1");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"acount\":\"a\"}',                                           acount",
        "'{\"amount\":0}',                                               amount",
        "'{\"amount\":{}}',                                              amount",
        "'{\"amount\":{\"column\":\"a\",\"constant\":\"1\"}}',           amount",
        "'{\"amount\":{\"column\":\"a\",\"colour\":\"b\"}}',             amount.colour",
        "'{\"amount\":\"  \"}',                                          amount",
        "'{\"amount\":{\"column\":\"a\",\"pattern\":\"yyyy\"}}',         amount.pattern",
        "'{\"timestamp\":{\"column\":\"a\",\"pattern\":\"MMdd\"}}',      timestamp.pattern",
        "'{\"timestamp\":{\"column\":\"a\",\"pattern\":\"yyyy-QQQQQQ\"}}', timestamp.pattern",
        "'{\"timestamp\":{\"column\":\"a\",\"pattern\":\"\"}}',          timestamp.pattern",
        "'{\"transaction_type\":{\"column\":\"a\",\"values\":{\"X\":\"gift\"}}}', transaction_type",
        "'{\"transaction_type\":{\"column\":\"a\",\"values\":[1]}}',     transaction_type.values",
        "'{\"currency\":{\"constant\":\"QQQ\"}}',                        currency",
        "'{\"description\":{\"column\":\"a\",\"negate\":true}}',         description",
        "'{\"amount\":{\"column\":\"a\",\"by_sign\":true}}',             amount.by_sign",
        "'{\"amount\":{\"column\":\"a\",\"external\":true}}',            amount.external",
        "'{\"delimiter\":\";;\"}',                                       delimiter",
        "'{\"delimiter\":\"a\"}',                                        delimiter",
        "'{\"encoding\":\"klingon\"}',                                   encoding",
        "'{\"encoding\":\"\"}',                                          encoding",
        "'{\"decimal\":\"·\"}',                                          decimal",
        "'{\"create_accounts\":\"yes\"}',                                create_accounts",
        "'[]',                                                           mapping",
        "'null',                                                         mapping",
        "'',                                                             mapping",
        "'{\"amount\":\"a\"',                                            mapping",
        "'{\"amount\":\"a\",\"amount\":\"b\"}',                          mapping",
        "'{} {}',                                                        mapping",
    })
    void aWrongMappingNamesTheMemberThatIsWrong(String json, String field) {
        assertThatThrownBy(() -> ImportMapping.parse(json))
                .isInstanceOfSatisfying(
                        ImportException.class,
                        e -> {
                            assertThat(e.field()).isEqualTo(field);
                            assertThat(e.code()).isEqualTo("malformed_request");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"amount\":", "{\"transaction_type\":{\"values\":"})
    void deepJsonIsRefused(String open) {
        assertThatThrownBy(() -> ImportMapping.parse(open.repeat(10_000)))
                .isInstanceOf(ImportException.class);
    }

    @Test
    void aMappedColumnMustBeInTheHeaderOnce() {
        ImportMapping mapping = ImportMapping.parse(PAYSIM);

        assertThatThrownBy(() -> Rows.of("a,b\n", mapping))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("nameOrig")
                .hasMessageContaining("\"a\", \"b\"");
        assertThatThrownBy(() -> Rows.of("nameOrig,nameOrig,type,amount,nameDest\n", mapping))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PAYSIM,
                "{}",
                "{\"account_num\":{\"column\":\"a\",\"external\":true},\"delimiter\":\"\\t\","
                        + "\"transaction_type\":{\"by_sign\":true},\"encoding\":\"UTF-16\","
                        + "\"amount\":{\"column\":\"b\",\"negate\":true},\"decimal\":\",\","
                        + "\"timestamp\":{\"column\":\"d\",\"pattern\":\"yyMMdd\"},"
                        + "\"currency\":{\"constant\":\"EUR\"}}"
            })
    void aMappingSurvivesItsJson(String json) {
        ImportMapping mapping = ImportMapping.parse(json);

        assertThat(ImportMapping.parse(mapping.toJson())).isEqualTo(mapping);
    }

    @Test
    void aSuggestionReadsTheFileAndProposesAMapping() throws IOException {
        String file =
                "trans_id;account_id;date;type;amount;balance;Popis\r\n"
                        + "1;576;930105;PRIJEM;700,0;1.700,0;\"a;b\"\r\n"
                        + "2;3818;930106;VYDAJ;1.100,0;600,0;\r\n"
                        + "3;3818;930107;POPLATEK;2,0;598,0;\r\n"
                        + "4;3818;930107;PRIJEM;2,0;598,0;\"cut";
        MappingSuggestion suggestion = suggest(file);

        assertThat(suggestion.own()).isFalse();
        assertThat(suggestion.delimiter()).isEqualTo(';');
        assertThat(suggestion.encoding()).isEqualTo("UTF-8");
        assertThat(suggestion.columns()).contains("trans_id", "Popis").hasSize(7);
        assertThat(suggestion.rows()).hasSize(3);
        assertThat(suggestion.rows().get(0)).endsWith("a;b");
        assertThat(suggestion.typeWords()).containsExactly("PRIJEM", "VYDAJ", "POPLATEK");
        assertThat(suggestion.unknownTypeWords()).containsExactly("POPLATEK");

        List<ImportRow> rows = Rows.of(file, suggestion.mapping());
        ImportRow.TransactionRow first = Rows.transaction(rows.get(0));
        assertThat(first.account()).isEqualTo(new AccountRef.External("576"));
        assertThat(first.key()).isEqualTo("ext:1");
        assertThat(first.effectiveAtMs()).isEqualTo(726192000000L);
        assertThat(first.statedBalance()).isEqualTo(new Decimal(1700, 0));
        assertThat(Rows.transaction(rows.get(1)).amount()).isEqualTo(new Decimal(1100, 0));
        assertThat(Rows.reject(rows.get(2)).code()).isEqualTo("invalid_type");
    }

    @Test
    void aSuggestionKnowsOurOwnFormat() throws IOException {
        MappingSuggestion suggestion =
                suggest("account_num,transaction_type,amount\n12345678,deposit,1\n");

        assertThat(suggestion.own()).isTrue();
        assertThat(suggestion.mapping().isOwn()).isTrue();
        assertThat(suggestion.unknownTypeWords()).isEmpty();
    }

    @Test
    void aSuggestionWithoutATypeGoesByTheSign() throws IOException {
        MappingSuggestion suggestion = suggest("Konto,Betrag,Datum\nDE1,-5,05.01.1993\n");

        assertThat(
                        Rows.transaction(
                                        Rows.of(
                                                        "Konto,Betrag,Datum\nDE1,-5,05.01.1993\n",
                                                        suggestion.mapping())
                                                .get(0))
                                .kind())
                .isEqualTo(TransactionKind.WITHDRAWAL);
    }

    private static MappingSuggestion suggest(String file) throws IOException {
        return MappingSuggestion.of(
                new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), "");
    }
}
