package org.davebank.console.accounts;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouterLink;
import jakarta.annotation.security.PermitAll;
import java.util.Map;
import org.davebank.console.AccountLink;
import org.davebank.console.Awaited;
import org.davebank.console.Changes;
import org.davebank.console.CursorPages;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.LiveGrid;
import org.davebank.console.NoteLine;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.ledger.Account;
import org.davebank.service.Caller;
import org.davebank.service.Page;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Listings;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;

/** All accounts in ascending number; searchable by number, holder or alias. */
@Route(AccountLink.ROUTE)
@PermitAll
@Menu(title = "nav.accounts", order = 20)
public class AccountsView extends View implements AfterNavigationObserver {

    private static final long serialVersionUID = 1L;

    private final BankService bank;
    private final Listings listings;
    private final NetworkService network;
    private final Caller caller = SignedIn.caller();
    private final Changes changes = new Changes();
    private final TextField search = new TextField(Texts.get("accounts.search"));
    private final NoteLine notes = new NoteLine();
    private final LiveGrid<Account> grid =
            new LiveGrid<>(Texts.get("accounts.title"), this::page, notes);
    private final Awaited<Page<Account>> newest =
            new Awaited<>(this::firstPage, Page::stalenessMs, notes, this::show, this::failed)
                    .ofIndexes(Page::indexes);
    private final Paragraph count = new Paragraph();
    private final Button fresh = new Button(Texts.get("accounts.fresh"), click -> reload());
    private boolean filling;
    private volatile String sought = "";
    private long totals = -1;

    public AccountsView(BankService bank, Listings listings, NetworkService network) {
        super(Texts.get("nav.accounts"));
        this.bank = bank;
        this.listings = listings;
        this.network = network;
        Button create = new Button(Texts.get("accounts.create"), click -> create());
        create.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        if (SignedIn.has(Role.TELLER)) {
            addActions(create);
        }
        search.setPlaceholder(Texts.get("accounts.search.hint"));
        search.setClearButtonVisible(true);
        search.setValueChangeMode(ValueChangeMode.LAZY);
        search.setValueChangeTimeout(300);
        search.addValueChangeListener(change -> toAddress());
        count.addClassName("soft");
        count.getElement().setAttribute("aria-live", "polite");
        fresh.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_SMALL);
        fresh.setVisible(false);
        columns();
        Div filters = new Div(search);
        filters.addClassName("filters");
        filters.getElement().setAttribute("role", "search");
        filters.getElement().setAttribute("aria-label", Texts.get("accounts.search"));
        add(new Panel(Texts.get("accounts.title"), count, filters, notes, fresh, grid));
        Live.follow(this, network, this::onSnapshot);
    }

    private void columns() {
        grid.addComponentColumn(AccountsView::link)
                .setHeader(Texts.get("account.number"))
                .setWidth("110px")
                .setFlexGrow(0);
        grid.addColumn(Account::holder)
                .setHeader(Texts.get("account.holder"))
                .setFlexGrow(1)
                .setWidth("150px")
                .setResizable(true);
        grid.addColumn(each -> Formats.money(each.balanceMinor(), each.currency()))
                .setHeader(Texts.get("account.balance"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("150px")
                .setFlexGrow(0);
        grid.addColumn(each -> Texts.get("status." + each.status()))
                .setHeader(Texts.get("account.status"))
                .setAutoWidth(true)
                .setFlexGrow(0);
        grid.addColumn(each ->
                        each.overdraftLimitMinor() == 0
                                ? "–"
                                : Formats.money(each.overdraftLimitMinor(), each.currency()))
                .setHeader(Texts.get("account.overdraft"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("130px")
                .setFlexGrow(0);
        grid.addColumn(each -> String.join(", ", each.aliases()))
                .setHeader(Texts.get("account.aliases"))
                .setFlexGrow(1)
                .setResizable(true);
        grid.addClassName("tall");
    }

    private static RouterLink link(Account account) {
        return new AccountLink(account.number().toString(), account.number().toString());
    }

    private void toAddress() {
        if (!filling) {
            QueryParameters query =
                    search.isEmpty()
                            ? QueryParameters.empty()
                            : QueryParameters.simple(Map.of("q", search.getValue()));
            UI.getCurrent().navigate(AccountsView.class, query);
        }
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        filling = true;
        search.setValue(
                event.getLocation().getQueryParameters().getSingleParameter("q").orElse(""));
        filling = false;
        sought = search.getValue().strip();
        totals = -1;
        count.setText("");
        grid.awaitFirstPage();
        newest.forget();
        ask();
    }

    private Page<Account> page(@Nullable String cursor, int limit) {
        return read(cursor, limit, newest.options());
    }

    private Page<Account> firstPage(ReadOptions options) {
        return read(null, CursorPages.ROWS_PER_PAGE, options);
    }

    private Page<Account> read(@Nullable String cursor, int limit, ReadOptions options) {
        String text = sought;
        return listings.accounts(caller, text.isEmpty() ? null : text, cursor, limit, options);
    }

    private void show(Page<Account> page) {
        grid.setEmptyStateText(
                Texts.get(
                        newest.isWaiting()
                                ? "reads.unknown"
                                : sought.isEmpty() ? "accounts.empty" : "accounts.none"));
        grid.show(page);
        sayCount();
    }

    private void failed(ServiceProblem problem) {
        notes.show(Notices.sentence(problem));
    }

    private void onSnapshot(NetworkSnapshot snapshot) {
        newest.tick(snapshot);
        if (!newest.isWaiting() && changes.since(snapshot)) {
            changes.done();
            if (grid.isInHand()) {
                fresh.setVisible(true);
            } else {
                reload();
            }
        }
    }

    private void reload() {
        fresh.setVisible(false);
        ask();
    }

    private void ask() {
        newest.ask();
        // Without an answer the old count stays: it is as old as the rows.
        Live.work(
                UI.getCurrent(),
                () -> listings.totals(caller, ReadOptions.STRONG),
                known -> {
                    totals = known.accounts();
                    sayCount();
                },
                problem -> {});
    }

    private void sayCount() {
        CursorPages<Account> pages = grid.pages();
        if (pages.isBegun() && totals >= 0 && !newest.isWaiting()) {
            count.setText(
                    AccountCount.text(
                            totals, !sought.isEmpty(), pages.first().size(), pages.isWhole()));
        }
    }

    private void create() {
        new OpenAccountDialog(bank, network.snapshot(SignedIn.caller()).currency(), this::reload)
                .open();
    }
}
