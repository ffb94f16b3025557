package org.davebank.console.transactions;

import com.vaadin.flow.component.Focusable;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.console.Facts;
import org.davebank.console.Fields;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Texts;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.HoldService;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;

/** A deposit, a withdrawal, a transfer or a hold. Its id is made when the dialog opens. */
public class MoneyDialog extends OrderDialog {

    private static final long serialVersionUID = 1L;

    private final transient BankService bank;
    private final transient Listings listings;
    private final TransactionKind kind;
    private final TextField account = new TextField(Texts.get("money.account"));
    private final @Nullable AccountBox to;
    private final TextField amount = Fields.amount("money.amount");
    private final TextField reference = new TextField(Texts.get("money.reference"));
    private final @Nullable HoldTerms terms;
    private final String currency;

    /**
     * @param number null lets the person choose the account
     * @param done runs after money has moved
     */
    public MoneyDialog(
            BankService bank,
            Listings listings,
            TransactionKind kind,
            @Nullable AccountNumber number,
            String currency,
            Runnable done) {
        super(bank, kind, done);
        this.bank = bank;
        this.listings = listings;
        this.kind = kind;
        this.currency = currency;
        account.setRequiredIndicatorVisible(true);
        account.setHelperText(Texts.get("money.account.help"));
        if (kind == TransactionKind.TRANSFER) {
            account.setLabel(Texts.get("money.from"));
        }
        if (number != null) {
            account.setValue(number.toString());
            account.setReadOnly(true);
            account.setHelperText(null);
        }
        amount.setSuffixComponent(new Span(currency));
        for (TextField field : List.of(account, amount, reference)) {
            field.addClassName("wide");
            field.setValueChangeMode(ValueChangeMode.EAGER);
            Fields.validateOnSubmit(field);
        }
        keep("account", account);
        boolean hold = kind == TransactionKind.HOLD;
        terms = hold ? new HoldTerms() : null;
        if (hold || kind == TransactionKind.TRANSFER) {
            to = new AccountBox(Texts.get(hold ? "hold.to" : "money.to"), listings);
            to.addClassName("wide");
            to.setRequiredIndicatorVisible(!hold);
            keep("to", to);
            show(account, to, amount, reference);
        } else {
            to = null;
            show(account, amount, reference);
        }
        if (terms != null && to != null) {
            to.addValueChangeListener(change -> sayEffect(terms));
            amount.addValueChangeListener(change -> sayEffect(terms));
            account.addValueChangeListener(change -> sayEffect(terms));
            terms.onChange(() -> {
                begin(); // The browser keeps how long it lasts.
                sayEffect(terms);
            });
            below(terms);
        }
        keep("amount", amount);
        keep("reference", reference);
    }

    private void sayEffect(HoldTerms of) {
        BigDecimal value = Formats.amount(amount.getValue());
        of.say(
                value == null || value.signum() <= 0 ? "" : Formats.money(value, currency),
                account.getValue().strip(),
                to == null ? "" : to.account());
    }

    @Override
    Focusable<?> first() {
        if (!account.isReadOnly() && account.isEmpty()) {
            return account;
        }
        return to != null && to.isEmpty() && terms == null ? to : amount;
    }

    @Override
    Map<String, String> known() {
        return terms == null
                ? Map.of("id", id().toString(), "currency", currency)
                : Map.of(
                        "id",
                        id().toString(),
                        "currency",
                        currency,
                        "expires",
                        Long.toString(terms.lastsS()));
    }

    @Override
    AccountNumber account() {
        return AccountNumber.parse(account.getValue().strip());
    }

    @Override
    Live.@Nullable Work<PostRequest> order(Caller caller) {
        String number = account.getValue().strip();
        account.setErrorMessage(Texts.get("money.account.wrong"));
        account.setInvalid(!AccountNumber.isValid(number));
        if (to != null) {
            to.check(number);
        }
        BigDecimal value = Fields.positive(amount);
        Fields.atMost(reference, LedgerLimits.REFERENCE_CHARS_MAX);
        if (Fields.firstInvalid(account) || (to != null && isInvalid(to))) {
            return null;
        }
        if (Fields.firstInvalid(amount, reference) || value == null) {
            return null;
        }
        String payee = to == null ? "" : to.account();
        String note = reference.getValue().strip();
        AccountNumber payer = AccountNumber.parse(number);
        TransactionId ordered = id();
        String key = key();
        Long lastsS = terms == null ? null : terms.lastsS();
        return () -> {
            AccountNumber receiver = payee.isEmpty() ? null : resolved(caller, payee);
            PostRequest order =
                    new PostRequest(
                            payer,
                            lastsS == null ? kind : HoldService.kindOfCapture(receiver),
                            value,
                            receiver,
                            null,
                            null,
                            note.isEmpty() ? null : note,
                            ordered,
                            key,
                            null);
            return lastsS == null ? order : HoldService.hold(order, lastsS);
        };
    }

    private static boolean isInvalid(AccountBox box) {
        if (box.isInvalid()) {
            box.focus();
        }
        return box.isInvalid();
    }

    private AccountNumber resolved(Caller caller, String numberOrAlias) {
        return AccountNumber.isValid(numberOrAlias)
                ? AccountNumber.parse(numberOrAlias)
                : bank.account(caller, numberOrAlias, ReadOptions.STRONG).value().number();
    }

    @Override
    void receipt(Posted posted, Facts facts, Caller caller) {
        ReversalLinks.Hold hold = posted.transaction().links().hold();
        if (hold != null) {
            facts.set("hold.ends", Formats.instant(hold.expiresAtMs()));
        }
        CreditFacts.add(listings, caller, posted, facts);
    }
}
