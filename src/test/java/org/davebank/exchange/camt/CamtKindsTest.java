package org.davebank.exchange.camt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.format.ImportFile;
import org.davebank.exchange.format.Rows;
import org.davebank.exchange.mapping.ImportMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements, reports and notifications of ISO 20022, in their versions. */
class CamtKindsTest {

    private static String message(String kind, String version, String body) {
        String[] names =
                switch (kind) {
                    case "052" -> new String[] {"BkToCstmrAcctRpt", "Rpt"};
                    case "053" -> new String[] {"BkToCstmrStmt", "Stmt"};
                    default -> new String[] {"BkToCstmrDbtCdtNtfctn", "Ntfctn"};
                };
        return "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.%s.001.%s'><%s><%s><Id>1</Id>"
                        .formatted(kind, version, names[0], names[1])
                + "<Acct><Id><IBAN>DE1</IBAN></Id><Ccy>EUR</Ccy></Acct>"
                + body
                + "</%s></%s></Document>".formatted(names[1], names[0]);
    }

    private static String entry(String status) {
        return "<Ntry><Amt Ccy='EUR'>1.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>"
                + status
                + "</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt><AcctSvcrRef>A</AcctSvcrRef></Ntry>";
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13"})
    void everyVersionIsReadWithEitherWayToWriteAStatus(String version) {
        String body = entry("BOOK") + entry("<Cd>BOOK</Cd>") + entry("<Cd>PDNG</Cd>");
        List<ImportRow> rows = Rows.of(message("053", version, body));
        assertThat(Rows.meaning(rows)).hasSize(3).contains("not_booked status");
        List<String> keys =
                rows.stream()
                        .filter(ImportRow.TransactionRow.class::isInstance)
                        .map(row -> Rows.transaction(row).key())
                        .toList();
        assertThat(keys).containsExactly(keys.get(0), keys.get(0) + "-2");
        assertThat(Rows.of(message("054", version, body))).hasSize(3);
    }

    @Test
    void aReportOfTheRunningDayIsReadOnlyWhenSomebodyAsks() {
        String file = message("052", "08", entry("BOOK") + entry("PDNG"));
        for (String settings : List.of("{}", "{\"format\":\"xml\"}", "{\"format\":\"camt053\"}")) {
            assertThatThrownBy(() -> Rows.of(file, ImportMapping.parse(settings)))
                    .isInstanceOf(ImportException.class)
                    .hasMessageContaining("camt.052")
                    .hasMessageContaining("camt.053 and camt.054 of the versions 02 to 13");
        }
        assertThat(Rows.meaning(Rows.of(file, ImportMapping.parse("{\"format\":\"camt052\"}"))))
                .hasSize(2)
                .contains("not_booked status");
    }

    @Test
    void anEntryOfANotificationIsThatOfTheStatementThatFollows() {
        assertThat(Rows.transaction(Rows.of(message("054", "04", entry("BOOK"))).get(0)).key())
                .isEqualTo(
                        Rows.transaction(Rows.of(message("053", "08", entry("BOOK"))).get(0))
                                .key());
    }

    @Test
    void theEndOfAStatementTellsItsBalancesAlsoWithoutEntries() throws IOException {
        String balance =
                "<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>%s</Amt><CdtDbtInd>"
                        + "DBIT</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>";
        String file =
                message(
                        "053",
                        "02",
                        balance.formatted("PRCD", "7.00") + balance.formatted("CLBD", "7.00"));
        List<ImportRow> rows = new ArrayList<>();
        try (ImportReader reader =
                ImportFile.open(
                        new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
                        "",
                        ImportMapping.own(),
                        Rows.GBP)) {
            reader.forEachRemaining(rows::add);
        }
        assertThat(rows).hasSize(1);
        ImportRow.StatementEnd end = (ImportRow.StatementEnd) rows.get(0);
        assertThat(end.opening()).isEqualTo(new Decimal(-7, 0));
        assertThat(end.closing()).isEqualTo(new Decimal(-7, 0));
        assertThat(end.carried()).isFalse();
    }
}
