package org.davebank.console.accounts;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.math.BigDecimal;
import org.davebank.base.Money;
import org.davebank.console.Fields;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.AccountChanges;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.ChangeRequest;
import org.davebank.service.bank.ChangedAccount;
import org.jspecify.annotations.Nullable;

/**
 * Says what a change of an account will do, and makes it once it is confirmed. The key is made when the
 * dialog opens, so that a second try is the same request.
 */
public class ChangeDialog extends Dialog {

    private static final long serialVersionUID = 1L;

    /** What can be done to an account. */
    enum Change {
        FREEZE,
        UNFREEZE,
        CLOSE,
        LIMIT
    }

    private final BankService bank;
    private final AccountChanges changes;
    private final Account account;
    private final Change change;
    private final Runnable done;
    private final TextField limit = new TextField(Texts.get("account.overdraft"));
    private final Button cancel = new Button(Texts.get("dialog.cancel"), click -> close());
    private final Button send = new Button();
    private final Div answer = new Div();
    private String key;

    /** @param done runs after the account has changed */
    ChangeDialog(
            BankService bank,
            AccountChanges changes,
            Account account,
            Change change,
            Runnable done) {
        this.bank = bank;
        this.changes = changes;
        this.account = account;
        this.change = change;
        this.done = done;
        this.key = "console-" + bank.newId();
        setHeaderTitle(Texts.get("account.change.title." + change, account.number().toString()));
        setWidth("min(440px, 94vw)");
        add(new Paragraph(Texts.get("account.change.why." + change)));
        if (change == Change.LIMIT) {
            String currency = account.currency();
            limit.setValue(Money.toMajor(account.overdraftLimitMinor(), currency).toPlainString());
            limit.setSuffixComponent(new Span(currency));
            limit.getElement().setAttribute("inputmode", "decimal");
            limit.addClassName("wide");
            limit.setValueChangeMode(ValueChangeMode.EAGER);
            Fields.validateOnSubmit(limit);
            add(limit);
        }
        answer.getElement().setAttribute("aria-live", "assertive");
        add(answer);
        send.setText(Texts.get("account.change.send." + change));
        send.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        if (change == Change.CLOSE) {
            send.addThemeVariants(ButtonVariant.LUMO_ERROR);
        }
        send.addClickListener(click -> send());
        getFooter().add(cancel, send);
        addOpenedChangeListener(opened -> {
            if (opened.isOpened() && change == Change.LIMIT) {
                limit.focus();
            }
        });
    }

    private void send() {
        if (!send.isEnabled()) {
            return;
        }
        answer.removeAll();
        BigDecimal wanted = change == Change.LIMIT ? Formats.amount(limit.getValue()) : null;
        if (change == Change.LIMIT && wanted == null) {
            limit.setErrorMessage(Texts.get("money.amount.wrong"));
            limit.setInvalid(true);
            limit.focus();
            return;
        }
        limit.setInvalid(false);
        send.setEnabled(false);
        Caller caller = SignedIn.caller();
        String sentKey = key;
        Live.work(UI.getCurrent(), () -> ask(caller, wanted, sentKey), this::changed, this::failed);
    }

    private ChangedAccount ask(Caller caller, @Nullable BigDecimal wanted, String sentKey) {
        String number = account.number().toString();
        return switch (change) {
            case FREEZE -> changes.become(caller, number, AccountStatus.FROZEN, sentKey);
            case UNFREEZE -> changes.become(caller, number, AccountStatus.ACTIVE, sentKey);
            case CLOSE -> changes.become(caller, number, AccountStatus.CLOSED, sentKey);
            case LIMIT ->
                    changes.edit(caller, number, new ChangeRequest(null, wanted, sentKey, null));
        };
    }

    private void changed(ChangedAccount changed) {
        close();
        Notices.done(
                Texts.get("account.change.done." + change, changed.account().number().toString()));
        done.run();
    }

    private void failed(ServiceProblem problem) {
        answer.removeAll();
        answer.add(Notices.note("bad", "✕", Notices.sentence(problem)));
        if (problem.code().isUndecided()) {
            answer.add(Notices.note("plain", "i", Texts.get("account.change.again")));
        } else {
            key = "console-" + bank.newId(); // The refusal is the key's answer for ever.
        }
        send.setEnabled(true);
    }
}
