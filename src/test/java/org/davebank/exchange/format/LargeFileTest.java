package org.davebank.exchange.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.mapping.ImportMapping;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LargeFileTest {

    private static final int ROWS = Integer.getInteger("davebank.rows", 200_000);

    /** A file that exists only while it is read. */
    private static final class EndlessRows extends InputStream {

        private final IntFunction<String> rowText;
        private byte[] chunk;
        private @Nullable String tail;
        private int position;
        private int row;

        EndlessRows(String head, IntFunction<String> rowText, String tail) {
            this.chunk = head.getBytes(StandardCharsets.UTF_8);
            this.rowText = rowText;
            this.tail = tail;
        }

        @Override
        public int read() {
            throw new AssertionError("read in chunks");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (position == chunk.length) {
                if (row == ROWS && tail == null) {
                    return -1;
                }
                chunk = next();
                position = 0;
            }
            int count = Math.min(length, chunk.length - position);
            System.arraycopy(chunk, position, buffer, offset, count);
            position += count;
            return count;
        }

        private byte[] next() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 500 && row < ROWS; i++) {
                row++;
                text.append(rowText.apply(row));
            }
            if (row == ROWS && tail != null) {
                text.append(tail);
                tail = null;
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String csvRow(int row) {
        StringBuilder text = new StringBuilder();
        text.append(",").append(10_000_000 + row * 7 % 80_000_000);
        text.append(row % 3 == 0 ? ",withdrawal," : ",deposit,");
        text.append(row % 100_000).append('.').append(10 + row % 90);
        text.append(",GBP,,2026-01-02T03:04:").append(10 + row % 50).append("Z,,R");
        text.append(row);
        text.append(row % 10 == 0 ? ",\"Tea, and a \"\"scone\"\"\",,\r\n" : ",Tea,,\r\n");
        return text.toString();
    }

    private static String entry(int row) {
        return "<Ntry><NtryRef>"
                + row
                + "</NtryRef><Amt Ccy=\"GBP\">"
                + (1 + row % 100_000)
                + ".10</Amt><CdtDbtInd>"
                + (row % 3 == 0 ? "DBIT" : "CRDT")
                + "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt>"
                + "<AcctSvcrRef>B-"
                + row
                + "</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd></Domn></BkTxCd><NtryDtls><TxDtls>"
                + "<Refs><EndToEndId>E"
                + row
                + "</EndToEndId></Refs></TxDtls></NtryDtls>"
                + "<AddtlNtryInf>Tea &amp; scones</AddtlNtryInf></Ntry>\n";
    }

    @Test
    void rowsStreamInFlatMemory() throws IOException {
        flatMemory(
                new EndlessRows(
                        "id,account_num,transaction_type,amount,currency,to_account,timestamp,effective_at,reference,description,idempotency_key,external_id\r\n",
                        LargeFileTest::csvRow,
                        ""));
    }

    @Test
    void statementsStreamInFlatMemory() throws IOException {
        flatMemory(
                new EndlessRows(
                        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'>"
                                + "<BkToCstmrStmt><Stmt><Id>S</Id><Acct><Id><Othr><Id>12345678"
                                + "</Id></Othr></Id></Acct>\n",
                        LargeFileTest::entry,
                        "</Stmt></BkToCstmrStmt></Document>"));
    }

    private static void flatMemory(InputStream file) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long startNs = thread.getCurrentThreadCpuTime();
        long usedEarly = 0;
        long rows = 0;
        try (ImportReader reader = ImportFile.open(file, "", ImportMapping.own(), Rows.GBP)) {
            while (reader.hasNext()) {
                ImportRow row = reader.next();
                if (row instanceof ImportRow.StatementEnd) {
                    continue;
                }
                Rows.transaction(row);
                rows++;
                if (rows == ROWS / 10) {
                    System.gc();
                    usedEarly = runtime.totalMemory() - runtime.freeMemory();
                }
            }
            double seconds = (thread.getCurrentThreadCpuTime() - startNs) / 1e9;
            System.out.printf("%,d rows, %,.0f rows a CPU second%n", rows, rows / seconds);
            System.gc();
        }
        long usedLate = runtime.totalMemory() - runtime.freeMemory();

        assertThat(rows).isEqualTo(ROWS);
        assertThat(usedLate - usedEarly).isLessThan(8L << 20);
    }
}
