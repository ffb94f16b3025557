package org.davebank.exchange.camt;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.xml.XmlExport;
import org.davebank.ledger.Account;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * ISO 20022 statements, camt.053.001.08: for each account its balances and its entries. An entry
 * carries the transaction's id as the bank's reference, so that it can be recognised later; a
 * transfer appears in the statements of both accounts. An active hold is a pending entry. Characters that XML can't represent become
 * U+FFFD.
 */
public final class CamtExport implements ExportWriter.Statements {

    private static final String VERSION = "08";

    private final Writer out;
    private final long createdAtMs;
    private String currency = "";
    private AccountNumber account = new AccountNumber(0);

    /**
     * Writes the start of the document. The caller closes the stream.
     *
     * @param createdAtMs wall milliseconds, part of the message's and the statements' ids
     */
    public CamtExport(OutputStream stream, long createdAtMs) throws IOException {
        out = ExportWriter.utf8(stream);
        this.createdAtMs = createdAtMs;
        out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"");
        out.write(CamtNames.NAMESPACE + VERSION + "\">\n<BkToCstmrStmt>\n<GrpHdr>");
        tag("MsgId", CamtNames.ISSUER + '-' + createdAtMs);
        tag("CreDtTm", ExportWriter.instant(createdAtMs));
        out.write("</GrpHdr>\n");
    }

    @Override
    public void begin(ExportWriter.Statement statement) throws IOException {
        Account of = statement.account();
        account = of.number();
        currency = of.currency();
        out.write("<Stmt>");
        tag("Id", account.toString() + '-' + createdAtMs);
        tag("CreDtTm", ExportWriter.instant(createdAtMs));
        out.write("<FrToDt>");
        tag("FrDtTm", ExportWriter.instant(statement.fromMs()));
        tag("ToDtTm", ExportWriter.instant(statement.toMs()));
        out.write("</FrToDt><Acct>");
        account(account.toString());
        tag("Ccy", currency);
        if (!of.holder().isEmpty()) {
            out.write("<Ownr>");
            tag("Nm", of.holder());
            out.write("</Ownr>");
        }
        out.write("</Acct>\n");
        balance(CamtNames.OPENING, statement.openingMinor(), statement.fromMs());
        balance(CamtNames.CLOSING, statement.closingMinor(), statement.toMs());
    }

    private void account(String number) throws IOException {
        out.write("<Id><Othr>");
        tag("Id", number);
        out.write("</Othr></Id>");
    }

    private void balance(String type, long minor, long atMs) throws IOException {
        out.write("<Bal><Tp><CdOrPrtry>");
        tag("Cd", type);
        out.write("</CdOrPrtry></Tp>");
        amount(minor);
        out.write("<Dt>");
        tag("DtTm", ExportWriter.instant(atMs));
        out.write("</Dt></Bal>\n");
    }

    private void amount(long minor) throws IOException {
        String text = ExportWriter.major(minor, currency);
        out.write("<Amt Ccy=\"" + currency + "\">");
        out.write(minor < 0 ? text.substring(1) : text);
        out.write("</Amt>");
        tag("CdtDbtInd", minor < 0 ? CamtNames.DEBIT : CamtNames.CREDIT);
    }

    @Override
    public void write(Transaction entry) throws IOException {
        TransactionId original = entry.links().reverses();
        ReversalLinks.Hold hold = entry.links().hold();
        TransactionId held = hold == null ? null : hold.of();
        Link link =
                original != null
                        ? new Link(CamtNames.REVERSES, plain(original))
                        : held != null ? new Link(CamtNames.CAPTURES, plain(held)) : null;
        entry(entry, entry.effectOn(account), CamtNames.BOOKED, link);
    }

    @Override
    public void pending(Transaction hold) throws IOException {
        ReversalLinks.Hold link = hold.links().hold();
        if (link != null) {
            String expires = ExportWriter.instant(link.expiresAtMs());
            entry(
                    hold,
                    -link.remainingMinor(),
                    CamtNames.PENDING,
                    new Link(CamtNames.EXPIRES, expires));
        }
    }

    /** A proprietary reference. */
    private record Link(String type, String reference) {}

    private void entry(Transaction entry, long effectMinor, String status, @Nullable Link link)
            throws IOException {
        out.write("<Ntry>");
        amount(effectMinor);
        if (entry.links().reverses() != null) {
            tag("RvslInd", "true");
        }
        out.write("<Sts>");
        tag("Cd", status);
        out.write("</Sts><BookgDt>");
        tag("DtTm", ExportWriter.instant(entry.committedAtMs()));
        out.write("</BookgDt><ValDt>");
        tag("DtTm", ExportWriter.instant(entry.effectiveAtMs()));
        out.write("</ValDt>");
        tag("AcctSvcrRef", plain(entry.id()));
        out.write("<BkTxCd><Prtry>");
        tag("Cd", entry.kind().name());
        tag("Issr", CamtNames.ISSUER);
        out.write("</Prtry></BkTxCd>");
        details(entry, link);
        optional("AddtlNtryInf", entry.description());
        out.write("</Ntry>\n");
    }

    /** The id without dashes: the standard's references are short. */
    private static String plain(TransactionId id) {
        return id.toString().replace("-", "");
    }

    /** A reference that is too long for its field, or is a placeholder, goes with the payment. */
    private void details(Transaction entry, @Nullable Link link) throws IOException {
        AccountNumber to = entry.toAccount();
        String text = entry.reference() == null ? "" : entry.reference();
        boolean given = !text.isEmpty();
        if (!given && to == null && link == null) {
            return;
        }
        boolean fits =
                given
                        && text.length() <= CamtNames.REFERENCE_CHARS_MAX
                        && !CamtEntry.isNothing(text);
        out.write("<NtryDtls><TxDtls>");
        if (fits || link != null) {
            out.write("<Refs>");
            if (fits) {
                tag("EndToEndId", text);
            }
            if (link != null) {
                out.write("<Prtry>");
                tag("Tp", link.type());
                tag("Ref", link.reference());
                out.write("</Prtry>");
            }
            out.write("</Refs>");
        }
        if (to != null) {
            out.write("<RltdPties><DbtrAcct>");
            account(entry.account().toString());
            out.write("</DbtrAcct><CdtrAcct>");
            account(to.toString());
            out.write("</CdtrAcct></RltdPties>");
        }
        if (given && !fits) {
            out.write("<RmtInf>");
            tag("Ustrd", text);
            out.write("</RmtInf>");
        }
        out.write("</TxDtls></NtryDtls>");
    }

    private void optional(String name, @Nullable String text) throws IOException {
        if (text != null && !text.isEmpty()) {
            tag(name, text);
        }
    }

    private void tag(String name, String text) throws IOException {
        out.append('<').append(name).append('>');
        String sound = XmlExport.sound(text);
        int done = 0;
        for (int i = 0; i < sound.length(); i++) {
            String escaped =
                    switch (sound.charAt(i)) {
                        case '<' -> "&lt;";
                        case '>' -> "&gt;";
                        case '&' -> "&amp;";
                        // A parser would turn it into a line feed.
                        case '\r' -> "&#13;";
                        default -> null;
                    };
            if (escaped != null) {
                out.append(sound, done, i).append(escaped);
                done = i + 1;
            }
        }
        out.append(sound, done, sound.length()).append("</").append(name).append('>');
    }

    @Override
    public void end() throws IOException {
        out.write("</Stmt>\n");
    }

    @Override
    public void finish() throws IOException {
        out.write("</BkToCstmrStmt>\n</Document>\n");
        out.flush();
    }
}
