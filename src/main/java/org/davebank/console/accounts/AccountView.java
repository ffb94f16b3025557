package org.davebank.console.accounts;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.console.AccountLink;
import org.davebank.console.Awaited;
import org.davebank.console.Changes;
import org.davebank.console.Facts;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.NoteLine;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.console.accounts.ChangeDialog.Change;
import org.davebank.console.transactions.HoldsPanel;
import org.davebank.console.transactions.MoneyDialog;
import org.davebank.console.transactions.TransactionList;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.AccountChanges;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Found;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.OrderLookup;
import org.davebank.service.network.NetworkService;
import org.jspecify.annotations.Nullable;

/** One account: its balance, its details, and its history. */
@Route(AccountLink.ROUTE + "/:" + AccountView.NUMBER)
@PermitAll
public class AccountView extends View implements BeforeEnterObserver {

    private static final long serialVersionUID = 1L;

    /** The route parameter: a number or an alias. */
    public static final String NUMBER = "number";

    private final BankService bank;
    private final AccountChanges accountChanges;
    private final Listings listings;
    private final OrderLookup lookup;
    private final Caller caller = SignedIn.caller();
    private final Changes changes = new Changes();
    private final Panel panel = new Panel(Texts.get("account.balance"));
    private final Paragraph balance = new Paragraph();
    private final Facts facts = new Facts();
    private final Div notes = new Div();
    private final Div standing = new Div();
    private final NoteLine waits = new NoteLine();
    private final Awaited<Found<Account>> newest =
            new Awaited<Found<Account>>(
                            this::read,
                            Found::stalenessMs,
                            waits,
                            found -> answered(found.value()),
                            this::failed)
                    .ofShards(this::shard);
    private final Button deposit =
            new Button(Texts.get("money.deposit"), click -> open(TransactionKind.DEPOSIT));
    private final Button withdraw =
            new Button(Texts.get("money.withdraw"), click -> open(TransactionKind.WITHDRAWAL));
    private final Button freeze =
            new Button(Texts.get("account.freeze"), click -> change(Change.FREEZE));
    private final Button unfreeze =
            new Button(Texts.get("account.unfreeze"), click -> change(Change.UNFREEZE));
    private final Button limit =
            new Button(Texts.get("account.limit"), click -> change(Change.LIMIT));
    private final Button aliases =
            new Button(Texts.get("account.aliases"), click -> change(Change.ALIASES));
    private final Button close =
            new Button(Texts.get("account.close"), click -> change(Change.CLOSE));
    private final Button transfer =
            new Button(Texts.get("money.transfer"), click -> open(TransactionKind.TRANSFER));
    private final Button hold =
            new Button(Texts.get("money.hold"), click -> open(TransactionKind.HOLD));
    private final TransactionList history;
    private final HoldsPanel holds;
    private final Panel historyPanel = new Panel(Texts.get("account.history"));
    private volatile String asked = "";
    private @Nullable Account shown;

    public AccountView(
            BankService bank,
            AccountChanges accountChanges,
            Listings listings,
            NetworkService network,
            OrderLookup lookup) {
        super(Texts.get("account.title", ""));
        this.bank = bank;
        this.accountChanges = accountChanges;
        this.listings = listings;
        this.lookup = lookup;
        history = new TransactionList(listings, network, true);
        holds = new HoldsPanel(bank, listings, network, this::moved);
        deposit.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        if (SignedIn.has(Role.TELLER)) {
            addActions(deposit, withdraw, transfer, hold, freeze, unfreeze, limit, aliases, close);
        }
        balance.addClassName("balance");
        balance.getElement().setAttribute("aria-live", "polite");
        panel.add(balance, facts);
        historyPanel.add(history);
        standing.getElement().setAttribute("aria-live", "polite");
        add(notes, standing, waits, panel, holds, historyPanel);
        Live.follow(
                this,
                network,
                snapshot -> {
                    newest.tick(snapshot);
                    if (!newest.isWaiting() && changes.since(snapshot)) {
                        newest.ask();
                    }
                });
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        asked = event.getRouteParameters().get(NUMBER).orElse("");
        shown = null;
        setHeading(Texts.get("account.title", asked));
        notes.removeAll();
        offer(false);
        newest.forget();
        newest.ask();
    }

    private Found<Account> read(ReadOptions options) {
        return bank.account(caller, asked, options);
    }

    /** The shard of a number; an alias resolves through another shard, so all may matter. */
    private List<Integer> shard() {
        String number = asked;
        return AccountNumber.isValid(number)
                ? List.of(lookup.shard(AccountNumber.parse(number)))
                : List.of();
    }

    private void answered(Account account) {
        changes.done();
        show(account);
    }

    private void failed(ServiceProblem problem) {
        changes.done();
        if (shown == null) {
            notes.removeAll();
            notes.add(Notices.note("bad", "✕", Notices.sentence(problem)));
            offer(false);
        }
    }

    /** Shows the account's controls only while the account is known. */
    private void offer(boolean known) {
        panel.setVisible(known);
        historyPanel.setVisible(known);
        holds.offer(known);
        deposit.setVisible(known);
        withdraw.setVisible(known);
        transfer.setVisible(known);
        for (Button each : List.of(hold, freeze, unfreeze, limit, aliases, close)) {
            each.setVisible(known);
        }
        standing.setVisible(known);
    }

    private void show(Account account) {
        if (shown == null) {
            history.filter(account.number(), TransactionFilter.POSTED);
            holds.of(account.number());
            setHeading(account.holder());
            offer(true);
        }
        showStatus(account.status());
        shown = account;
        deposit.setEnabled(account.status() != AccountStatus.CLOSED);
        withdraw.setEnabled(account.status() == AccountStatus.ACTIVE);
        transfer.setEnabled(account.status() == AccountStatus.ACTIVE);
        hold.setEnabled(account.status() == AccountStatus.ACTIVE);
        String money = Formats.money(account.balanceMinor(), account.currency());
        if (!money.equals(balance.getText())) {
            balance.setText(money);
        }
        facts.set(
                "account.value_balance",
                Formats.money(account.valueBalanceMinor(), account.currency()));
        facts.set("account.available", Formats.money(account.availableMinor(), account.currency()));
        facts.set("account.held", Formats.money(account.heldMinor(), account.currency()));
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

    private void showStatus(AccountStatus status) {
        Account before = shown;
        freeze.setVisible(status == AccountStatus.ACTIVE);
        unfreeze.setVisible(status == AccountStatus.FROZEN);
        limit.setVisible(status != AccountStatus.CLOSED);
        aliases.setVisible(status != AccountStatus.CLOSED);
        close.setVisible(status != AccountStatus.CLOSED);
        if (before != null && before.status() == status) {
            return;
        }
        standing.removeAll();
        if (status != AccountStatus.ACTIVE) {
            standing.add(Notices.note("warn", "!", Texts.get("account.note." + status)));
        }
    }

    private void change(Change change) {
        Account account = shown;
        if (account != null) {
            new ChangeDialog(bank, accountChanges, account, change, newest::ask).open();
        }
    }

    private void open(TransactionKind kind) {
        Account account = shown;
        if (account != null) {
            AccountNumber number = account.number();
            Runnable done = kind == TransactionKind.HOLD ? this::held : this::moved;
            new MoneyDialog(bank, listings, kind, number, account.currency(), done).open();
        }
    }

    private void held() {
        moved();
        holds.refresh();
    }

    private void moved() {
        newest.ask();
        history.refresh();
    }
}
