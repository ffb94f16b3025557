package org.davebank.exchange.camt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.base.TransactionId;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.format.Rows;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.Ledger;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Statements of our own: sound by the standard, and known again when they come back. */
class CamtExportTest {

    private static final AccountNumber ADA = new AccountNumber(42);
    private static final AccountNumber BOB = new AccountNumber(43);
    private static final List<String> TEXTS =
            List.of(
                    "plain",
                    "NOTPROVIDED",
                    "  blanks around  ",
                    "<a & b> ]]> \"c\"",
                    "line\nline\r\nline\rline\ttab",
                    "žluť € 😀",
                    "more than the thirty-five characters of a reference");

    /** The order in which the standard wants the children of what is written. */
    private static final Map<String, List<String>> ORDER =
            Map.ofEntries(
                    Map.entry("Document", List.of("BkToCstmrStmt")),
                    Map.entry("BkToCstmrStmt", List.of("GrpHdr", "Stmt")),
                    Map.entry("GrpHdr", List.of("MsgId", "CreDtTm")),
                    Map.entry("Stmt", List.of("Id", "CreDtTm", "FrToDt", "Acct", "Bal", "Ntry")),
                    Map.entry("FrToDt", List.of("FrDtTm", "ToDtTm")),
                    Map.entry("Acct", List.of("Id", "Ccy", "Ownr")),
                    Map.entry("Id", List.of("Othr")),
                    Map.entry("Othr", List.of("Id")),
                    Map.entry("Ownr", List.of("Nm")),
                    Map.entry("Bal", List.of("Tp", "Amt", "CdtDbtInd", "Dt")),
                    Map.entry("Tp", List.of("CdOrPrtry")),
                    Map.entry("CdOrPrtry", List.of("Cd")),
                    Map.entry("Dt", List.of("DtTm")),
                    Map.entry(
                            "Ntry",
                            List.of(
                                    "Amt",
                                    "CdtDbtInd",
                                    "RvslInd",
                                    "Sts",
                                    "BookgDt",
                                    "ValDt",
                                    "AcctSvcrRef",
                                    "BkTxCd",
                                    "NtryDtls",
                                    "AddtlNtryInf")),
                    Map.entry("Sts", List.of("Cd")),
                    Map.entry("BookgDt", List.of("DtTm")),
                    Map.entry("ValDt", List.of("DtTm")),
                    Map.entry("BkTxCd", List.of("Prtry")),
                    Map.entry("Prtry", List.of("Cd", "Issr", "Tp", "Ref")),
                    Map.entry("NtryDtls", List.of("TxDtls")),
                    Map.entry("TxDtls", List.of("Refs", "RltdPties", "RmtInf")),
                    Map.entry("Refs", List.of("EndToEndId", "Prtry")),
                    Map.entry("RltdPties", List.of("DbtrAcct", "CdtrAcct")),
                    Map.entry("DbtrAcct", List.of("Id")),
                    Map.entry("CdtrAcct", List.of("Id")),
                    Map.entry("RmtInf", List.of("Ustrd")));

    private static final Map<String, Integer> CHARS_MAX =
            Map.of(
                    "MsgId",
                    35,
                    "Id",
                    35,
                    "AcctSvcrRef",
                    35,
                    "EndToEndId",
                    35,
                    "Cd",
                    35,
                    "Issr",
                    35,
                    "Ref",
                    35,
                    "Ustrd",
                    140,
                    "Nm",
                    140,
                    "AddtlNtryInf",
                    500);

    private final Ledger bank = newBank();
    private long index = 3;

    private static Ledger newBank() {
        Ledger ledger = new Ledger(new HeapSpill());
        long at = 0;
        for (AccountNumber number : List.of(ADA, BOB)) {
            at++;
            LedgerCommand open =
                    new LedgerCommand.OpenAccount(
                            number, "k", "Ada & <Bob>", "GBP", 2, 9_000, List.of(), "test", "job");
            ledger.apply(at, new LedgerBatch(at, List.of(open)));
        }
        ledger.follow(3, LedgerRules.TABLE.getLast());
        return ledger;
    }

    private LedgerResult post(Ledger ledger, LedgerCommand.Post post) {
        index++;
        return ledger.apply(index, new LedgerBatch(1_767_312_000_000L + index, List.of(post)))
                .getFirst();
    }

