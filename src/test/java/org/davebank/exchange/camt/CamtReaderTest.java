package org.davebank.exchange.camt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.format.Rows;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.suggest.MappingSuggestion;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of other banks: what they mean, and what becomes of those that mean harm. */
class CamtReaderTest {

    private static final String OURS = "<Othr><Id>12345678</Id></Othr>";

    private static String open(String version) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\""
                + "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
                + version
                + "\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>"
                + "<CreDtTm>2026-02-01T00:00:00Z</CreDtTm></GrpHdr>";
    }

    private static String statement(String account, String inner) {
        return "<Stmt><Id>S1</Id><Acct><Id>"
                + account
                + "</Id><Ccy>GBP</Ccy></Acct>"
                + inner
                + "</Stmt>";
    }

    private static String file(String inner) {
        return open("08") + statement(OURS, inner) + "</BkToCstmrStmt></Document>";
    }

    private static String entry(String amount, String direction, String rest) {
        return "<Ntry><Amt Ccy=\"GBP\">"
                + amount
                + "</Amt><CdtDbtInd>"
                + direction
                + "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
                + rest
                + "</Ntry>\n";
    }

    private static String balance(String type, String amount, String direction) {
        return "<Bal><Tp><CdOrPrtry><Cd>"
                + type
                + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"GBP\">"
                + amount
                + "</Amt><CdtDbtInd>"
                + direction
                + "</CdtDbtInd><Dt><Dt>2026-01-31</Dt></Dt></Bal>";
    }

    private static final String GOOD = entry("1.00", "CRDT", "");

    @Test
    void aStatementSaysTheSameAsCsv() {
        String csv =
                """
                account_num,transaction_type,amount,currency,timestamp,effective_at,reference,description,external_id
                12345678,deposit,12.50,GBP,2026-01-02,2026-01-03,E2E-1,Rent of January,
                12345678,withdrawal,0.07,GBP,2026-01-04T10:11:12.345+01:00,,,Tea and scones,
                12345678,withdrawal,5,GBP,2026-01-05,,,,
                12345678,deposit,1.005,GBP,2026-01-06,,,,
                """;
        String camt =
                file(
                        "<Ntry><NtryRef>1</NtryRef><Amt Ccy=\"GBP\">12.50</Amt>"
                                + "<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
                                + "<BookgDt><Dt>2026-01-02</Dt></BookgDt>"
                                + "<ValDt><Dt>2026-01-03+01:00</Dt></ValDt>"
                                + "<AcctSvcrRef> B-1 </AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd>"
                                + "</Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>E2E-1"
                                + "</EndToEndId></Refs><RmtInf><Ustrd>Rent of</Ustrd>"
                                + "<Ustrd>January</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
                                + "<Ntry><Amt Ccy=\"GBP\">0.07</Amt><CdtDbtInd>DBIT</CdtDbtInd>"
                                + "<RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><DtTm>"
                                + "2026-01-04T10:11:12.345+01:00</DtTm></BookgDt>"
                                + "<AcctSvcrRef>B-2</AcctSvcrRef><NtryDtls><TxDtls><Refs>"
                                + "<EndToEndId>NOTPROVIDED</EndToEndId></Refs></TxDtls></NtryDtls>"
                                + "<AddtlNtryInf>Tea and scones</AddtlNtryInf></Ntry>"
                                + "<Ntry><NtryRef>3</NtryRef><Amt Ccy=\"GBP\">5</Amt>"
                                + "<CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>"
                                + "<BookgDt><Dt>2026-01-05</Dt></BookgDt>"
                                + "<AcctSvcrRef>NONREF</AcctSvcrRef></Ntry>"
                                + "<Ntry><Amt Ccy=\"GBP\">1.005</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
                                + "<Sts>BOOK</Sts><BookgDt><Dt>2026-01-06</Dt></BookgDt>"
                                + "<AcctSvcrRef>B-4</AcctSvcrRef></Ntry>");

        assertThat(Rows.meaning(Rows.of(camt))).isEqualTo(Rows.meaning(Rows.of(csv)));
        assertThat(Rows.meaning(Rows.of(camt)).get(3)).isEqualTo("invalid_amount amount");
        assertThat(Rows.of(camt).get(3).line()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "03", "04", "05", "06", "07", "08"})
    void versionsTwoToEightAreRead(String version) {
        String file = open(version) + statement(OURS, GOOD + GOOD) + "</BkToCstmrStmt></Document>";
        List<ImportRow> rows = Rows.of(file);

        assertThat(rows).hasSize(2).allMatch(ImportRow.TransactionRow.class::isInstance);
        assertThat(Rows.transaction(rows.get(0)).key())
                .as("equal entries without a reference are two")
                .isNotEqualTo(Rows.transaction(rows.get(1)).key());
        assertThat(Rows.meaning(Rows.of(file, ImportMapping.parse("{\"format\":\"camt053\"}"))))
                .isEqualTo(Rows.meaning(rows));
    }

    @Test
    void otherVersionsAndOtherRootsAreRefused() {
        for (String version : List.of("01", "14", "99", "8", "0x", "")) {
            assertThatThrownBy(() -> Rows.of(open(version) + "</BkToCstmrStmt></Document>"))
                    .isInstanceOfSatisfying(
                            ImportException.class,
                            e -> assertThat(e.code()).isEqualTo("not_implemented"))
                    .hasMessageContaining("02 to 13");
        }
        assertThatThrownBy(() ->
                        Rows.of(
                                "<davebank xmlns='urn:davebank:1'/>",
                                ImportMapping.parse("{\"format\":\"camt053\"}")))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("camt.053 is Document");
        assertThatThrownBy(() -> Rows.of(open("08").replace("Document", "Dokument")))
                .isInstanceOf(ImportException.class);
        assertThatThrownBy(() -> Rows.of(open("08") + "</BkToCstmrStmt></Document>"))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("without a statement");
        assertThat(Rows.of(file(""))).isEmpty();
    }

    @Test
    void accountsThatAreNotOursAreForeignIds() {
        String file =
                open("08")
                        + statement("<IBAN>XY00DAVE1</IBAN>", GOOD)
                        + statement("<Othr><Id>DE-77</Id></Othr>", GOOD)
                        + statement(OURS, GOOD)
                        + "</BkToCstmrStmt></Document>";

        assertThat(Rows.of(file))
                .extracting(row -> Rows.transaction(row).account())
                .containsExactly(
                        new AccountRef.External("XY00DAVE1"),
                        new AccountRef.External("DE-77"),
                        new AccountRef.Number(new AccountNumber(12345678)));
    }

    static Stream<Arguments> badEntries() {
        String booked = "<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts></Ntry>";
        String amount = "<Ntry><Amt Ccy=\"GBP\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd>";
        return Stream.of(
                Arguments.of("no amount", "<Ntry>" + booked, "malformed_request amount"),
                Arguments.of("negative", entry("-1", "CRDT", ""), "invalid_amount amount"),
                Arguments.of("nothing", entry("0.00", "CRDT", ""), "invalid_amount amount"),
                Arguments.of("exponent", entry("1e3", "CRDT", ""), "malformed_request amount"),
                Arguments.of("NaN", entry("NaN", "CRDT", ""), "malformed_request amount"),
                Arguments.of("huge", entry("9".repeat(20), "CRDT", ""), "amount_too_large amount"),
                Arguments.of(
                        "direction",
                        entry("1", "CREDIT", ""),
                        "malformed_request transaction_type"),
                Arguments.of(
                        "currency",
                        GOOD.replace("\"GBP\"", "\"USD\""),
                        "currency_mismatch currency"),
                Arguments.of(
                        "no currency",
                        GOOD.replace(" Ccy=\"GBP\"", ""),
                        "currency_mismatch currency"),
                Arguments.of(
                        "pending", amount + "<Sts><Cd>PDNG</Cd></Sts></Ntry>", "not_booked status"),
                Arguments.of("information", amount + "<Sts>INFO</Sts></Ntry>", "not_booked status"),
                Arguments.of("no status", amount + "</Ntry>", "not_booked status"),
                Arguments.of(
                        "two statuses",
                        amount + "<Sts>BOOK</Sts><Sts><Cd>PDNG</Cd></Sts></Ntry>",
                        "not_booked status"),
                Arguments.of(
                        "two amounts",
                        entry("1", "CRDT", "<Amt Ccy=\"GBP\">2</Amt>"),
                        "malformed_request row"),
                Arguments.of(
                        "no day",
                        entry("1", "CRDT", "<BookgDt><Dt>2026-02-30</Dt></BookgDt>"),
                        "malformed_request timestamp"),
                Arguments.of(
                        "long",
                        entry("1", "CRDT", "<AddtlNtryInf>" + "x".repeat(501) + "</AddtlNtryInf>"),
                        "malformed_request description"),
                Arguments.of(
                        "very long",
                        entry(
                                "1",
                                "CRDT",
                                "<AddtlNtryInf>" + "x".repeat(5_000_000) + "</AddtlNtryInf>"),
                        "malformed_request description"),
                Arguments.of(
                        "control",
                        entry("1", "CRDT", "<AddtlNtryInf>a\u0001b</AddtlNtryInf>"),
                        "malformed_request description"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badEntries")
    void aBadEntryCostsItselfOnly(String name, String entry, String expected) {
        List<ImportRow> rows = Rows.of(file(GOOD + entry + GOOD));

        assertThat(rows).hasSize(3);
        assertThat(Rows.meaning(rows).stream().filter(String.class::isInstance))
                .containsExactly(expected);
        ImportRow.RejectedRow reject =
                rows.stream()
                        .filter(ImportRow.RejectedRow.class::isInstance)
                        .map(Rows::reject)
                        .findFirst()
                        .orElseThrow();
        assertThat(reject.line()).isEqualTo(2);
        assertThat(reject.raw()).startsWith("<Ntry>").hasSizeLessThanOrEqualTo(4_096);
    }

    @Test
    void theOriginalRowOfARejectKeepsWhatTheImportHasNoUseFor() {
        String entry =
                "<Ntry><Amt Ccy=\"GBP\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd>"
                        + "<Sts>PDNG</Sts><BkTxCd><Domn><Cd>PMNT &amp; &lt;x</Cd></Domn></BkTxCd>"
                        + "</Ntry>";
        String spread = entry.replace("><", ">\n  <");

        assertThat(Rows.of(file(entry)).get(0).raw()).isEqualTo(entry);
        assertThat(Rows.of(file(spread)).get(0).raw()).isEqualTo(entry);
    }

    @Test
    void aStatementOfTwoAccountsIsOfNone() {
        String second = "<Acct><Id><Othr><Id>87654321</Id></Othr></Id></Acct>";

        assertThat(Rows.meaning(Rows.of(file(second + GOOD))))
                .containsExactly("malformed_request account_num");
        assertThat(
                        Rows.meaning(
                                Rows.of(
                                        open("08")
                                                + "<Stmt><Id>S</Id>"
                                                + GOOD
                                                + "</Stmt></BkToCstmrStmt></Document>")))
                .containsExactly("invalid_account_number account_num");
    }

    @Test
    void aBatchIsPostedOnceWithItsOwnAmount() {
        StringBuilder payments = new StringBuilder("<NtryDtls><Btch><NbOfTxs>9</NbOfTxs></Btch>");
        for (int i = 0; i < 5_000; i++) {
            payments.append("<TxDtls><Refs><EndToEndId>P").append(i);
            payments.append("</EndToEndId></Refs><Amt Ccy=\"GBP\">0.01</Amt><RmtInf><Ustrd>pay");
            payments.append("</Ustrd></RmtInf></TxDtls>");
        }
        String batch =
                entry("50.00", "DBIT", "<AcctSvcrRef>B</AcctSvcrRef>" + payments + "</NtryDtls>");
        List<ImportRow> rows = Rows.of(file(batch));

        assertThat(rows).hasSize(1);
        ImportRow.TransactionRow row = Rows.transaction(rows.get(0));
        assertThat(row.amount()).isEqualTo(new Decimal(50, 0));
        assertThat(row.key()).startsWith("camt:B:");
        assertThat(row.reference()).isNull();
        assertThat(row.description()).isNull();
    }

    @Test
    void balancesAreToldWithTheFirstAndTheLastBookedEntry() {
        String pending =
                "<Ntry><Amt Ccy=\"GBP\">9</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts></Ntry>";
        String balances =
                balance("OPBD", "10.00", "DBIT")
                        + balance("CLAV", "77.00", "CRDT")
                        + balance("CLBD", "3.50", "CRDT");
        List<ImportRow> rows =
                Rows.of(
                        file(
                                balances
                                        + entry("4", "DBIT", "")
                                        + entry("16.50", "CRDT", "")
                                        + entry("1", "CRDT", "")
                                        + pending));
        List<ImportRow.TransactionRow> booked =
                rows.stream()
                        .filter(ImportRow.TransactionRow.class::isInstance)
                        .map(Rows::transaction)
                        .toList();

        assertThat(booked)
                .extracting(ImportRow.TransactionRow::openingBalance)
                .containsExactly(new Decimal(-10, 0), null, null);
        assertThat(booked)
                .extracting(ImportRow.TransactionRow::statedBalance)
                .containsExactly(new Decimal(-14, 0), null, new Decimal(35, 1));
    }

    @Test
    void elementsOfOtherNamespacesSayNothing() {
        List<ImportRow> rows =
                Rows.of(
                        file(
                                entry("1", "CRDT", "<x:Sts xmlns:x='urn:x'>PDNG</x:Sts>")
                                        + "<x:Ntry xmlns:x='urn:x'><x:Amt>2</x:Amt></x:Ntry>"));

        assertThat(rows).hasSize(1);
        assertThat(Rows.transaction(rows.get(0)).kind()).isEqualTo(TransactionKind.DEPOSIT);
    }

    static Stream<String> broken() {
        String start = open("08") + "<Stmt><Id>S</Id><Acct><Id>" + OURS + "</Id></Acct>" + GOOD;
        return Stream.of(
                start,
                start + "<Ntry><Amt Ccy=",
                start + "</Document>",
                start + "&unknown;",
                start + "<Ntry>" + "<a>".repeat(100_000),
                start + "<" + "a".repeat(2_000_000) + "/>",
                start + "<Ntry><!--" + "x".repeat(2_000_000) + "-->");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void whereItBreaksOffTheEntriesBeforeStandAndTheRestIsOneReject(String file) {
        List<ImportRow> rows = Rows.of(file);

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).isInstanceOf(ImportRow.TransactionRow.class);
        assertThat(Rows.reject(rows.get(1)).message()).contains("nothing after this");
    }

    @Test
    void documentTypesAreRefused() {
        String bomb = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";

        assertThatThrownBy(() -> Rows.of(file(GOOD).replace("\n<Document", bomb + "<Document")))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("DTD");
    }

    @Test
    void flippedBytesGiveRowsRejectsOrATypedErrorAndNothingElse() {
        byte[] whole =
                file(balance("OPBD", "1", "CRDT") + GOOD + balance("CLBD", "2", "CRDT") + GOOD)
                        .getBytes(StandardCharsets.UTF_8);
        String alphabet = "<>&/!-?\"'=x0\0\u00ff\n";
        for (int seed = 0; seed < 2_000; seed++) {
            RandomSource random = new RandomSource(seed);
            byte[] file = whole.clone();
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
