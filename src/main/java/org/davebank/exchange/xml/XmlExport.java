package org.davebank.exchange.xml;

import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Marshaller;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.davebank.base.TransactionId;
import org.davebank.exchange.ExportWriter;
import org.davebank.ledger.Account;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * The bank's own XML, {@code davebank} in {@code urn:davebank:1}, one row per line. Characters that
 * XML can't represent become U+FFFD.
 */
public final class XmlExport {

    private static final String BEGIN =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<davebank xmlns=\""
                    + XmlNames.NAMESPACE
                    + "\" version=\"1\">\n<";

    private XmlExport() {}

    /** The text with U+FFFD for each character that XML can't represent. */
    public static String sound(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isSound(text, i)) {
                StringBuilder plain = new StringBuilder(text);
                for (int k = i; k < text.length(); k++) {
                    plain.setCharAt(k, isSound(text, k) ? text.charAt(k) : '\ufffd');
                }
                return plain.toString();
            }
        }
        return text;
    }

    private static boolean isSound(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c < ' ' ? c == '\t' || c == '\n' || c == '\r' : c < '\ufffe';
    }

    private static @Nullable String optional(@Nullable String text) {
        return text == null ? null : sound(text);
    }

    /** A list of bound elements within the root. */
    private abstract static class Elements {

        private final Writer out;
        private final String list;
        private final Marshaller binder;

        /**
         * The binder flushes its output after each row, so it writes to memory rather than to the
         * file.
         */
        private final StringWriter row = new StringWriter();

        Elements(Writer out, String list) throws IOException {
            this.out = out;
            this.list = list;
            try {
                binder = XmlNames.context().createMarshaller();
                binder.setProperty(Marshaller.JAXB_FRAGMENT, true);
            } catch (JAXBException e) {
                throw new IllegalStateException("the bound elements are our own", e);
            }
            out.write(BEGIN + list + ">\n");
        }

        void element(Object bound) throws IOException {
            row.getBuffer().setLength(0);
            try {
                binder.marshal(bound, row);
            } catch (JAXBException e) {
                throw new IllegalStateException("the bound elements are our own", e);
            }
            out.append(row.getBuffer()).write('\n');
        }

        public void finish() throws IOException {
            out.write("</" + list + ">\n</davebank>\n");
            out.flush();
        }
    }

    public static final class Accounts extends Elements implements ExportWriter.Accounts {

        public Accounts(Writer out) throws IOException {
            super(out, "accounts");
        }

        @Override
        public void write(Account account) throws IOException {
            XmlAccount bound = new XmlAccount();
            bound.accountNum = account.number().toString();
            bound.holder = sound(account.holder());
            bound.currency = account.currency();
            bound.status = account.status().name();
            bound.overdraftLimit =
                    ExportWriter.major(account.overdraftLimitMinor(), account.currency());
            bound.balance = ExportWriter.major(account.balanceMinor(), account.currency());
            bound.openedAt = ExportWriter.instant(account.openedAtMs());
            List<String> aliases = account.aliases().stream().map(XmlExport::sound).toList();
            bound.aliases = aliases.isEmpty() ? null : aliases;
            element(bound);
        }
    }

    public static final class Transactions extends Elements implements ExportWriter.Transactions {

        public Transactions(Writer out) throws IOException {
            super(out, "transactions");
        }

        @Override
        public boolean write(Transaction transaction) throws IOException {
            if (!ExportWriter.isExported(transaction)) {
                return false;
            }
            XmlTransaction bound = new XmlTransaction();
            bound.id = transaction.id().toString();
            bound.accountNum = transaction.account().toString();
            bound.transactionType = transaction.kind().name().toLowerCase(Locale.ROOT);
            bound.amount = ExportWriter.major(transaction.amountMinor(), transaction.currency());
            bound.currency = transaction.currency();
            bound.toAccount =
                    transaction.toAccount() == null ? null : transaction.toAccount().toString();
            bound.timestamp = ExportWriter.instant(transaction.committedAtMs());
            bound.effectiveAt = ExportWriter.instant(transaction.effectiveAtMs());
            bound.reference = optional(transaction.reference());
            bound.description = optional(transaction.description());
            bound.idempotencyKey = optional(transaction.idempotencyKey());
            TransactionId reverses = transaction.links().reverses();
            bound.reverses = reverses == null ? null : reverses.toString();
            bound.captures = ExportWriter.ofHold(transaction, TransactionKind.CAPTURE);
            bound.releases = ExportWriter.ofHold(transaction, TransactionKind.RELEASE);
            bound.expiresAt = ExportWriter.expiresAt(transaction);
            bound.holdState = ExportWriter.holdState(transaction);
            element(bound);
            return true;
        }
    }
}
