package org.davebank.console.transactions;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.RouterLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.console.AccountLink;
import org.davebank.console.Awaited;
import org.davebank.console.Changes;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.NoteLine;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Table;
import org.davebank.console.Texts;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.Page;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.Posted;
import org.davebank.service.network.NetworkService;
import org.jspecify.annotations.Nullable;

/**
 * The active holds of an account, with the time that they have left. A hold that ends while it is shown
 * keeps its row, which then says how it ended, so that nothing moves under the pointer.
 */
public class HoldsPanel extends Panel {

    private static final long serialVersionUID = 1L;

    private static final int SHOWN_MAX = 20;

    /** Pages may be short, and nobody waits for more of them. */
    private static final int PAGES_MAX = 10;

    /** The active holds, and what became of those shown before. */
    private record Found(List<Transaction> holds, boolean more, long stalenessMs) {}

    private final transient BankService bank;
    private final transient Listings listings;
    private final Runnable moved;
    private final Caller caller = SignedIn.caller();
    private final Changes changes = new Changes();
    private final NoteLine waits = new NoteLine();
    private final Table table =
            new Table(
                    Texts.get("holds.title"),
                    List.of(
                            Texts.get("transaction.time"),
                            Texts.get("holds.left"),
                            Texts.get("holds.reserved"),
                            Texts.get("holds.for"),
                            Texts.get("holds.what")));
    private final RouterLink all = new RouterLink();
    private final Div said = new Div();
    private final Map<TransactionId, Row> rows = new LinkedHashMap<>();
    private final Awaited<Found> newest =
            new Awaited<>(this::read, Found::stalenessMs, waits, this::show, this::failed);
    private volatile @Nullable AccountNumber account;
    private volatile List<TransactionId> known = List.of();

    /** @param moved runs after a capture or a release */
    public HoldsPanel(BankService bank, Listings listings, NetworkService network, Runnable moved) {
        super(Texts.get("holds.title"));
        this.bank = bank;
        this.listings = listings;
        this.moved = moved;
        setLead(Texts.get("holds.lead"));
        table.addClassName("steady");
        said.addClassName("visually-hidden");
        said.getElement().setAttribute("aria-live", "polite");
        all.setText(Texts.get("holds.all"));
        add(waits, table, all, said);
        setVisible(false);
        Live.follow(
                this,
                network,
                snapshot -> {
                    newest.tick(snapshot);
                    rows.values().forEach(Row::tick);
                    if (account != null && !newest.isWaiting() && changes.since(snapshot)) {
                        newest.ask();
                    }
                });
    }

    /** Shows the holds of this account from now on. */
    public void of(AccountNumber number) {
        account = number;
        rows.clear();
        known = List.of();
        table.body().removeAll();
        setVisible(false);
        all.setRoute(TransactionsView.class);
        all.setQueryParameters(
                QueryParameters.simple(Map.of("account", number.toString(), "hold", "active")));
        newest.forget();
        newest.ask();
    }

    /** Hides the panel while the account is not known. */
    public void offer(boolean known) {
        setVisible(known && !rows.isEmpty());
    }

    /** Reads again immediately. */
    public void refresh() {
        newest.ask();
    }

    private Found read(ReadOptions options) {
        AccountNumber number = account;
        List<Transaction> holds = new ArrayList<>();
        TransactionFilter active = TransactionFilter.POSTED.with(HoldState.ACTIVE, null);
        String cursor = null;
        long stalenessMs = 0;
        int pages = 0;
        do {
            Page<Posted> page =
                    listings.transactions(
                            caller, number, active, cursor, SHOWN_MAX - holds.size(), options);
            page.items().forEach(each -> holds.add(each.transaction()));
            stalenessMs = Math.max(stalenessMs, page.stalenessMs());
            cursor = page.nextCursor();
        } while (cursor != null && holds.size() < SHOWN_MAX && ++pages < PAGES_MAX);
        List<TransactionId> there = holds.stream().map(Transaction::id).toList();
        for (TransactionId each : known) {
            if (!there.contains(each)) {
                holds.add(bank.transaction(caller, each, options).value().transaction());
            }
        }
        return new Found(holds, cursor != null, stalenessMs);
    }

    private void show(Found found) {
        changes.done();
        int at = 0;
        for (Transaction each : found.holds()) {
            Row row = rows.get(each.id());
            if (row == null) {
                row = new Row(each);
                rows.put(each.id(), row);
                table.body().addComponentAtIndex(at++, row);
            }
            row.show(each);
        }
        known = List.copyOf(rows.keySet());
        all.setVisible(found.more());
        setVisible(!rows.isEmpty());
    }

    private void failed(ServiceProblem problem) {
        changes.done();
        waits.show(Notices.sentence(problem));
    }

    private void done() {
        refresh();
        moved.run();
    }

    /** One hold. */
    private final class Row extends NativeTableRow {

        private static final long serialVersionUID = 1L;

        private final Span left = new Span();
        private final Span reserved = new Span();
        private final Button capture = button(TransactionKind.CAPTURE);
        private final Button release = button(TransactionKind.RELEASE);
        private transient Transaction hold;

        Row(Transaction hold) {
            this.hold = hold;
            AccountNumber to = hold.toAccount();
            left.getElement().setAttribute("role", "timer");
            NativeTableCell what = new NativeTableCell();
            if (SignedIn.has(Role.TELLER)) {
                Div both = new Div(capture, release);
                both.addClassName("row-actions");
                what.add(both);
            }
            add(
                    new NativeTableCell(
                            TransactionView.link(hold.id(), Formats.instant(hold.committedAtMs()))),
                    new NativeTableCell(left),
                    new NativeTableCell(reserved),
                    to == null
                            ? new NativeTableCell(Texts.get("holds.for.out"))
                            : new NativeTableCell(new AccountLink(to.toString(), to.toString())),
                    what);
        }

        private Button button(TransactionKind kind) {
            Button button =
                    new Button(
                            Texts.get("hold.button." + kind),
                            click ->
                                    new HoldStepDialog(bank, hold, kind, HoldsPanel.this::done)
                                            .open());
            button.addThemeNames("small");
            return button;
        }

        void show(Transaction now) {
            boolean ended = HoldFacts.isActive(hold) && !HoldFacts.isActive(now);
            hold = now;
            String amount = Formats.money(HoldStepDialog.leftMinor(now), now.currency());
            set(reserved, amount);
            String words = Texts.get("holds.named", amount, Formats.instant(now.committedAtMs()));
            capture.setAriaLabel(Texts.get("hold.button.CAPTURE") + " " + words);
            release.setAriaLabel(Texts.get("hold.button.RELEASE") + " " + words);
            capture.setEnabled(HoldFacts.isActive(now));
            release.setEnabled(HoldFacts.isActive(now));
            tick();
            if (ended) {
                left.getElement().removeAttribute("role");
                String whole = Formats.money(now.amountMinor(), now.currency());
                said.setText(Texts.get("holds.ended", whole, left.getText()));
            }
        }

        void tick() {
            var link = hold.links().hold();
            if (link != null) {
                set(
                        left,
                        HoldFacts.isActive(hold)
                                ? HoldFacts.left(link.expiresAtMs())
                                : Texts.get("hold.is." + link.state()));
            }
        }

        private void set(Span where, String text) {
            if (!text.equals(where.getText())) {
                where.setText(text);
            }
        }
    }
}
