package org.davebank.exchange.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.exchange.ExportWriter;
import org.davebank.ledger.Account;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A statement as JSON: its header, then the entries with the balance after each. */
public final class StatementJson implements ExportWriter.Statements {

    private final JsonGenerator json;
    private final OutputStream out;
    private AccountNumber account = new AccountNumber(0);
    private long balanceMinor;

    public StatementJson(OutputStream out) {
        this.out = out;
        json = JsonExport.generator(out);
    }

    @Override
    public void begin(ExportWriter.Statement statement) throws IOException {
        Account of = statement.account();
        account = of.number();
        balanceMinor = statement.openingMinor();
        JsonExport.guarded(() -> {
            json.writeStartObject();
            json.writeStringProperty("account_num", account.toString());
            json.writeStringProperty("holder", of.holder());
            json.writeStringProperty("currency", of.currency());
            json.writeStringProperty("from", ExportWriter.instant(statement.fromMs()));
            json.writeStringProperty("to", ExportWriter.instant(statement.toMs()));
            json.writeStringProperty("by", "effective_at");
            amount("opening_balance", statement.openingMinor(), of.currency());
            amount("closing_balance", statement.closingMinor(), of.currency());
            json.writeName("entries");
            json.writeStartArray();
        });
    }

    private void amount(String name, long minor, String currency) {
        json.writeNumberProperty(name, Money.toMajor(minor, currency));
    }

    @Override
    public void write(Transaction entry) throws IOException {
        long changeMinor = entry.effectOn(account);
        balanceMinor += changeMinor;
        JsonExport.guarded(() -> {
            json.writeStartObject();
            json.writeStringProperty("id", entry.id().toString());
            json.writeStringProperty(
                    "transaction_type", entry.effect().name().toLowerCase(Locale.ROOT));
            amount("change", changeMinor, entry.currency());
            amount("balance", balanceMinor, entry.currency());
            optional("other_account", ExportWriter.other(entry, account));
            json.writeStringProperty("timestamp", ExportWriter.instant(entry.committedAtMs()));
            json.writeStringProperty("effective_at", ExportWriter.instant(entry.effectiveAtMs()));
            optional("reference", entry.reference());
            optional("description", entry.description());
            TransactionId reverses = entry.links().reverses();
            optional("reverses", reverses == null ? null : reverses.toString());
            json.writeEndObject();
            json.writeRaw('\n');
        });
    }

    private void optional(String name, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            json.writeStringProperty(name, text);
        }
    }

    @Override
    public void end() throws IOException {
        JsonExport.guarded(() -> {
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        });
    }

    @Override
    public void finish() throws IOException {
        JsonExport.guarded(json::flush);
        out.flush();
    }
}
