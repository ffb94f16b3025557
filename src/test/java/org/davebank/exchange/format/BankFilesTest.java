package org.davebank.exchange.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.Occurrences;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.suggest.MappingSuggestion;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as banks write them, read by the mapping that is proposed from their first rows alone. */
class BankFilesTest {

    private static Arguments file(String name, String text, String... rows) {
        return Arguments.of(name, text, List.of(rows));
    }

    static Stream<Arguments> files() {
        return Stream.concat(tables(), oddTables());
    }

    private static Stream<Arguments> tables() {
        return Stream.of(
                file(
                        "two amounts, pounds in the cells",
                        """
                        "Date","Transaction type","Description","Paid out","Paid in","Balance"
                        "04 Nov 2026","Bank credit","Pay","","£2,000.50","£2,010.50"
                        "05 Nov 2026","Direct debit","Gas","£75.10","","£1,935.40"
                        """,
                        "+2000.5 GBP f 2026-11-04 Pay =2010.5",
                        "-75.1 GBP f 2026-11-05 Gas =1935.4"),
                file(
                        "lines before the header and a total behind",
                        """
                        "Account Name:","Shared ****1234"
                        "Account Balance:","£800.00"

                        "Date","Description","Amount","Balance"
                        "02 Nov 2026","Pay","1900.50","1910.50"
                        "03 Nov 2026","Gas","-75.10","1835.40"
                        "","Total","1825.40",""
                        """,
                        "+1900.5 null Shared ****1234 2026-11-02 Pay =1910.5",
                        "-75.1 null Shared ****1234 2026-11-03 Gas =1835.4",
                        "malformed_request timestamp"),
                file(
                        "a fee beside the amount, and what is pending",
                        """
                        Type,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance
                        CARD_PAYMENT,2026-11-01 10:00:00,2026-11-02 08:00:00,Shop,-10.00,0.50,GBP,COMPLETED,89.50
                        TOPUP,2026-11-03 10:00:00,2026-11-03 10:00:01,Top-up,20.00,0.00,GBP,COMPLETED,109.50
                        CARD_PAYMENT,2026-11-04 10:00:00,,Cab,-5.00,0.00,GBP,PENDING,
                        """,
                        "-10.5 GBP f 2026-11-02T08:00 Shop (fee 0.50) =89.5",
                        "+20 GBP f 2026-11-03T10:00:01 Top-up =109.5",
                        "not_booked status"),
                file(
                        "day, time and zone in three columns, net beside gross",
                        """
                        "Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","Transaction ID","Balance"
                        "02/11/2026","10:15:20","CET","Ann","Payment","Completed","EUR","10,00","-0,35","9,65","TX1","9,65"
                        "13/07/2026","23:30:00","CEST","Bob","Payment","Completed","EUR","1.020,00","-20,00","1.000,00","TX2","1.009,65"
                        """,
                        "+9.65 EUR f 2026-11-02T09:15:20 Ann =9.65",
                        "+1000 EUR f 2026-07-13T21:30 Bob =1009.65"),
                file(
                        "a word for the direction, newest first",
                        """
                        "Datum";"Naam / Omschrijving";"Rekening";"Tegenrekening";"Af Bij";"Bedrag (EUR)";"Saldo na mutatie"
                        "20261103";"Winkel";"NL01";"";"Af";"12,50";"87,50"
                        "20261102";"Werk";"NL01";"NL02";"Bij";"100,00";"100,00"
                        """,
                        "-12.5 EUR NL01 2026-11-03 Winkel =87.5",
                        "+100 EUR NL01 2026-11-02 Werk =100"));
    }

