package org.davebank.console.transactions;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.RouterLink;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.console.AccountLink;
import org.davebank.console.Awaited;
import org.davebank.console.Changes;
import org.davebank.console.CursorPages;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.LiveGrid;
import org.davebank.console.NoteLine;
import org.davebank.console.Notices;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.service.Caller;
import org.davebank.service.Page;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.Posted;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Transactions, newest first, of one account or of the whole bank. Nothing moves while the pointer
 * or the focus is in the grid: new rows wait behind a button.
 */
public class TransactionList extends Div {

    private static final long serialVersionUID = 1L;

    private final Listings listings;
    private final Caller caller = SignedIn.caller();
    private final Changes changes = new Changes();
    private final Button fresh = new Button();
    private final NoteLine notes = new NoteLine();
    private final LiveGrid<Posted> grid =
            new LiveGrid<>(Texts.get("transactions.label"), this::page, notes);
    private final NoteLine waits = new NoteLine();
    private final Awaited<Page<Posted>> answers =
            new Awaited<>(this::firstPage, Page::stalenessMs, waits, this::answered, this::failed)
                    .ofIndexes(Page::indexes);
    private volatile @Nullable AccountNumber account;
    private volatile TransactionFilter filter = TransactionFilter.POSTED;
    private @Nullable Page<Posted> newest;
    private boolean preliminary;

    public TransactionList(Listings listings, NetworkService network, boolean ofOneAccount) {
        this.listings = listings;
        addClassName("transactions");
        fresh.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_SMALL);
        fresh.setVisible(false);
        fresh.addClickListener(click -> showNewest());
        Div announcer = new Div(fresh);
        announcer.getElement().setAttribute("aria-live", "polite");
        columns(ofOneAccount);
        if (!ofOneAccount) {
            // The account's page waits for the same shard and already says so.
            add(waits);
        }
        add(notes, announcer, grid);
        Live.follow(this, network, this::onSnapshot);
    }

    public void setTall() {
        grid.addClassName("tall");
    }

    private void columns(boolean ofOneAccount) {
        grid.addComponentColumn(each ->
                        TransactionView.link(
                                each.transaction().id(),
                                Formats.instant(each.transaction().committedAtMs())))
                .setHeader(Texts.get("transaction.time"))
                .setWidth("180px")
                .setFlexGrow(0)
                .setResizable(true);
        grid.addColumn(each -> kind(each.transaction()))
                .setHeader(Texts.get("transaction.kind"))
                .setWidth("150px")
                .setFlexGrow(0);
        if (!ofOneAccount) {
            grid.addComponentColumn(each -> link(each.transaction().account()))
                    .setHeader(Texts.get("transaction.account"))
                    .setWidth("110px")
                    .setFlexGrow(0);
        }
        grid.addComponentColumn(this::amount)
                .setHeader(Texts.get("transaction.amount"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("140px")
                .setFlexGrow(0);
        grid.addColumn(each -> money(each, each.transaction().balanceAfterMinor()))
                .setHeader(Texts.get("transaction.after"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("140px")
                .setFlexGrow(0);
        grid.addColumn(each -> words(each.transaction()))
                .setHeader(Texts.get("transaction.words"))
                .setFlexGrow(1)
                .setResizable(true);
        grid.addColumn(each -> each.transaction().by())
                .setHeader(Texts.get("transaction.by"))
                .setWidth("110px")
                .setFlexGrow(0);
        grid.addColumn(each -> each.shard() + ":" + Formats.number(each.transaction().index()))
                .setHeader(Texts.get("transaction.place"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("110px")
                .setFlexGrow(0);
    }

    private static String kind(Transaction transaction) {
        ReversalLinks.Hold hold = transaction.links().hold();
        String kind = Texts.get("kind." + transaction.kind());
        return hold == null || hold.state() == null
                ? kind
                : Texts.get("hold.kind", kind, Texts.get("hold.is." + hold.state()));
    }

    private static RouterLink link(AccountNumber number) {
        return new AccountLink(number.toString(), number.toString());
    }

    /** With the sign of its effect on the account of the list, else on its own. */
    private Span amount(Posted posted) {
        Transaction transaction = posted.transaction();
        AccountNumber of = account;
        long effect = transaction.effectOn(of == null ? transaction.account() : of);
        boolean in = effect > 0;
        String sign = in ? "+" : transaction.movesNothing() ? "" : "−";
        Span amount = new Span(sign + money(posted, transaction.amountMinor()));
        if (in) {
            amount.addClassName("in");
        }
        return amount;
    }

    private static String money(Posted posted, long minor) {
        return Formats.money(minor, posted.transaction().currency());
    }

    private static String words(Transaction transaction) {
        return Stream.of(transaction.reference(), transaction.description())
                .filter(Objects::nonNull)
                .filter(text -> !text.isBlank())
                .reduce((one, other) -> one + " · " + other)
                .orElse("");
    }

    /** Shows these transactions from now on. */
    public void filter(@Nullable AccountNumber ofAccount, TransactionFilter by) {
        account = ofAccount;
        filter = by;
        newest = null;
        fresh.setVisible(false);
        notes.show("");
        grid.awaitFirstPage();
        answers.forget();
        answers.ask();
    }

    private Page<Posted> page(@Nullable String cursor, int limit) {
        return listings.transactions(caller, account, filter, cursor, limit, answers.options());
    }

    private Page<Posted> firstPage(ReadOptions options) {
        return listings.transactions(
                caller, account, filter, null, CursorPages.ROWS_PER_PAGE, options);
    }

    private void onSnapshot(NetworkSnapshot snapshot) {
        answers.tick(snapshot);
        if (!answers.isWaiting() && changes.since(snapshot)) {
            refresh();
        }
    }

    /** Reads again immediately, without waiting for a sign of change. */
    public void refresh() {
        answers.ask();
    }

    private void failed(ServiceProblem problem) {
        changes.done();
        grid.setEmptyStateText(Texts.get("reads.unknown"));
        notes.show(Notices.sentence(problem));
    }

    private void answered(Page<Posted> page) {
        changes.done();
        boolean replace = !grid.pages().isBegun() || preliminary;
        preliminary = answers.isWaiting();
        grid.setEmptyStateText(Texts.get(emptyText()));
        if (replace) {
            newest = page;
            showNewest();
        } else if (!preliminary) {
            offer(page);
        }
    }

    /** Without a filter, the text must not say that nothing matched. */
    private String emptyText() {
        if (answers.isWaiting()) {
            return "reads.unknown";
        }
        return filter.equals(TransactionFilter.POSTED) ? "transactions.empty" : "transactions.none";
    }

    private void offer(Page<Posted> page) {
        List<Posted> shown = grid.pages().first();
        TransactionId known = shown.isEmpty() ? null : shown.getFirst().transaction().id();
        int count = 0;
        while (count < page.items().size()
                && !page.items().get(count).transaction().id().equals(known)) {
            count++;
        }
        if (count == 0) {
            return;
        }
        newest = page;
        if (grid.isInHand()) {
            boolean all = count < page.items().size() || page.nextCursor() == null;
            fresh.setText(Texts.get("transactions.new", Formats.number(count) + (all ? "" : "+")));
            fresh.setVisible(true);
        } else {
            showNewest();
        }
    }

    private void showNewest() {
        Page<Posted> page = newest;
        if (page != null) {
            newest = null;
            fresh.setVisible(false);
            grid.show(page);
        }
    }
}
