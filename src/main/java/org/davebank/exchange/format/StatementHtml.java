package org.davebank.exchange.format;

import java.io.IOException;
import java.io.Writer;
import org.davebank.exchange.ExportWriter;
import org.davebank.ledger.Account;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/** A statement as a printable page: one table, without resources to load and without scripts. */
final class StatementHtml implements ExportWriter.Statements {

    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Statement</title><style>
            body{font:11pt/1.4 system-ui,sans-serif;margin:2rem;color:#111;background:#fff}
            table{border-collapse:collapse;width:100%}
            th,td{padding:.3rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid #bbb}
            .n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
            thead{display:table-header-group} tr{break-inside:avoid}
            @media print{body{margin:0}}
            </style></head><body>
            """;

    private final Writer out;
    private ExportWriter.@Nullable Statement statement;
    private long balanceMinor;

    StatementHtml(Writer out) throws IOException {
        this.out = out;
        out.write(HEAD);
    }

    @Override
    public void begin(ExportWriter.Statement begun) throws IOException {
        statement = begun;
        balanceMinor = begun.openingMinor();
        Account account = begun.account();
        out.write("<h1>Statement of account " + account.number() + "</h1>\n<p>");
        text(account.holder());
        out.write("<br>" + ExportWriter.instant(begun.fromMs()) + " to ");
        out.write(ExportWriter.instant(begun.toMs()) + ", by value date, in " + account.currency());
        out.write("</p>\n");
        out.write("<table><thead><tr><th scope=\"col\">Effective</th><th scope=\"col\">Entry</th>");
        out.write("<th scope=\"col\">Reference</th><th scope=\"col\" class=\"n\">Change</th>");
        out.write("<th scope=\"col\" class=\"n\">Balance</th></tr></thead>\n<tbody>\n");
        balance("Opening balance", begun.openingMinor(), account);
    }

    private void balance(String what, long minor, Account account) throws IOException {
        out.write("<tr><th scope=\"row\" colspan=\"4\">" + what + "</th><td class=\"n\">");
        out.write(ExportWriter.major(minor, account.currency()) + "</td></tr>\n");
    }

    @Override
    public void write(Transaction entry) throws IOException {
        ExportWriter.Statement of = statement;
        if (of == null) {
            throw new IllegalStateException("a statement begins before its entries");
        }
        long changeMinor = entry.effectOn(of.account().number());
        balanceMinor += changeMinor;
        String what =
                switch (entry.effect()) {
                    case DEPOSIT -> "Deposit";
                    case WITHDRAWAL -> "Withdrawal";
                    case TRANSFER -> "Transfer";
                    case REVERSAL -> "Reversal";
                    case HOLD, CAPTURE, RELEASE, BATCH -> throw new AssertionError(entry.kind());
                };
        if (entry.isBetweenAccounts()) {
            what += changeMinor < 0 ? " to " : " from ";
        }
        out.write("<tr><td>" + ExportWriter.instant(entry.effectiveAtMs()) + "</td><td>" + what);
        text(ExportWriter.other(entry, of.account().number()));
        if (entry.description() != null) {
            out.write("<br>");
            text(entry.description());
        }
        out.write("</td><td>");
        text(entry.reference() == null ? "" : entry.reference());
        out.write("</td><td class=\"n\">" + ExportWriter.major(changeMinor, entry.currency()));
        out.write("</td><td class=\"n\">" + ExportWriter.major(balanceMinor, entry.currency()));
        out.write("</td></tr>\n");
    }

    private void text(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.write("&lt;");
                case '>' -> out.write("&gt;");
                case '&' -> out.write("&amp;");
                case '"' -> out.write("&quot;");
                case '\'' -> out.write("&#39;");
                default -> out.write(c < ' ' && c != '\t' && c != '\n' ? ' ' : c);
            }
        }
    }

    @Override
    public void end() throws IOException {
        ExportWriter.Statement of = statement;
        if (of != null) {
            balance("Closing balance", of.closingMinor(), of.account());
        }
        out.write("</tbody></table>\n");
    }

    @Override
    public void finish() throws IOException {
        out.write("</body></html>\n");
        out.flush();
    }
}
