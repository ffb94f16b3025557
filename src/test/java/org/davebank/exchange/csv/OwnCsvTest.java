package org.davebank.exchange.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.format.ImportFile;
import org.davebank.exchange.format.Rows;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnCsvTest {

    private static final String HEADER = "account_num,transaction_type,amount\n";

    @Test
    void aFullTransactionRowIsUnderstood() {
        ImportRow.TransactionRow row =
                Rows.transaction(
                        Rows.of(
                                        "id,account_num,transaction_type,amount,currency,to_account,timestamp,effective_at,reference,description,idempotency_key,external_id\r\n"
                                                + "01890a5d-ac96-774b-bcce-b302099a8057,00345678,"
                                                + "transfer,12.50,GBP,87654321,2026-01-02,2026-01-03T04:05:06.789+01:00,R1,\"two\r\n"
                                                + "lines, \"\"quoted\"\"\",k1,x1\r\n")
                                .get(0));

        assertThat(row.line()).isEqualTo(2);
        assertThat(row.id()).isEqualTo(TransactionId.parse("01890a5d-ac96-774b-bcce-b302099a8057"));
        assertThat(row.account()).isEqualTo(new AccountRef.Number(new AccountNumber(345678)));
        assertThat(row.to()).isEqualTo(new AccountRef.Number(new AccountNumber(87654321)));
        assertThat(row.kind()).isEqualTo(TransactionKind.TRANSFER);
        assertThat(row.amount().value()).isEqualByComparingTo("12.5");
        assertThat(row.currency()).isEqualTo("GBP");
        assertThat(row.effectiveAtMs()).isEqualTo(1767409506789L);
        assertThat(row.reference()).isEqualTo("R1");
        assertThat(row.description()).isEqualTo("two\r\nlines, \"quoted\"");
        assertThat(row.key()).isEqualTo("k1");
    }

    @Test
    void anAccountsFileIsRecognisedByItsHeader() {
        ImportRow.AccountRow row =
                (ImportRow.AccountRow)
                        Rows.of(
                                        "account_num,holder,currency,status,overdraft_limit,balance,opened_at,aliases\n"
                                                + "00000007,Ada,JPY,frozen,500,-20,2020-02-29,A1|B\\|2\n")
                                .get(0);

        assertThat(row.number()).isEqualTo(new AccountNumber(7));
        assertThat(row.holder()).isEqualTo("Ada");
        assertThat(row.currency()).isEqualTo("JPY");
        assertThat(row.status()).isEqualTo(AccountStatus.FROZEN);
        assertThat(row.overdraftLimitMinor()).isEqualTo(500);
        assertThat(row.balanceMinor()).isEqualTo(-20);
        assertThat(row.openedAtMs()).isEqualTo(1582934400000L);
        assertThat(row.aliases()).containsExactly("A1", "B|2");
    }

    @Test
    void anAccountWithoutNumberAndCurrencyTakesWhatTheBankGives() {
        ImportRow.AccountRow row =
                (ImportRow.AccountRow) Rows.of("account_num,holder\n,Ada\n").get(0);

        assertThat(row.number()).isNull();
        assertThat(row.currency()).isEqualTo("GBP");
        assertThat(row.balanceMinor()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'1234567,deposit,1',           invalid_account_number, account_num",
        "'123456789,deposit,1',         invalid_account_number, account_num",
        "'１２３４５６７８,deposit,1',   invalid_account_number, account_num",
        "',deposit,1',                  invalid_account_number, account_num",
        "'12345678,gift,1',             invalid_type,           transaction_type",
        "'12345678,,1',                 invalid_type,           transaction_type",
        "'12345678,reversal,1',         malformed_request,      reverses",
        "'12345678,deposit,',           malformed_request,      amount",
        "'12345678,deposit,x',          malformed_request,      amount",
        "'12345678,deposit,1e3',        malformed_request,      amount",
        "'12345678,deposit,NaN',        malformed_request,      amount",
        "'12345678,deposit,Infinity',   malformed_request,      amount",
        "'12345678,deposit,0x10',       malformed_request,      amount",
        "'12345678,deposit,1.',         malformed_request,      amount",
        "'12345678,deposit,.5',         malformed_request,      amount",
        "'12345678,deposit,1 000',      malformed_request,      amount",
        "'12345678,deposit,٣',          malformed_request,      amount",
        "'12345678,deposit,0',          invalid_amount,         amount",
        "'12345678,deposit,-5',         invalid_amount,         amount",
        "'12345678,deposit,0.00001',    invalid_amount,         amount",
        "'12345678,deposit,999999999999999', amount_too_large,  amount",
        "'12345678,deposit,99999999999999999999999999999999', amount_too_large, amount",
        "'12345678,transfer,1',         invalid_account_number, to_account",
        "'12345678,deposit',            malformed_request,      row",
        "'12345678,deposit,1,2',        malformed_request,      row",
        "'12345678,deposit,\"1\"x',     malformed_request,      amount",
    })
    void aBadRowIsARejectWithItsFieldAndCodeAndTheNextRowStillCounts(
            String row, String code, String field) {
        List<ImportRow> rows = Rows.of(HEADER + row + "\n12345678,deposit,1.00\n");

        assertThat(rows).hasSize(2);
        ImportRow.RejectedRow reject = Rows.reject(rows.get(0));
        assertThat(reject.code()).isEqualTo(code);
        assertThat(reject.field()).isEqualTo(field);
        assertThat(reject.line()).isEqualTo(2);
        assertThat(reject.raw()).isEqualTo(row);
        assertThat(reject.message()).isNotBlank();
        assertThat(Rows.transaction(rows.get(1)).line()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "currency,       GBPX,                invalid: malformed_request",
        "currency,       XXX,                 invalid: malformed_request",
        "timestamp,      yesterday,           invalid: malformed_request",
        "timestamp,      2026-02-30,          invalid: malformed_request",
        "timestamp,      2026-01-02T25:00,    invalid: malformed_request",
        "timestamp,      2026-01-02T10:00:60, invalid: malformed_request",
        "timestamp,      2026-01-02T10:00+99, invalid: malformed_request",
        "id,             7,                   invalid: malformed_request",
        "to_account,     87654321,            invalid: malformed_request",
        "balance,        many,                invalid: malformed_request",
    })
    void aBadExtraColumnNamesItself(String column, String value, String expected) {
        ImportRow.RejectedRow reject =
                Rows.reject(
                        Rows.of(
                                        "account_num,transaction_type,amount,"
                                                + column
                                                + "\n12345678,deposit,1,"
                                                + value
                                                + "\n")
                                .get(0));

        assertThat(reject.field()).isEqualTo(column);
        assertThat("invalid: " + reject.code()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02,                     1767312000000",
        "2026-01-02T03:04,               1767323040000",
        "2026-01-02 03:04:05,            1767323045000",
        "2026-01-02T03:04:05Z,           1767323045000",
        "2026-01-02T03:04:05.5Z,         1767323045500",
        "2026-01-02T03:04:05.123456789Z, 1767323045123",
        "2026-01-02T03:04:05-0530,       1767342845000",
        "2026-01-02T03:04:05+02,         1767315845000",
        "1969-12-31T23:59:59Z,           -1000",
        "1970-01-01,                     1",
    })
    void timestampsAreIsoInAnyZoneAndUtcWithoutOne(String text, long expectedMs) {
        ImportRow row =
                Rows.of(
                                "account_num,transaction_type,amount,timestamp\n12345678,deposit,1,"
                                        + text
                                        + "\n")
                        .get(0);

        assertThat(Rows.transaction(row).effectiveAtMs()).isEqualTo(expectedMs);
    }

    @Test
    void theDecimalsAreJudgedByTheCurrencyThatTheRowNames() {
        String file =
                "account_num,transaction_type,amount,currency\n"
                        + "12345678,deposit,1.5,JPY\n"
                        + "12345678,deposit,1.50,gbp\n"
                        + "12345678,deposit,1.505,GBP\n"
                        + "12345678,deposit,1.505,BHD\n"
                        + "12345678,deposit,999999999999.99,GBP\n"
                        + "12345678,deposit,1000000000000.00,GBP\n";
        List<ImportRow> rows = Rows.of(file);

        assertThat(Rows.reject(rows.get(0)).code()).isEqualTo("invalid_amount");
        assertThat(Rows.transaction(rows.get(1)).currency()).isEqualTo("GBP");
        assertThat(Rows.reject(rows.get(2)).code()).isEqualTo("invalid_amount");
        assertThat(Rows.transaction(rows.get(3)).amount()).isEqualTo(new Decimal(1505, 3));
        assertThat(Rows.transaction(rows.get(4)).amount())
                .isEqualTo(new Decimal(99_999_999_999_999L, 2));
        assertThat(Rows.reject(rows.get(5)).code()).isEqualTo("amount_too_large");
    }

    @Test
    void theKeyIsTheIdempotencyKeyElseTheIdElseTheExternalIdElseAHash() {
        String id = "01890a5d-ac96-774b-bcce-b302099a8057";
        List<ImportRow> rows =
                Rows.of(
                        "account_num,transaction_type,amount,idempotency_key,id,external_id\n"
                                + ("12345678,deposit,1,k," + id + ",x\n")
                                + ("12345678,deposit,1,," + id + ",x\n")
                                + "12345678,deposit,1,,,x\n"
                                + "12345678,deposit,1,,,\n"
                                + "12345678,deposit,1,,,\n");

        assertThat(Rows.transaction(rows.get(0)).postKey()).isEqualTo("k");
        assertThat(Rows.transaction(rows.get(1)).key()).isEqualTo(id);
        assertThat(Rows.transaction(rows.get(1)).postKey()).isNull();
        assertThat(Rows.transaction(rows.get(2)).postKey()).isEqualTo("ext:x");
        assertThat(Rows.transaction(rows.get(3)).key()).matches("row:[0-9a-f]{32}");
        assertThat(Rows.transaction(rows.get(4)).key())
                .isNotEqualTo(Rows.transaction(rows.get(3)).key());
    }

    @Test
    void theSameFileGivesTheSameKeysAgainWhateverItsEncodingAndLineBreaks() {
        String file = HEADER + "12345678,deposit,1\n12345678,deposit,1\n";

        List<ImportRow> first = Rows.of(file);

        assertThat(Rows.of(file)).isEqualTo(first);
        assertThat(Rows.of(file.replace("\n", "\r\n"))).isEqualTo(first);
        assertThat(Rows.of(file.replace("\n", "\r"))).isEqualTo(first);
    }

    @Test
    void emptyLinesAreNoRowsButCountAsLines() {
        List<ImportRow> rows = Rows.of("\n\n" + HEADER + "\n   \n\r\n12345678,deposit,1\n\n\n");

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).line()).isEqualTo(7);
    }

    @Test
    void aRowOfEmptyCellsIsAReject() {
        assertThat(Rows.reject(Rows.of(HEADER + ",,\n").get(0)).raw()).isEqualTo(",,");
    }

    @Test
    void trailingEmptyCellsOfSpreadsheetsDoNoHarm() {
        assertThat(Rows.of(HEADER + "12345678,deposit,1,,\n").get(0))
                .isInstanceOf(ImportRow.TransactionRow.class);
    }

    @Test
    void unknownColumnsAreIgnoredAndNamed() throws Exception {
        byte[] file = "account_num,mood,transaction_type,amount\n".getBytes();
        try (ImportReader reader =
                ImportFile.open(
                        new java.io.ByteArrayInputStream(file),
                        "",
                        ImportMapping.own(),
                        Rows.GBP)) {
            assertThat(reader.ignoredColumns()).containsExactly("mood");
            assertThat(reader.hasNext()).isFalse();
            assertThat(reader.bytesRead()).isEqualTo(file.length);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                              file,        empty",
        "'\n\n  \n',                                      file,        empty",
        "'a,b,c\n1,2,3\n',                                account_num, mapping",
        "'account_num,amount\n',                          transaction_type, transaction_type",
        "'account_num,amount,Amount,transaction_type\n',  amount,      twice",
        "'account_num,\"holder\n',                        header,      quoted",
        "'{\"accounts\":[',                               file,        JSON",
        "'<?xml version=\"1.0\"?>',                       file,        XML",
    })
    void aFileWithoutAUsableHeaderIsRefusedAsAWhole(String file, String field, String word) {
        assertThatThrownBy(() -> Rows.of(file))
                .isInstanceOfSatisfying(
                        ImportException.class,
                        e -> {
                            assertThat(e.field()).isEqualTo(field);
                            assertThat(e).hasMessageContaining(word);
                            assertThat(e.code()).isIn("malformed_request", "not_implemented");
                        });
    }
}
