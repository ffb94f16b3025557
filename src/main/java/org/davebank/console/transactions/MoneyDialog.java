package org.davebank.console.transactions;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.console.Facts;
import org.davebank.console.Fields;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.orders.KeptOrder;
import org.davebank.console.orders.OrderSlip;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;

/**
 * A deposit or a withdrawal. Its id is made when the dialog opens, so that the money moves once,
 * however often it is sent. An unknown outcome is resolved under the same id, here or, if this page
 * is gone, by the next page.
 */
public class MoneyDialog extends Dialog {

    private static final long serialVersionUID = 1L;

    private final BankService bank;
    private final TransactionKind kind;
    private final Runnable done;
    private final TextField account = new TextField(Texts.get("money.account"));
    private final TextField amount = new TextField(Texts.get("money.amount"));
    private final TextField reference = new TextField(Texts.get("money.reference"));
    private final Div answer = new Div();
    private final Button send = new Button();
    private final Button close = new Button(Texts.get("dialog.cancel"), click -> close());
    private final OrderSlip slip;
    private final String currency;
    private TransactionId id;

    /**
     * @param number null lets the person choose the account
     * @param done runs after money has moved
     */
    public MoneyDialog(
            BankService bank,
            TransactionKind kind,
            @Nullable AccountNumber number,
            String currency,
            Runnable done) {
        this.bank = bank;
        this.kind = kind;
        this.done = done;
        this.currency = currency;
        this.id = bank.newId();
        setHeaderTitle(Texts.get("money.title." + kind));
        setWidth("min(440px, 94vw)");
        account.setRequiredIndicatorVisible(true);
        account.setHelperText(Texts.get("money.account.help"));
        if (number != null) {
            account.setValue(number.toString());
            account.setReadOnly(true);
            account.setHelperText(null);
        }
        amount.setRequiredIndicatorVisible(true);
        amount.setSuffixComponent(new com.vaadin.flow.component.html.Span(currency));
        amount.getElement().setAttribute("inputmode", "decimal");
        for (TextField field : List.of(account, amount, reference)) {
            field.addClassName("wide");
            field.setValueChangeMode(ValueChangeMode.EAGER);
            Fields.validateOnSubmit(field);
        }
        answer.getElement().setAttribute("aria-live", "assertive");
        add(account, amount, reference, answer);
        send.setText(Texts.get("money.send." + kind));
        send.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        slip =
                new OrderSlip(
                        send,
                        KeptOrder.Kind.of(kind),
                        Map.of("account", account, "amount", amount, "reference", reference),
                        this::send);
        getFooter().add(close, send);
        addDetachListener(detach -> slip.leave());
        addOpenedChangeListener(opened -> {
            if (opened.isOpened()) {
                begin();
                (number == null ? account : amount).focus();
            } else {
                slip.leave();
            }
        });
    }

    private static String key(TransactionId of) {
        return "console-" + of;
    }

    private void begin() {
        slip.begin(key(id), Map.of("id", id.toString(), "currency", currency));
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
        PostRequest request = request();
        if (request == null) {
            slip.settled();
            return;
        }
        send.setEnabled(false);
        answer.add(slip.sent(request.account()));
        // Closing the dialog can't take back what was sent.
        close.setText(Texts.get("dialog.close"));
        Caller caller = SignedIn.caller();
        Live.work(
                UI.getCurrent(),
                () -> bank.post(caller, request),
                this::receipt,
                problem -> failed(problem, caller, request));
    }

    private @Nullable PostRequest request() {
        String number = account.getValue().strip();
        account.setErrorMessage(Texts.get("money.account.wrong"));
        account.setInvalid(!AccountNumber.isValid(number));
        BigDecimal value = Formats.amount(amount.getValue());
        amount.setErrorMessage(
                Texts.get(value == null ? "money.amount.wrong" : "money.amount.zero"));
        amount.setInvalid(value == null || value.signum() <= 0);
        Fields.atMost(reference, LedgerLimits.REFERENCE_CHARS_MAX);
        if (Fields.firstInvalid(account, amount, reference) || value == null) {
            return null;
        }
        String note = reference.getValue().strip();
        return new PostRequest(
                AccountNumber.parse(number),
                kind,
                value,
                null,
                null,
                null,
                note.isEmpty() ? null : note,
                id,
                key(id),
                null);
    }

    private void failed(ServiceProblem problem, Caller caller, PostRequest request) {
        if (problem.code().isOutcomeUnknown()) {
            findOut(caller, request);
            return;
        }
        slip.settled();
        close.setText(Texts.get("dialog.cancel"));
        answer.removeAll();
        answer.add(Notices.note("bad", "✕", Notices.sentence(problem)));
        // The bank has recorded a rejection under this id, so the next attempt is a new order.
        // Where nothing was decided, keeping the id is safe.
        if (!problem.code().retryable()) {
            id = bank.newId();
            begin();
        }
        send.setEnabled(true);
        amount.focus();
    }

    /** Asks under the same id until the bank has decided. */
    private void findOut(Caller caller, PostRequest request) {
        answer.removeAll();
        ProgressBar bar = new ProgressBar();
        bar.setIndeterminate(true);
        bar.getElement().setAttribute("aria-label", Texts.get("money.checking"));
        answer.add(Notices.note("warn", "?", Texts.get("money.checking")), bar);
        close.setEnabled(false);
        setCloseOnEsc(false);
        setCloseOnOutsideClick(false);
        Live.work(
                UI.getCurrent(),
                () -> bank.settle(caller, request),
                posted -> {
                    close.setEnabled(true);
                    receipt(posted);
                },
                problem -> {
                    close.setEnabled(true);
                    if (problem.code() == ProblemCode.OUTCOME_UNKNOWN) {
                        answer.removeAll();
                        answer.add(
                                Notices.note(
                                        "warn",
                                        "?",
                                        Texts.get("money.unknown", String.valueOf(request.id()))));
                        close.setText(Texts.get("dialog.close"));
                    } else {
                        failed(problem, caller, request);
                    }
                });
    }

    private void receipt(Posted posted) {
        slip.settled();
        Transaction transaction = posted.transaction();
        String posting = transaction.currency();
        removeAll();
        setHeaderTitle(Texts.get("receipt.title." + kind));
        Facts facts = new Facts();
        facts.set("receipt.amount", Formats.money(transaction.amountMinor(), posting));
        facts.set("receipt.after", Formats.money(transaction.balanceAfterMinor(), posting));
        facts.set("receipt.account", transaction.account().toString());
        facts.set("receipt.shard", Integer.toString(posted.shard()));
        facts.set("receipt.index", Formats.number(transaction.index()));
        facts.set("receipt.time", Formats.instant(transaction.committedAtMs()));
        facts.set("receipt.id", transaction.id().toString());
        Div paper =
                new Div(
                        new H3(Texts.get(posted.replayed() ? "receipt.replayed" : "receipt.done")),
                        facts);
        paper.addClassName("receipt");
        paper.getElement().setAttribute("role", "status");
        add(paper);
        getFooter().removeAll();
        Button ready = new Button(Texts.get("dialog.done"), click -> close());
        ready.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        getFooter().add(ready);
        ready.focus();
        setCloseOnEsc(true);
        setCloseOnOutsideClick(true);
        done.run();
    }
}
