package org.davebank.console.transactions;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Focusable;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.progressbar.ProgressBar;
import java.util.Map;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.console.Facts;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.orders.KeptOrder;
import org.davebank.console.orders.OrderSlip;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;

/**
 * A form for one posting. Its key is made when the dialog opens, so that the money moves once,
 * however often it is sent. An unknown outcome is resolved under the same key, here or, if this page
 * is gone, by the next page.
 */
abstract class OrderDialog extends Dialog {

    private static final long serialVersionUID = 1L;

    private final BankService bank;
    private final TransactionKind kind;
    private final Runnable done;
    private final Div answer = new Div();
    private final Button send = new Button();
    private final Button close = new Button(Texts.get("dialog.cancel"), click -> close());
    private final OrderSlip slip;

    /** Of the next order. */
    private TransactionId id;

    /** What the bank was asked, as soon as it is known. */
    private transient volatile @Nullable PostRequest ordered;

    /** @param done runs after money has moved */
    OrderDialog(BankService bank, TransactionKind kind, Runnable done) {
        this.bank = bank;
        this.kind = kind;
        this.done = done;
        this.id = bank.newId();
        setHeaderTitle(Texts.get("money.title." + kind));
        setWidth("min(440px, 94vw)");
        answer.getElement().setAttribute("aria-live", "assertive");
        send.setText(Texts.get("money.send." + kind));
        send.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        slip = new OrderSlip(send, KeptOrder.Kind.of(kind), Map.of(), this::send);
        getFooter().add(close, send);
        addDetachListener(detach -> slip.leave());
        addOpenedChangeListener(opened -> {
            if (opened.isOpened()) {
                begin();
                first().focus();
            } else {
                slip.leave();
            }
        });
    }

    /** Shows the form; the answer stands below it. */
    final void show(Component... form) {
        add(form);
        add(answer);
    }

    /** Adds what stands between the form and its answer. */
    final void below(Component more) {
        addComponentAtIndex(indexOf(answer), more);
    }

    /** Has the browser keep a field with the order. */
    final void keep(String name, Component field) {
        slip.keep(name, field);
    }

    /** The field to begin with. */
    abstract Focusable<?> first();

    /** The id of the next order. */
    final TransactionId id() {
        return id;
    }

    /** Its idempotency key. */
    final String key() {
        return "console-" + id;
    }

    /** The kept fields that nobody types. */
    abstract Map<String, String> known();

    /** The account whose shard decides the order; called only for a valid form. */
    abstract AccountNumber account();

    /**
     * The order, or null after the form has marked what is wrong. It is made in the background,
     * where it may still be refused.
     */
    abstract Live.@Nullable Work<PostRequest> order(Caller caller);

    /** Adds what only this kind of receipt says. */
    abstract void receipt(Posted posted, Facts facts, Caller caller);

    /** Has the browser keep the order as it is known now. */
    final void begin() {
        slip.begin(key(), known());
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
        Caller caller = SignedIn.caller();
        Live.Work<PostRequest> order = order(caller);
        if (order == null) {
            slip.settled();
            return;
        }
        send.setEnabled(false);
        answer.add(slip.sent(account()));
        // Closing the dialog can't take back what was sent.
        close.setText(Texts.get("dialog.close"));
        ordered = null;
        Live.work(
                UI.getCurrent(),
                () -> {
                    PostRequest request = order.run();
                    ordered = request;
                    return bank.post(caller, request);
                },
                posted -> receipt(posted, caller),
                problem -> failed(problem, caller));
    }

    private void failed(ServiceProblem problem, Caller caller) {
        PostRequest request = ordered;
        if (problem.code().isOutcomeUnknown() && request != null) {
            findOut(caller, request);
            return;
        }
        slip.settled();
        close.setText(Texts.get("dialog.cancel"));
        answer.removeAll();
        answer.add(Notices.note("bad", "✕", Notices.sentence(problem)));
        // The bank has recorded a rejection under this key, so the next attempt is a new order.
        // Where nothing was decided, keeping the key is safe.
        if (!problem.code().retryable()) {
            id = bank.newId();
            begin();
        }
        send.setEnabled(true);
        first().focus();
    }

    /** Asks under the same key until the bank has decided. */
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
                    receipt(posted, caller);
                },
                problem -> {
                    close.setEnabled(true);
                    if (problem.code() == ProblemCode.OUTCOME_UNKNOWN) {
                        answer.removeAll();
                        answer.add(Notices.note("warn", "?", unknown(request)));
                        close.setText(Texts.get("dialog.close"));
                    } else {
                        failed(problem, caller);
                    }
                });
    }

    private static String unknown(PostRequest request) {
        String text = Texts.get("money.unknown");
        return request.id() == null
                ? text
                : text + " " + Texts.get("money.unknown.id", request.id().toString());
    }

    private void receipt(Posted posted, Caller caller) {
        slip.settled();
        Transaction transaction = posted.transaction();
        String posting = transaction.currency();
        removeAll();
        setHeaderTitle(Texts.get("receipt.title." + kind));
        Facts facts = new Facts();
        facts.set("receipt.amount", Formats.money(transaction.amountMinor(), posting));
        facts.set("receipt.after", Formats.money(transaction.balanceAfterMinor(), posting));
        facts.set("receipt.account", transaction.account().toString());
        if (transaction.toAccount() != null) {
            facts.set("transaction.to", transaction.toAccount().toString());
        }
        facts.set("receipt.shard", Integer.toString(posted.shard()));
        facts.set("receipt.index", Formats.number(transaction.index()));
        facts.set("receipt.time", Formats.instant(transaction.committedAtMs()));
        facts.set("receipt.id", transaction.id().toString());
        receipt(posted, facts, caller);
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
