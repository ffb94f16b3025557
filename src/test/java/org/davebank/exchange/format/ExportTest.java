package org.davebank.exchange.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes out comes in again unchanged, in every format. */
class ExportTest {

    private static final List<String> TEXTS =
            List.of(
                    "plain",
                    "=SUM(A1:A9)",
                    "'=x",
                    "a,b;c|d",
                    "\"said\" & <done/> ]]>",
                    "line\nline\r\nline\rline\ttab",
                    "  blanks around  ",
                    "žluť € 😀");

    static Transaction transaction(int n, TransactionStatus status, @Nullable String text) {
        return new Transaction(
                new TransactionId(0x01890a5dac96774bL, 0xbcceb302099a8000L + n),
                text,
                n % 3 == 0 ? TransactionKind.TRANSFER : TransactionKind.WITHDRAWAL,
                new AccountNumber(42),
                n % 3 == 0 ? new AccountNumber(43) : null,
                1250 + n,
                n % 2 == 0 ? "GBP" : "JPY",
                1_767_312_000_123L,
                1_700_000_000_001L,
                text,
                text,
                "ada",
                "r1",
                status,
                null,
                -5,
                7,
                9);
    }

    private static Transaction reversal(int n, TransactionId of, @Nullable AccountNumber to) {
        Transaction plain = transaction(2 * n + 2, TransactionStatus.POSTED, "back");
        return new Transaction(
                plain.id(),
                plain.idempotencyKey(),
                TransactionKind.REVERSAL,
                plain.account(),
                to,
                plain.amountMinor(),
                plain.currency(),
                plain.committedAtMs(),
                plain.effectiveAtMs(),
                plain.reference(),
                plain.description(),
                plain.by(),
                plain.requestId(),
                plain.status(),
                null,
                0,
                8,
                10,
                List.of(),
                new ReversalLinks(of, to == null, 0, List.of()));
    }

