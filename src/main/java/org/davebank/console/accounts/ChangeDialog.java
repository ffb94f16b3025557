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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.davebank.base.Money;
import org.davebank.console.Fields;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.orders.KeptOrder;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.AccountChanges;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.ChangeRequest;
import org.davebank.service.bank.ChangedAccount;

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
        LIMIT,
        ALIASES
    }

    private final BankService bank;
    private final AccountChanges changes;
    private final Account account;
    private final Change change;
    private final Runnable done;
    private final TextField field = new TextField();
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
        switch (change) {
            case LIMIT -> addLimit();
            case ALIASES -> addAliases();
            case FREEZE, UNFREEZE, CLOSE -> field.setVisible(false);
        }
        field.addClassName("wide");
        field.setValueChangeMode(ValueChangeMode.EAGER);
        Fields.validateOnSubmit(field);
        add(field);
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
            if (opened.isOpened() && field.isVisible()) {
                field.focus();
            }
        });
    }

    private void addLimit() {
        String currency = account.currency();
        field.setLabel(Texts.get("account.overdraft"));
        field.setValue(Money.toMajor(account.overdraftLimitMinor(), currency).toPlainString());
        field.setSuffixComponent(new Span(currency));
        field.getElement().setAttribute("inputmode", "decimal");
    }

    private void addAliases() {
        field.setLabel(Texts.get("account.aliases"));
        field.setHelperText(Texts.get("account.aliases.help"));
        field.setValue(String.join(", ", aliases(false)));
    }

    /** Those of the account with a comma, which the field cannot show, or those without. */
    private List<String> aliases(boolean withComma) {
        return account.aliases().stream()
                .filter(alias -> alias.contains(",") == withComma)
                .toList();
    }

    /** Those in the field, and those that it cannot show. */
    private List<String> wantedAliases() {
        Set<String> wanted = new LinkedHashSet<>(KeptOrder.aliases(field.getValue()));
        wanted.addAll(aliases(true));
        return List.copyOf(wanted);
    }

    private void send() {
        if (!send.isEnabled()) {
            return;
        }
        answer.removeAll();
        BigDecimal limit = change == Change.LIMIT ? Formats.amount(field.getValue()) : null;
        if (change == Change.LIMIT && limit == null) {
            field.setErrorMessage(Texts.get("money.amount.wrong"));
            field.setInvalid(true);
            field.focus();
            return;
        }
        field.setInvalid(false);
        send.setEnabled(false);
        Caller caller = SignedIn.caller();
        List<String> aliases = change == Change.ALIASES ? wantedAliases() : null;
        ChangeRequest wanted = new ChangeRequest(null, limit, aliases, key, null);
        Live.work(UI.getCurrent(), () -> ask(caller, wanted), this::changed, this::failed);
    }

    private ChangedAccount ask(Caller caller, ChangeRequest wanted) {
        String sentKey = wanted.key();
        String number = account.number().toString();
        return switch (change) {
            case FREEZE -> changes.become(caller, number, AccountStatus.FROZEN, sentKey);
            case UNFREEZE -> changes.become(caller, number, AccountStatus.ACTIVE, sentKey);
            case CLOSE -> changes.become(caller, number, AccountStatus.CLOSED, sentKey);
            case LIMIT, ALIASES -> changes.edit(caller, number, wanted);
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