    private static Stream<Arguments> oddTables() {
        return Stream.of(
                file(
                        "an account above the table, the other side's within",
                        """
                        "Girokonto";"DE12 5001 0517 5407 3249 31"
                        "Kontostand vom 28.11.2026:";"1.234,56 EUR"
                        ""
                        "Buchungsdatum";"Status";"Zahlungsempfänger*in";"Verwendungszweck";"IBAN";"Betrag (€)"
                        "27.11.26";"Gebucht";"Stadtwerke";"Strom";"DE99";"-1.000"
                        "26.11.26";"Gebucht";"Ich";"Gehalt";"DE98";"2.500,10"
                        "28.11.26";"Vorgemerkt";"Aldi";"x";"DE97";"-12,5"
                        """,
                        "-1000 EUR DE12500105175407324931 2026-11-27 Strom",
                        "+2500.1 EUR DE12500105175407324931 2026-11-26 Gehalt",
                        "not_booked status"),
                file(
                        "no header, a quoted line break",
                        """
                        18.10.2026;"SHOP 0527";18.10.2026;-33,87;EUR;;
                        18.10.2026;"POS 23,55 AT
                        SHOP TWO";16.10.2026;-23,55;EUR;;
                        19.10.2026;"REFUND";17.10.2026;4,11;EUR;;
                        """,
                        "-33.87 EUR f 2026-10-18 SHOP 0527",
                        "-23.55 EUR f 2026-10-18 POS 23,55 AT\nSHOP TWO",
                        "+4.11 EUR f 2026-10-19 REFUND"),
                file(
                        "kronor with blanks between thousands",
                        """
                        Bokföringsdag;Belopp;Rubrik;Saldo;Valuta
                        2026/11/02;-100,00;Mat;900,00;SEK
                        2026/11/01;1 000,00;Lön;1 000,00;SEK
                        """,
                        "-100 SEK f 2026-11-02 Mat =900",
                        "+1000 SEK f 2026-11-01 Lön =1000"),
                file(
                        "every way to write an amount",
                        """
                        Konto;Nr;Betrag;Text
                        DE-6;R3;1.234,56-;minus behind
                        DE-6;R1;-1.000,00 €;behind
                        DE-6;R4;−100,00;U+2212
                        DE-6;R5;(33,52);parentheses
                        DE-6;R7;1\u202f234,50;narrow
                        DE-6;R8;1'234,50;apostrophe
                        DE-6;R9;-1.000;thousand
                        DE-6;R11;- 12,50;blank
                        DE-6;R12;EUR 12,50;code
                        DE-6;R13;1.23,45;misplaced
                        DE-6;R14;-0,00;zero
                        """,
                        "-1234.56 EUR DE-6  minus behind",
                        "-1000 EUR DE-6  behind",
                        "-100 EUR DE-6  U+2212",
                        "-33.52 EUR DE-6  parentheses",
                        "+1234.5 EUR DE-6  narrow",
                        "+1234.5 EUR DE-6  apostrophe",
                        "-1000 EUR DE-6  thousand",
                        "-12.5 EUR DE-6  blank",
                        "+12.5 EUR DE-6  code",
                        "malformed_request amount",
                        "invalid_amount amount"),
                file(
                        "our own columns with decimal commas",
                        """
                        account_num;transaction_type;amount;timestamp
                        12345678;deposit;883,04;2026-11-01
                        12345678;withdrawal;1.000,5;2026-11-02
                        """,
                        "+883.04 null 12345678 2026-11-01 null",
                        "-1000.5 null 12345678 2026-11-02 null"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void areReadByTheMappingThatIsProposed(String name, String text, List<String> rows)
            throws IOException {
        byte[] file = text.getBytes(StandardCharsets.UTF_8);
        ImportMapping mapping =
                MappingSuggestion.of(new ByteArrayInputStream(file), "f_2026-11-28 (2).csv")
                        .mapping();

        assertThat(meaning(Rows.of(file, mapping))).isEqualTo(rows);
        assertThat(ImportMapping.parse(mapping.toJson())).isEqualTo(mapping);
    }

    /** Sign, amount, currency, account, date, description and the balance after it. */
    private static List<String> meaning(List<ImportRow> rows) {
        List<String> meaning = new ArrayList<>();
        for (ImportRow each : rows) {
            if (each instanceof ImportRow.TransactionRow row) {
                String at = java.time.Instant.ofEpochMilli(row.effectiveAtMs()).toString();
                String account =
                        switch (row.account()) {
                            case AccountRef.Number own -> own.number().toString();
                            case AccountRef.External external -> external.id();
                        };
                Decimal balance = row.statedBalance();
                meaning.add(
                        (row.kind() == TransactionKind.DEPOSIT ? "+" : "-")
                                + row.amount().value().toPlainString()
                                + " "
                                + row.currency()
                                + " "
                                + account
                                + " "
                                + (row.effectiveAtMs() == 0 ? "" : plain(at))
                                + " "
                                + row.description()
                                + (balance == null ? "" : " =" + balance.value().toPlainString()));
            } else {
                ImportRow.RejectedRow row = Rows.reject(each);
                meaning.add(row.code() + " " + row.field());
            }
        }
        return meaning;
    }

    private static String plain(String instant) {
        return instant.replace("T00:00:00Z", "").replace(":00Z", "").replace("Z", "");
    }

    private static List<String> keys(String file, String mapping) {
        return Rows.of(file, ImportMapping.parse(mapping)).stream()
                .map(row -> Rows.transaction(row).key())
                .toList();
    }

    private static final String DAYS =
            "{\"account_num\":{\"constant\":\"GB-9\"},\"transaction_type\":{\"by_sign\":true},"
                    + "\"amount\":\"Amount\",\"timestamp\":\"Date\",\"create_accounts\":true}";

    @Test
    void aRowIsKnownAgainInTheNextDownloadAndTwoEqualRowsAreTwo() {
        String monday = "2026-11-02,Tram,-1.49\n2026-11-02,Tram,-1.49\n2026-11-01,Pay,100.00\n";
        List<String> first = keys("Date,Text,Amount\n" + monday, DAYS);
        List<String> next = keys("Date,Text,Amount\n2026-11-03,Tea,-3.20\n" + monday, DAYS);

        assertThat(first).doesNotHaveDuplicates();
        assertThat(next.subList(1, 4)).isEqualTo(first);
    }

    @Test
    void aBalanceThatIsAnotherInTheNextDownloadMakesNoOtherRow() {
        String mapped = DAYS.replace("{\"account_num\"", "{\"balance\":\"Left\",\"account_num\"");
        List<String> first = keys("Date,Amount,Left\n2026-11-02,-1.49,10.00\n", mapped);
        assertThat(keys("Date,Amount,Left\n2026-11-02,-1.49,8.51\n", mapped)).isEqualTo(first);
        assertThat(keys("Date,Amount,Balance\n2026-11-02,-1.49,9.00\n", DAYS))
                .isEqualTo(keys("Date,Amount,Balance\n2026-11-02,-1.49,7.00\n", DAYS));
    }

    @Test
    void theSameContentOfAnotherAccountIsAnotherRow() {
        String file = "Date,Amount\n2026-11-02,-1.49\n";
        assertThat(keys(file, DAYS)).isNotEqualTo(keys(file, DAYS.replace("GB-9", "GB-8")));
    }

    @Test
    void moreRowsThanCanBeCountedAreToldApartByTheirLines() {
        Occurrences few = new Occurrences(2);
        assertThat(Stream.of(7L, 8L, 7L, 9L, 9L, 8L, 0L).map(few::next).toList())
                .containsExactly(1, 1, 2, 0, 0, 2, 0);
        Occurrences many = new Occurrences();
        for (long i = 0; i < 100_000; i++) {
            assertThat(many.next(i * 0x9e3779b97f4a7c15L)).isEqualTo(1);
        }
        for (long i = 0; i < 100_000; i++) {
            assertThat(many.next(i * 0x9e3779b97f4a7c15L)).isEqualTo(2);
        }
    }

    @Test
    void threeDecimalsOfACurrencyWithTwoAreNeverCutToTwo() {
        String mapping =
                "{\"account_num\":\"A\",\"amount\":\"B\",\"transaction_type\":{\"by_sign\":true},"
                        + "\"currency\":\"C\",\"create_accounts\":true";
        String file = "A;B;C\nX;3.000;HUF\nX;45.000;ISK\nX;1.500;KWD\nX;1.500;\n";
        List<ImportRow> rows = Rows.of(file, ImportMapping.parse(mapping + "}"));
        assertThat(meaning(rows))
                .containsExactly(
                        "invalid_amount amount",
                        "invalid_amount amount",
                        "+1.5 KWD X  null",
                        "invalid_amount amount");
        assertThat(Rows.reject(rows.get(0)).message()).contains("\"decimal\": \",\"");
        assertThat(meaning(Rows.of(file, ImportMapping.parse(mapping + ",\"decimal\":\",\"}"))))
                .containsExactly(
                        "+3000 HUF X  null",
                        "+45000 ISK X  null",
                        "+1500 KWD X  null",
                        "+1500 null X  null");
    }

    @Test
    void rowsAtTheEndAndColumnsByNumber() {
        String mapping =
                "{\"account_num\":{\"constant\":\"Y\"},\"amount_in\":3,\"amount_out\":{\"column\":2},"
                        + "\"timestamp\":{\"column\":1,\"pattern\":\"d.M.yyyy\"},\"header\":false,"
                        + "\"skip_lines\":2,\"skip_last_rows\":1,\"decimal\":\",\",\"group\":\"'\","
                        + "\"create_accounts\":true}";
        String file = "Bank\n\n1.11.2026;1'000,50;\n2.11.2026;;CHF 3\n3.11.2026;1.000,50;\n;9;9\n";
        assertThat(meaning(Rows.of(file, ImportMapping.parse(mapping))))
                .containsExactly(
                        "-1000.5 null Y 2026-11-01 null",
                        "+3 CHF Y 2026-11-02 null",
                        "malformed_request amount_out");
    }
}