    private void post(
            TransactionKind kind, AccountNumber of, AccountNumber to, int minor, String text) {
        post(
                bank,
                new LedgerCommand.Post(
                        new TransactionId(0x01890a5dac96774bL, 0xbcceb302099a8000L + index),
                        text == null ? null : kind + " " + text,
                        kind,
                        of,
                        to,
                        minor,
                        2,
                        null,
                        text == null ? 0 : 1_700_000_000_001L,
                        text,
                        text,
                        PostingMode.LIVE,
                        "test",
                        "job"));
    }

    private void fill() {
        post(TransactionKind.DEPOSIT, ADA, null, 10_000, null);
        for (String text : TEXTS) {
            post(TransactionKind.WITHDRAWAL, ADA, null, 7, text);
            post(TransactionKind.TRANSFER, ADA, BOB, 100, text);
        }
        post(TransactionKind.TRANSFER, BOB, ADA, 50, null);
        post(TransactionKind.WITHDRAWAL, BOB, null, 1_000, null);
        post(TransactionKind.WITHDRAWAL, BOB, null, 1_000_000, "beyond all funds");
    }

    private static Account account(Ledger ledger, AccountNumber number) {
        LedgerAnswer answer = ledger.answer(new LedgerQuery.GetAccount(number));
        Account account = ((LedgerAnswer.AccountFound) answer).account();
        assertThat(account).isNotNull();
        return account;
    }

    private static void statement(Ledger ledger, AccountNumber number, CamtExport out)
            throws IOException {
        LedgerQuery query =
                new LedgerQuery.History(number, TransactionFilter.POSTED, Long.MAX_VALUE, 1_000);
        List<Transaction> entries =
                ((LedgerAnswer.Transactions) ledger.answer(query)).transactions().reversed();
        Account account = account(ledger, number);
        out.begin(new ExportWriter.Statement(account, 1, 2, 0, account.balanceMinor()));
        for (Transaction entry : entries) {
            out.write(entry);
        }
        out.end();
    }

