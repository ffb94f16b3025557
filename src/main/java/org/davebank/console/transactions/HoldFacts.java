package org.davebank.console.transactions;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.router.RouterLink;
import java.util.List;
import org.davebank.base.TransactionId;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;

/** What has become of a hold, with its captures and releases; or the hold that a transaction belongs to. */
final class HoldFacts extends Div {

    private static final long serialVersionUID = 1L;

    private static final int STEPS_SHOWN_MAX = 20;
    private static final long HOUR_MS = 3_600_000;

    private final transient Listings listings;
    private final Caller caller = SignedIn.caller();
    private final Span state = new Span();
    private final Span left = new Span();
    private final UnorderedList steps = new UnorderedList();
    private transient @Nullable Transaction shown;

    HoldFacts(Listings listings) {
        this.listings = listings;
        addClassName("hold-facts");
        state.getElement().setAttribute("aria-live", "polite");
        left.getElement().setAttribute("role", "timer");
        steps.getElement().setAttribute("aria-label", Texts.get("hold.steps"));
    }

    /** "Active: £4.00 are reserved." */
    static String state(Transaction hold) {
        ReversalLinks.Hold link = hold.links().hold();
        if (link == null || link.state() == null) {
            return "";
        }
        String reserved =
                link.remainingMinor() == 0
                        ? ""
                        : Texts.get(
                                "hold.reserved",
                                Formats.money(link.remainingMinor(), hold.currency()));
        return (Texts.get("hold.state." + link.state()) + ". " + reserved).strip();
    }

    /** The time until an instant: "0:41", "3 h", "6 d". */
    static String left(long expiresAtMs) {
        long leftMs = expiresAtMs - System.currentTimeMillis();
        return leftMs < HOUR_MS ? Formats.countdown(leftMs) : Formats.duration(leftMs);
    }

    static boolean isActive(Transaction transaction) {
        ReversalLinks.Hold link = transaction.links().hold();
        return link != null && link.state() == HoldState.ACTIVE;
    }

    void show(Transaction transaction) {
        ReversalLinks.Hold link = transaction.links().hold();
        shown = transaction;
        setVisible(link != null);
        TransactionId of = link == null ? null : link.of();
        if (of != null) {
            removeAll();
            add(TransactionView.link(of, Texts.get("hold.of." + transaction.kind())));
        } else if (link != null) {
            String said = state(transaction);
            if (!said.equals(state.getText())) {
                state.setText(said);
            }
            add(state, left, steps);
            tick();
            readSteps(transaction);
        }
    }

    /** Counts down. */
    void tick() {
        Transaction hold = shown;
        ReversalLinks.Hold link = hold == null ? null : hold.links().hold();
        if (hold != null && link != null) {
            left.setVisible(isActive(hold));
            String text = Texts.get("hold.left", left(link.expiresAtMs()));
            if (!text.equals(left.getText())) {
                left.setText(text);
            }
        }
    }

    private void readSteps(Transaction hold) {
        TransactionFilter of = TransactionFilter.POSTED.with(null, hold.id());
        Live.work(
                UI.getCurrent(),
                () ->
                        listings.transactions(
                                        caller,
                                        hold.account(),
                                        of,
                                        null,
                                        STEPS_SHOWN_MAX,
                                        ReadOptions.STRONG)
                                .items(),
                this::showSteps,
                // What became of the hold is known all the same.
                problem -> {});
    }

    private void showSteps(List<Posted> found) {
        if (found.size() != steps.getComponentCount()) {
            steps.removeAll();
            found.forEach(each -> steps.add(new ListItem(step(each.transaction()))));
        }
    }

    private static RouterLink step(Transaction step) {
        String amount = Formats.money(step.amountMinor(), step.currency());
        boolean ended = step.kind() == TransactionKind.RELEASE && step.amountMinor() == 0;
        return TransactionView.link(
                step.id(),
                Texts.get(
                        ended ? "hold.step.end" : "hold.step." + step.kind(),
                        amount,
                        Formats.instant(step.committedAtMs())));
    }
}
