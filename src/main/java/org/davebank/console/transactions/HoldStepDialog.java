package org.davebank.console.transactions;

import com.vaadin.flow.component.Focusable;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.console.Facts;
import org.davebank.console.Fields;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Texts;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.CaptureRequest;
import org.davebank.service.bank.HoldService;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;

/** Captures or releases a hold, whole or in part. */
final class HoldStepDialog extends OrderDialog {

    private static final long serialVersionUID = 1L;

    private final transient BankService bank;
    private final transient Transaction hold;
    private final TransactionKind kind;
    private final long leftMinor;
    private final TextField amount = Fields.amount("money.amount");
    private final Checkbox last = new Checkbox(Texts.get("hold.final"));
    private final Paragraph effect = new Paragraph();

    /**
     * @param hold as it is now
     * @param kind CAPTURE or RELEASE
     * @param done runs after the bank has carried it out
     */
    HoldStepDialog(BankService bank, Transaction hold, TransactionKind kind, Runnable done) {
        super(bank, kind, done);
        this.bank = bank;
        this.hold = hold;
        this.kind = kind;
        this.leftMinor = leftMinor(hold);
        amount.setSuffixComponent(new Span(hold.currency()));
        amount.setValue(Money.toMajor(leftMinor, hold.currency()).toPlainString());
        amount.addClassName("wide");
        amount.setValueChangeMode(ValueChangeMode.EAGER);
        Fields.validateOnSubmit(amount);
        amount.addValueChangeListener(change -> sayEffect());
        last.addValueChangeListener(change -> {
            begin(); // The browser keeps whether it is the last one.
            sayEffect();
        });
        effect.getElement().setAttribute("aria-live", "polite");
        effect.addClassName("effect");
        sayEffect();
        keep("amount", amount);
        if (kind == TransactionKind.CAPTURE) {
            show(amount, last, effect);
        } else {
            show(amount, effect);
        }
    }

    /** What a hold reserves. */
    static long leftMinor(Transaction hold) {
        ReversalLinks.Hold link = hold.links().hold();
        return link == null ? 0 : link.remainingMinor();
    }

    private void sayEffect() {
        BigDecimal value = Formats.amount(amount.getValue());
        if (value == null || value.signum() <= 0) {
            effect.setText("");
            return;
        }
        String currency = hold.currency();
        String what =
                kind == TransactionKind.RELEASE
                        ? "hold.frees"
                        : "hold.takes." + HoldService.kindOfCapture(hold.toAccount());
        String taken =
                Texts.get(
                        what,
                        Formats.money(value, currency),
                        hold.account().toString(),
                        String.valueOf(hold.toAccount()));
        BigDecimal rest = Money.toMajor(leftMinor, currency).subtract(value);
        String then =
                rest.signum() < 0
                        ? Texts.get("hold.more", Formats.money(leftMinor, currency))
                        : rest.signum() == 0
                                ? Texts.get("hold.then.ends")
                                : Texts.get(
                                        last.getValue() ? "hold.then.frees" : "hold.then.keeps",
                                        Formats.money(rest, currency));
        effect.setText(taken + " " + then);
    }

    @Override
    Focusable<?> first() {
        return amount;
    }

    @Override
    Map<String, String> known() {
        Map<String, String> known = new HashMap<>();
        AccountNumber to = kind == TransactionKind.CAPTURE ? hold.toAccount() : null;
        known.put("hold", hold.id().toString());
        known.put("account", hold.account().toString());
        known.put("to", to == null ? "" : to.toString());
        known.put("currency", hold.currency());
        known.put("final", last.getValue().toString());
        return known;
    }

    @Override
    AccountNumber account() {
        return hold.account();
    }

    @Override
    Live.@Nullable Work<PostRequest> order(Caller caller) {
        BigDecimal value = Fields.positive(amount);
        if (Fields.firstInvalid(amount) || value == null) {
            return null;
        }
        boolean isLast = last.getValue();
        String ordered = key();
        return () ->
                kind == TransactionKind.CAPTURE
                        ? HoldService.capturing(hold, new CaptureRequest(value, isLast, ordered))
                        : HoldService.releasing(hold, value, ordered);
    }

    /** Adds what has become of the hold. */
    @Override
    void receipt(Posted posted, Facts facts, Caller caller) {
        Live.work(
                UI.getCurrent(),
                () -> bank.transaction(caller, hold.id(), ReadOptions.STRONG).value().transaction(),
                now -> facts.set("hold.now", HoldFacts.state(now)),
                // It is done all the same; the page of the hold shows it later.
                problem -> {});
    }
}
