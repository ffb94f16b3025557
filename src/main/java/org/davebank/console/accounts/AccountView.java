package org.davebank.console.accounts;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import org.davebank.base.AccountNumber;
import org.davebank.console.Changes;
import org.davebank.console.Facts;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.Reads;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.console.transactions.MoneyDialog;
import org.davebank.console.transactions.TransactionList;
import org.davebank.ledger.Account;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.BankService;
import org.davebank.service.Caller;
import org.davebank.service.Listings;
import org.davebank.service.NetworkService;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;

/** One account: its balance, what it is, and its history. */
@Route("accounts/:" + AccountView.NUMBER)
@PermitAll
public class AccountView extends View implements BeforeEnterObserver {

    private static final long serialVersionUID = 1L;

    /** The route parameter: a number or an alias. */
    public static final String NUMBER = "number";

    private final BankService bank;
    private final Caller caller = SignedIn.caller();
    private final Reads reads = new Reads();
    private final Changes changes = new Changes();
    private final Panel panel = new Panel(Texts.get("account.balance"));
    private final Paragraph balance = new Paragraph();
    private final Facts facts = new Facts();
    private final Div notes = new Div();
    private final Button deposit =
            new Button(Texts.get("money.deposit"), click -> open(TransactionKind.DEPOSIT));
    private final Button withdraw =
            new Button(Texts.get("money.withdraw"), click -> open(TransactionKind.WITHDRAWAL));
    private final TransactionList history;
    private final Panel historyPanel = new Panel(Texts.get("account.history"));
    private String asked = "";
    private @Nullable Account shown;

    public AccountView(BankService bank, Listings listings, NetworkService network) {
        super(Texts.get("account.title", ""));
        this.bank = bank;
        history = new TransactionList(listings, network, true);
        deposit.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        if (SignedIn.has(Role.TELLER)) {
            addActions(deposit, withdraw);
        }
        balance.addClassName("balance");
        balance.getElement().setAttribute("aria-live", "polite");
        panel.add(balance, facts);
        historyPanel.add(history);
        add(notes, panel, historyPanel);
        Live.follow(
                this,
                network,
                snapshot -> {
                    if (changes.since(snapshot)) {
                        load();
                    }
                });
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        asked = event.getRouteParameters().get(NUMBER).orElse("");
        shown = null;
        try {
            show(read());
        } catch (ServiceProblem e) {
            missing(e);
        }
    }

    private Account read() {
        return reads.read(options -> bank.account(caller, asked, options)).value();
    }

    private void load() {
        Live.work(
                UI.getCurrent(),
                this::read,
                account -> {
                    changes.done();
                    show(account);
                },
                problem -> {
                    changes.done();
                    if (shown == null) {
                        missing(problem);
                    }
                });
    }

    private void missing(ServiceProblem problem) {
        setHeading(Texts.get("account.title", asked));
        notes.removeAll();
        notes.add(Notices.note("bad", "✕", Notices.sentence(problem)));
        panel.setVisible(false);
        historyPanel.setVisible(false);
        deposit.setEnabled(false);
        withdraw.setEnabled(false);
    }

    private void show(Account account) {
        if (shown == null) {
            history.filter(account.number(), TransactionFilter.POSTED);
            setHeading(account.holder());
            panel.setVisible(true);
            historyPanel.setVisible(true);
            deposit.setEnabled(true);
            withdraw.setEnabled(true);
        }
        shown = account;
        notes.removeAll();
        if (reads.isStale()) {
            notes.add(Notices.note("warn", "!", Texts.get("reads.stale")));
        }
        String money = Formats.money(account.balanceMinor(), account.currency());
        if (!money.equals(balance.getText())) {
            balance.setText(money);
        }
        facts.set("account.number", account.number().toString());
        facts.set("account.status", Texts.get("status." + account.status()));
        facts.set("account.currency", account.currency());
        facts.set(
                "account.overdraft",
                Formats.money(account.overdraftLimitMinor(), account.currency()));
        facts.set("account.opened", Formats.instant(account.openedAtMs()));
        facts.set("account.version", Formats.number(account.version()));
        facts.set(
                "account.aliases",
                account.aliases().isEmpty() ? "–" : String.join(", ", account.aliases()));
    }

    private void open(TransactionKind kind) {
        Account account = shown;
        if (account != null) {
            AccountNumber number = account.number();
            new MoneyDialog(bank, kind, number, account.currency(), this::moved).open();
        }
    }

    private void moved() {
        load();
        history.refresh();
    }
}
