package org.davebank.exchange.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.exchange.ExportWriter;
import org.davebank.ledger.Account;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * The bank's own JSON: a document with one list, one row per line; or only the rows, which is
 * NDJSON. Absent values are left out.
 */
public final class JsonExport {

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .rootValueSeparator("")
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .build();

    /** A JSON generator configured for exports. */
    static JsonGenerator generator(OutputStream out) {
        return FACTORY.createGenerator(out);
    }

    /** Rows as lines, with or without an enclosing document. */
    private abstract static class Lines {

        private final OutputStream out;
        private final boolean document;
        final JsonGenerator json;

        Lines(OutputStream out, boolean document, String list) throws IOException {
            this.out = out;
            this.document = document;
            json = generator(out);
            guarded(() -> {
                if (document) {
                    json.writeStartObject();
                    json.writeNumberProperty("version", 1);
                    json.writeName(list);
                    json.writeStartArray();
                }
            });
        }

        void end() {
            json.writeEndObject();
            json.writeRaw('\n');
        }

        void optional(String name, @Nullable String text) {
            if (text != null) {
                json.writeStringProperty(name, text);
            }
        }

        void amount(String name, long minor, String currency) {
            json.writeNumberProperty(name, Money.toMajor(minor, currency));
        }

        public void finish() throws IOException {
            guarded(() -> {
                if (document) {
                    json.writeEndArray();
                    json.writeEndObject();
                    json.writeRaw('\n');
                }
                json.flush();
            });
            out.flush();
        }
    }

    /** Unwraps a failure of the stream for the caller, as with every other format. */
    static void guarded(Runnable writing) throws IOException {
        try {
            writing.run();
        } catch (JacksonIOException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e);
        } catch (JacksonException e) {
            throw new IllegalStateException("the exporter writes sound JSON", e);
        }
    }

    /** {@code {"version":1,"accounts":[…]}}, or only its rows. */
    public static final class Accounts extends Lines implements ExportWriter.Accounts {

        public Accounts(OutputStream out, boolean document) throws IOException {
            super(out, document, "accounts");
        }

        @Override
        public void write(Account account) throws IOException {
            guarded(() -> {
                json.writeStartObject();
                json.writeStringProperty("account_num", account.number().toString());
                json.writeStringProperty("holder", account.holder());
                json.writeStringProperty("currency", account.currency());
                json.writeStringProperty("status", account.status().name());
                amount("overdraft_limit", account.overdraftLimitMinor(), account.currency());
                amount("balance", account.balanceMinor(), account.currency());
                json.writeStringProperty("opened_at", ExportWriter.instant(account.openedAtMs()));
                if (!account.aliases().isEmpty()) {
                    json.writeName("aliases");
                    json.writeStartArray();
                    account.aliases().forEach(json::writeString);
                    json.writeEndArray();
                }
                end();
            });
        }
    }

    /** {@code {"version":1,"transactions":[…]}}, or only its rows. */
    public static final class Transactions extends Lines implements ExportWriter.Transactions {

        public Transactions(OutputStream out, boolean document) throws IOException {
            super(out, document, "transactions");
        }

        @Override
        public boolean write(Transaction transaction) throws IOException {
            if (!ExportWriter.isExported(transaction)) {
                return false;
            }
            guarded(() -> {
                json.writeStartObject();
                json.writeStringProperty("id", transaction.id().toString());
                json.writeStringProperty("account_num", transaction.account().toString());
                json.writeStringProperty(
                        "transaction_type", transaction.kind().name().toLowerCase(Locale.ROOT));
                amount("amount", transaction.amountMinor(), transaction.currency());
                json.writeStringProperty("currency", transaction.currency());
                if (transaction.toAccount() != null) {
                    json.writeStringProperty("to_account", transaction.toAccount().toString());
                }
                json.writeStringProperty(
                        "timestamp", ExportWriter.instant(transaction.committedAtMs()));
                json.writeStringProperty(
                        "effective_at", ExportWriter.instant(transaction.effectiveAtMs()));
                optional("reference", transaction.reference());
                optional("description", transaction.description());
                optional("idempotency_key", transaction.idempotencyKey());
                TransactionId reverses = transaction.links().reverses();
                optional("reverses", reverses == null ? null : reverses.toString());
                optional("captures", ExportWriter.ofHold(transaction, TransactionKind.CAPTURE));
                optional("releases", ExportWriter.ofHold(transaction, TransactionKind.RELEASE));
                optional("expires_at", ExportWriter.expiresAt(transaction));
                optional("hold_state", ExportWriter.holdState(transaction));
                end();
            });
            return true;
        }
    }

    private JsonExport() {}
}