    private static byte[] export(Ledger ledger) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        CamtExport out = new CamtExport(file, 1_767_312_000_000L);
        statement(ledger, ADA, out);
        statement(ledger, BOB, out);
        out.finish();
        return file.toByteArray();
    }

    private LedgerResult imported(Ledger ledger, ImportRow.TransactionRow row, PostingMode mode) {
        AccountRef to = row.to();
        TransactionId id = row.id();
        assertThat(id).isNotNull();
        return post(
                ledger,
                new LedgerCommand.Post(
                        id,
                        row.postKey(),
                        row.kind(),
                        ((AccountRef.Number) row.account()).number(),
                        to == null ? null : ((AccountRef.Number) to).number(),
                        row.amount().unscaled(),
                        row.amount().scale(),
                        row.currency(),
                        row.effectiveAtMs(),
                        row.reference(),
                        row.description(),
                        mode,
                        Purpose.reverses(row.reverses()),
                        "test",
                        "again"));
    }

    @Test
    void aStatementThatComesBackIsKnownAndInANewBankMakesTheSameBalances() throws IOException {
        fill();
        List<ImportRow> rows = Rows.of(export(bank), ImportMapping.own());
        Ledger other = newBank();
        int created = 0;

        assertThat(rows).hasSize(1 + 7 + 7 + 1 + 7 + 1 + 1);
        for (ImportRow row : rows) {
            ImportRow.TransactionRow told = Rows.transaction(row);
            LedgerResult again = imported(bank, told, PostingMode.LIVE);
            assertThat(again).isInstanceOf(LedgerResult.Recorded.class);
            assertThat(((LedgerResult.Recorded) again).replayed()).as(told.raw()).isTrue();
            LedgerResult result = imported(other, told, PostingMode.HISTORY);
            created += ((LedgerResult.Recorded) result).replayed() ? 0 : 1;
        }
        assertThat(created).as("a transfer is posted once").isEqualTo(17);
        for (AccountNumber number : List.of(ADA, BOB)) {
            assertThat(account(other, number).balanceMinor())
                    .isEqualTo(account(bank, number).balanceMinor());
        }
        assertThat(Rows.transaction(rows.getLast()).statedBalance()).isEqualTo(new Decimal(-35, 1));
    }

    private static TransactionId id(long at) {
        return new TransactionId(0x01890a5dac96774bL, 0xbcceb302099a8000L + at);
    }

    private void reverse(long at, AccountNumber of, AccountNumber to, int minor) {
        LedgerCommand.Post order =
                new LedgerCommand.Post(
                        id(index),
                        null,
                        TransactionKind.REVERSAL,
                        of,
                        to,
                        minor,
                        2,
                        null,
                        0,
                        null,
                        null,
                        PostingMode.LIVE,
                        Purpose.reverses(id(at)),
                        "test",
                        "job");
        LedgerResult.Recorded recorded = (LedgerResult.Recorded) post(bank, order);
        assertThat(recorded.transaction().code()).isNull();
    }

    @Test
    void reversalsComeBackWithTheirOriginals() throws Exception {
        long first = index;
        post(TransactionKind.DEPOSIT, ADA, null, 10_000, null);
        post(TransactionKind.WITHDRAWAL, ADA, null, 700, null);
        post(TransactionKind.TRANSFER, ADA, BOB, 300, null);
        reverse(first, ADA, null, 400);
        reverse(first + 1, ADA, null, 700);
        reverse(first + 2, BOB, ADA, 100);
        assertThat(account(bank, ADA).balanceMinor()).isEqualTo(10_000 - 300 - 400 + 100);
        byte[] file = export(bank);
        Ledger other = newBank();
        for (ImportRow row : Rows.of(file, ImportMapping.own())) {
            ImportRow.TransactionRow told = Rows.transaction(row);
            LedgerResult again = imported(bank, told, PostingMode.LIVE);
            assertThat(((LedgerResult.Recorded) again).replayed()).as(told.raw()).isTrue();
            imported(other, told, PostingMode.HISTORY);
        }

        for (AccountNumber number : List.of(ADA, BOB)) {
            assertThat(account(other, number).balanceMinor())
                    .isEqualTo(account(bank, number).balanceMinor());
        }
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element root =
                factory.newDocumentBuilder()
                        .parse(new ByteArrayInputStream(file))
                        .getDocumentElement();
        check(root);
        assertThat(root.getElementsByTagName("RvslInd").getLength()).isEqualTo(4);
    }

    @Test
    void theStructureIsThatOfTheStandard() throws Exception {
        fill();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element root =
                factory.newDocumentBuilder()
                        .parse(new ByteArrayInputStream(export(bank)))
                        .getDocumentElement();

        assertThat(root.getNamespaceURI())
                .isEqualTo("urn:iso:std:iso:20022:tech:xsd:camt.053.001.08");
        check(root);
        assertThat(root.getElementsByTagName("Ntry").getLength()).isEqualTo(25);
        assertThat(root.getElementsByTagName("Bal").getLength()).isEqualTo(4);
    }

    private static void check(Element element) {
        List<String> names = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                names.add(inner.getLocalName());
                check(inner);
            }
        }
        String name = element.getLocalName();
        if (names.isEmpty()) {
            int most = CHARS_MAX.getOrDefault(name, 24);
            assertThat(element.getTextContent()).as(name).hasSizeBetween(1, most);
            return;
        }
        assertThat(ORDER).containsKey(name);
        List<Integer> places = names.stream().map(each -> ORDER.get(name).indexOf(each)).toList();
        assertThat(places).as(name + " " + names).isSorted().doesNotContain(-1);
        if (!name.equals("Stmt") && !name.equals("BkToCstmrStmt")) {
            assertThat(names).doesNotHaveDuplicates();
        }
    }

    @Test
    void aTransferThatNamesOtherAccountsThanItsStatementIsRefused() throws IOException {
        fill();
        String file = new String(export(bank), StandardCharsets.UTF_8);
        String debtor = "<DbtrAcct><Id><Othr><Id>00000042<";
        List<ImportRow> rows = Rows.of(file.replace(debtor, debtor.replace("42", "41")));

        assertThat(Rows.meaning(rows).stream().filter("malformed_request account_num"::equals))
                .hasSize(7);
    }

    @Test
    void aStreamThatFailsIsAnIoError() {
        fill();
        OutputStream full =
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("the disk is full");
                    }
                };

        assertThatThrownBy(
                        () -> {
                            CamtExport out = new CamtExport(full, 1);
                            statement(bank, ADA, out);
                            out.finish();
                        })
                .isInstanceOf(IOException.class);
    }
}