    static byte[] transactions(FileFormat format, List<Transaction> transactions)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportWriter.Transactions writer = ExportFile.transactions(format, out);
        for (Transaction each : transactions) {
            writer.write(each);
        }
        writer.finish();
        return out.toByteArray();
    }

    static byte[] accounts(FileFormat format, List<Account> accounts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportWriter.Accounts writer = ExportFile.accounts(format, out);
        for (Account each : accounts) {
            writer.write(each);
        }
        writer.finish();
        return out.toByteArray();
    }

    private static Account account(int number, String holder, String... aliases) {
        return new Account(
                new AccountNumber(number),
                holder,
                number % 2 == 0 ? "GBP" : "JPY",
                AccountStatus.ACTIVE,
                500,
                -20,
                3,
                1_767_312_000_123L,
                List.of(aliases));
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV", "JSON", "NDJSON", "XML"})
    void transactionsReimportUnchanged(FileFormat format) throws IOException {
        List<Transaction> all =
                java.util.stream.IntStream.range(0, 2 * TEXTS.size())
                        .mapToObj(i ->
                                transaction(
                                        i,
                                        TransactionStatus.POSTED,
                                        i < TEXTS.size() ? TEXTS.get(i) : null))
                        .toList();
        byte[] file = transactions(format, all);
        List<ImportRow> rows = Rows.of(file, ImportMapping.own());

        assertThat(rows).hasSameSizeAs(all);
        for (int i = 0; i < all.size(); i++) {
            Transaction out = all.get(i);
            ImportRow.TransactionRow in = Rows.transaction(rows.get(i));
            AccountNumber to = out.toAccount();
            assertThat(in.id()).isEqualTo(out.id());
            assertThat(in.postKey()).isEqualTo(out.idempotencyKey());
            assertThat(in.kind()).isEqualTo(out.kind());
            assertThat(in.account()).isEqualTo(new AccountRef.Number(out.account()));
            assertThat(in.to()).isEqualTo(to == null ? null : new AccountRef.Number(to));
            assertThat(ExportWriter.major(out.amountMinor(), out.currency()))
                    .satisfies(text -> assertThat(in.amount().value()).isEqualByComparingTo(text));
            assertThat(in.currency()).isEqualTo(out.currency());
            assertThat(in.effectiveAtMs()).isEqualTo(out.effectiveAtMs());
            assertThat(in.reference()).isEqualTo(out.reference());
            assertThat(in.description()).isEqualTo(out.description());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV", "JSON", "NDJSON", "XML"})
    void reversalsReimportUnchanged(FileFormat format) throws IOException {
        Transaction original = transaction(1, TransactionStatus.POSTED, null);
        Transaction taken = reversal(1, original.id(), null);
        Transaction returned = reversal(2, original.id(), new AccountNumber(43));
        List<ImportRow> rows =
                Rows.of(
                        transactions(format, List.of(original, taken, returned)),
                        ImportMapping.own());

        assertThat(Rows.transaction(rows.get(0)).reverses()).isNull();
        ImportRow.TransactionRow back = Rows.transaction(rows.get(1));
        assertThat(back.kind()).isEqualTo(TransactionKind.REVERSAL);
        assertThat(back.id()).isEqualTo(taken.id());
        assertThat(back.reverses()).isEqualTo(original.id());
        assertThat(back.to()).isNull();
        assertThat(Rows.transaction(rows.get(2)).to())
                .isEqualTo(new AccountRef.Number(new AccountNumber(43)));
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV", "JSON", "NDJSON", "XML"})
    void accountsReimportUnchanged(FileFormat format) throws IOException {
        List<Account> all =
                List.of(
                        account(7, "=Ada, \"the first\" & <co>", "-A|1", "B\\2", "C;3 4"),
                        account(8, "Zoë 😀"));
        List<ImportRow> rows = Rows.of(accounts(format, all), ImportMapping.own());

        assertThat(Rows.meaning(rows))
                .isEqualTo(
                        Rows.meaning(Rows.of(accounts(FileFormat.CSV, all), ImportMapping.own())));
        ImportRow.AccountRow row = (ImportRow.AccountRow) rows.get(0);
        assertThat(row.holder()).isEqualTo(all.get(0).holder());
        assertThat(row.aliases()).isEqualTo(all.get(0).aliases());
        assertThat(row.overdraftLimitMinor()).isEqualTo(500);
        assertThat(row.openedAtMs()).isEqualTo(1_767_312_000_123L);
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV", "JSON", "NDJSON", "XML"})
    void rejectedTransactionsAreLeftOutAndAnEmptyFileIsSound(FileFormat format) throws IOException {
        byte[] file =
                transactions(format, List.of(transaction(1, TransactionStatus.REJECTED, null)));

        assertThat(file).isEqualTo(transactions(format, List.of()));
        if (format != FileFormat.NDJSON) {
            assertThat(Rows.of(file, ImportMapping.own())).isEmpty();
        }
    }

    @Test
    void amountsInJsonAreNumbersWithTheCurrencysDecimals() throws IOException {
        List<Transaction> two =
                List.of(
                        transaction(250, TransactionStatus.POSTED, null),
                        transaction(251, TransactionStatus.POSTED, null));
        String file = new String(transactions(FileFormat.JSON, two), StandardCharsets.UTF_8);

        assertThat(file)
                .startsWith("{\"version\":1,\"transactions\":[{\"id\":\"01890a5d-")
                .contains("\"amount\":15.00,\"currency\":\"GBP\"")
                .contains("\"amount\":1501,\"currency\":\"JPY\"")
                .endsWith("}\n]}\n");
    }

    @Test
    void xmlIsValidByTheShippedSchema() throws Exception {
        Validator validator;
        try (InputStream schema = ExportWriter.class.getResourceAsStream("davebank-1.xsd")) {
            validator =
                    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                            .newSchema(new StreamSource(schema))
                            .newValidator();
        }
        byte[] transactions =
                transactions(
                        FileFormat.XML,
                        List.of(
                                transaction(3, TransactionStatus.POSTED, "t"),
                                reversal(1, new TransactionId(1, 2), new AccountNumber(43))));
        byte[] accounts = accounts(FileFormat.XML, List.of(account(7, "Ada", "A", "B")));
        byte[] wrong =
                new String(accounts, StandardCharsets.UTF_8)
                        .replace("00000007", "7")
                        .getBytes(StandardCharsets.UTF_8);

        for (byte[] file : List.of(transactions, accounts)) {
            assertThatCode(() ->
                            validator.validate(new StreamSource(new ByteArrayInputStream(file))))
                    .doesNotThrowAnyException();
        }
        assertThatThrownBy(
                        () -> validator.validate(new StreamSource(new ByteArrayInputStream(wrong))))
                .hasMessageContaining("account_num");
        assertThat(Files.readAllBytes(Path.of("data/davebank-1.xsd")))
                .isEqualTo(
                        Files.readAllBytes(
                                Path.of(
                                        "src/main/resources/org/davebank/exchange/davebank-1.xsd")));
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV", "JSON", "NDJSON", "XML"})
    void aStreamThatFailsIsAnIoError(FileFormat format) {
        OutputStream full =
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("the disk is full");
                    }
                };

        assertThatThrownBy(
                        () -> {
                            ExportWriter.Transactions out = ExportFile.transactions(format, full);
                            for (int i = 0; i < 1_000; i++) {
                                out.write(transaction(i, TransactionStatus.POSTED, "t"));
                            }
                            out.finish();
                        })
                .isInstanceOf(IOException.class);
    }
}
