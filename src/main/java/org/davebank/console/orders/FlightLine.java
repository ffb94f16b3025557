package org.davebank.console.orders;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import org.davebank.console.Texts;
import org.davebank.service.Shards;

/** One order without an answer, shown until the person has seen its outcome. */
final class FlightLine extends Div {

    private static final long serialVersionUID = 1L;

    /**
     * Until the server that took it must have given up, an order may be in flight although the bank
     * has no record of it. Measured from when this page found the order, because the browser's
     * clock, which dates it, may be wrong.
     */
    private static final long ON_ITS_WAY_MS = Shards.WRITE_TIMEOUT.plusSeconds(4).toMillis();

    private static final long LOOK_EVERY_MS = 1_000;
    private static final long LOOK_LATE_EVERY_MS = 5_000;
    private static final long LATE_MS = 60_000;

    private final KeptOrder order;
    private final transient OrderDesk desk;
    private final InFlight home;
    private final Span sign = new Span();
    private final Span text = new Span();
    private final Div actions = new Div();
    private final Button again = new Button(Texts.get("order.again"), click -> send());
    private final Button forget = new Button(Texts.get("order.forget"), click -> dismiss());
    private final Anchor link = new Anchor();
    private final int shard;
    private final long shownMs = System.currentTimeMillis();
    private Outcome outcome = new Outcome.Unknown();
    private boolean busy;
    private long lookedMs;

    FlightLine(KeptOrder order, OrderDesk desk, InFlight home) {
        this.order = order;
        this.desk = desk;
        this.home = home;
        this.shard = desk.shard(order);
        sign.getElement().setAttribute("aria-hidden", "true");
        link.setVisible(false);
        for (Button button : new Button[] {again, forget}) {
            button.addThemeVariants(ButtonVariant.LUMO_SMALL);
            button.setVisible(false);
        }
        actions.addClassName("actions");
        actions.add(link, again, forget);
        add(sign, text, actions);
        say();
    }

    KeptOrder order() {
        return order;
    }

    private long ageMs() {
        return Math.max(0, System.currentTimeMillis() - order.atMs());
    }

    void look() {
        busy = true;
        var caller = home.caller();
        home.work(() -> desk.look(caller, order), this::found);
    }

    private void send() {
        again.setVisible(false);
        forget.setVisible(false);
        outcome = new Outcome.Unknown();
        say();
        busy = true;
        var caller = home.caller();
        home.work(() -> desk.send(caller, order), this::found);
    }

    private void found(Outcome found) {
        busy = false;
        lookedMs = System.currentTimeMillis();
        boolean early = found instanceof Outcome.Absent && lookedMs - shownMs < ON_ITS_WAY_MS;
        outcome = early ? new Outcome.Unknown() : found;
        if (outcome.isFinal()) {
            // The page that forgets the order must report its outcome.
            InFlight.forget(order.key());
        }
        say();
    }

    void tick() {
        long nowMs = System.currentTimeMillis();
        boolean late = nowMs - shownMs > LATE_MS;
        boolean rested = nowMs - lookedMs >= (late ? LOOK_LATE_EVERY_MS : LOOK_EVERY_MS);
        if (!busy && !outcome.isFinal() && rested) {
            look();
        }
        if (!outcome.isFinal()) {
            say();
        }
    }

    private void say() {
        String now = OrderWords.state(order, outcome, ageMs(), home.obstacle(shard));
        if (now.equals(text.getText())) {
            return;
        }
        text.setText(now);
        OrderWords.Mark mark = OrderWords.mark(outcome);
        sign.setText(mark.sign());
        setClassName("note " + mark.tone());
        boolean absent = outcome instanceof Outcome.Absent;
        again.setVisible(absent && order.isWhole());
        forget.setVisible(absent || outcome.isFinal());
        forget.setText(Texts.get(absent ? "order.forget" : "order.seen"));
        showLink();
    }

    private void showLink() {
        switch (outcome) {
            case Outcome.Done done ->
                    link("transactions/" + done.posted().transaction().id(), "order.transaction");
            case Outcome.Opened opened ->
                    link("accounts/" + opened.account().number(), "order.account");
            case Outcome.Refused refused when refused.transaction() != null ->
                    link("transactions/" + refused.transaction(), "order.transaction");
            case Outcome.Attached attached ->
                    link("transactions/" + order.field("transaction"), "order.transaction");
            case Outcome.Absent absent when order.kind() == KeptOrder.Kind.ATTACH ->
                    link("transactions/" + order.field("transaction"), "order.transaction");
            case Outcome.Refused refused -> link.setVisible(false);
            case Outcome.Absent absent -> link.setVisible(false);
            case Outcome.Unknown unknown -> link.setVisible(false);
        }
    }

    private void link(String to, String key) {
        link.setHref(to);
        link.setText(Texts.get(key));
        link.setVisible(true);
    }

    private void dismiss() {
        home.dismiss(this);
    }
}
