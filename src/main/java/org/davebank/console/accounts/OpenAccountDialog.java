package org.davebank.console.accounts;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.RouteParameters;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.console.Fields;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.orders.KeptOrder;
import org.davebank.console.orders.OrderSlip;
import org.davebank.ledger.LedgerLimits;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.OpenRequest;
import org.davebank.service.bank.OpenedAccount;
import org.jspecify.annotations.Nullable;

/** Opens a new account. The key is made when the dialog opens, so that retries open only one. */
public class OpenAccountDialog extends Dialog {

    private static final long serialVersionUID = 1L;

    private final BankService bank;
    private final Runnable done;
    private final TextField holder = new TextField(Texts.get("account.holder"));
    private final TextField number = new TextField(Texts.get("account.number.wanted"));
    private final TextField currency = new TextField(Texts.get("account.currency"));
    private final TextField overdraft = new TextField(Texts.get("account.overdraft"));
    private final TextField aliases = new TextField(Texts.get("account.aliases"));
    private final Button cancel = new Button(Texts.get("dialog.cancel"), click -> close());
    private final Button send = new Button(Texts.get("accounts.create.send"));
    private final Div answer = new Div();
    private final OrderSlip slip;
    private String key;

    public OpenAccountDialog(BankService bank, String ownCurrency, Runnable done) {
        this.bank = bank;
        this.done = done;
        this.key = "console-" + bank.newId();
        setHeaderTitle(Texts.get("accounts.create.title"));
        setWidth("min(440px, 94vw)");
        holder.setRequiredIndicatorVisible(true);
        number.setHelperText(Texts.get("account.number.help"));
        currency.setValue(ownCurrency);
        overdraft.setValue("0");
        aliases.setHelperText(Texts.get("account.aliases.help"));
        for (TextField field : List.of(holder, number, currency, overdraft, aliases)) {
            field.addClassName("wide");
            field.setValueChangeMode(ValueChangeMode.EAGER);
            Fields.validateOnSubmit(field);
            add(field);
        }
        answer.getElement().setAttribute("aria-live", "assertive");
        add(answer);
        send.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        slip =
                new OrderSlip(
                        send,
                        KeptOrder.Kind.OPEN,
                        Map.of(
                                "holder", holder,
                                "number", number,
                                "currency", currency,
                                "overdraft", overdraft,
                                "aliases", aliases),
                        this::send);
        addDetachListener(detach -> slip.leave());
        getFooter().add(cancel, send);
        addOpenedChangeListener(opened -> {
            if (opened.isOpened()) {
                slip.begin(key, Map.of());
                holder.focus();
            } else {
                slip.leave();
            }
        });
    }

    private void send(boolean kept) {
        if (!send.isEnabled()) {
            return;
        }
        answer.removeAll();
        if (!kept) {
            answer.add(Notices.note("bad", "✕", Texts.get("orders.full")));
            return;
        }
        OpenRequest request = request();
        if (request == null) {
            slip.settled();
            return;
        }
        send.setEnabled(false);
        answer.add(slip.sent(request.number()));
        // Closing the dialog can't take back what was sent.
        cancel.setText(Texts.get("dialog.close"));
        Caller caller = SignedIn.caller();
        Live.work(
                UI.getCurrent(), () -> bank.open(caller, request, key), this::opened, this::failed);
    }

    private @Nullable OpenRequest request() {
        Fields.atMost(holder, LedgerLimits.HOLDER_CHARS_MAX);
        if (holder.getValue().isBlank()) {
            holder.setErrorMessage(Texts.get("account.holder.wrong"));
            holder.setInvalid(true);
        }
        String wanted = number.getValue().strip();
        number.setErrorMessage(Texts.get("money.account.wrong"));
        number.setInvalid(!wanted.isEmpty() && !AccountNumber.isValid(wanted));
        String code = currency.getValue().strip().toUpperCase(Locale.ROOT);
        currency.setErrorMessage(Texts.get("account.currency.wrong"));
        currency.setInvalid(!Money.isCurrency(code));
        BigDecimal limit = Formats.amount(overdraft.isEmpty() ? "0" : overdraft.getValue());
        overdraft.setErrorMessage(Texts.get("money.amount.wrong"));
        overdraft.setInvalid(limit == null);
        if (Fields.firstInvalid(holder, number, currency, overdraft)) {
            return null;
        }
        return new OpenRequest(
                holder.getValue().strip(),
                code,
                wanted.isEmpty() ? null : AccountNumber.parse(wanted),
                limit,
                KeptOrder.aliases(aliases.getValue()));
    }

    private void opened(OpenedAccount opened) {
        slip.settled();
        close();
        String account = opened.account().number().toString();
        Notices.done(Texts.get("accounts.created", account));
        done.run();
        UI.getCurrent()
                .navigate(AccountView.class, new RouteParameters(AccountView.NUMBER, account));
    }

    private void failed(ServiceProblem problem) {
        if (!problem.code().isOutcomeUnknown()) {
            slip.settled();
            cancel.setText(Texts.get("dialog.cancel"));
        }
        answer.removeAll();
        answer.add(Notices.note("bad", "✕", Notices.sentence(problem)));
        if (!problem.code().isUndecided()) {
            key = "console-" + bank.newId();
            slip.begin(key, Map.of());
        } else {
            answer.add(Notices.note("plain", "i", Texts.get("accounts.create.again")));
        }
        send.setEnabled(true);
    }
}
