package org.davebank.console.transactions;

import com.vaadin.flow.component.Focusable;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.console.Facts;
import org.davebank.console.Fields;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Texts;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.davebank.service.bank.ReversalRequest;
import org.davebank.service.bank.ReversalService;
import org.jspecify.annotations.Nullable;

/** Gives back what is left of a deposit, a withdrawal or a transfer, or a part of it. */
final class ReversalDialog extends OrderDialog {

    private static final long serialVersionUID = 1L;

    private final transient Listings listings;
    private final transient Transaction original;
    private final transient Consumer<TransactionId> reversed;
    private final Paragraph effect = new Paragraph();
    private final TextField amount = Fields.amount("money.amount");
    private final TextField reason = new TextField(Texts.get("reversal.reason"));

    /** @param reversed receives the id of the reversal after money has moved */
    ReversalDialog(
            BankService bank,
            Listings listings,
            Transaction original,
            Consumer<TransactionId> reversed) {
        super(bank, TransactionKind.REVERSAL, () -> {});
        this.listings = listings;
        this.original = original;
        this.reversed = reversed;
        amount.setSuffixComponent(new Span(original.currency()));
        amount.setValue(Money.toMajor(leftMinor(original), original.currency()).toPlainString());
        for (TextField field : List.of(amount, reason)) {
            field.addClassName("wide");
            field.setValueChangeMode(ValueChangeMode.EAGER);
            Fields.validateOnSubmit(field);
        }
        amount.addValueChangeListener(change -> sayEffect());
        effect.getElement().setAttribute("aria-live", "polite");
        sayEffect();
        keep("amount", amount);
        keep("reason", reason);
        show(amount, reason, effect);
    }

    /** What can still be given back of a transaction. */
    static long leftMinor(Transaction of) {
        boolean moved = of.effectOn(of.account()) != 0 && of.kind() != TransactionKind.REVERSAL;
        return moved ? of.amountMinor() - of.links().reversedMinor() : 0;
    }

    private void sayEffect() {
        BigDecimal value = Formats.amount(amount.getValue());
        effect.setText(
                value == null || value.signum() <= 0
                        ? ""
                        : Texts.get(
                                "reversal.effect." + original.effect(),
                                Formats.money(value, original.currency()),
                                original.account().toString(),
                                String.valueOf(original.toAccount())));
    }

    @Override
    Focusable<?> first() {
        return amount;
    }

    @Override
    Map<String, String> known() {
        AccountNumber payer = payer();
        return Map.of(
                "original",
                original.id().toString(),
                "account",
                account().toString(),
                "to",
                payer == null ? "" : payer.toString(),
                "currency",
                original.currency());
    }

    /** Who gets back what a transfer has moved, else null. */
    private @Nullable AccountNumber payer() {
        return original.effect() == TransactionKind.TRANSFER ? original.account() : null;
    }

    @Override
    AccountNumber account() {
        AccountNumber payee = original.toAccount();
        return payer() == null || payee == null ? original.account() : payee;
    }

    @Override
    Live.@Nullable Work<PostRequest> order(Caller caller) {
        BigDecimal value = Fields.positive(amount);
        Fields.atMost(reason, LedgerLimits.DESCRIPTION_CHARS_MAX);
        if (Fields.firstInvalid(amount, reason) || value == null) {
            return null;
        }
        String why = reason.getValue().strip();
        ReversalRequest request = new ReversalRequest(value, why.isEmpty() ? null : why, key());
        return () -> ReversalService.posting(original, request);
    }

    @Override
    void receipt(Posted posted, Facts facts, Caller caller) {
        facts.set("transaction.reverses", original.id().toString());
        CreditFacts.add(listings, caller, posted, facts);
        reversed.accept(posted.transaction().id());
    }
}
