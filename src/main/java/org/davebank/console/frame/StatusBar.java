package org.davebank.console.frame;

import com.vaadin.flow.component.Text;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.util.Objects;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.service.Role;
import org.davebank.service.faults.FaultService;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.FaultRow;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.davebank.service.network.NetworkSnapshot.ShardRow;

/** What must be visible on every view: nodes, shards, money, faults, and the serving node. */
class StatusBar extends Div {

    private static final long serialVersionUID = 1L;

    private static final long FRESH_MS = 2_000;

    /** One fact, shown by sign, text and colour. */
    private static final class Chip extends Span {
        private static final long serialVersionUID = 1L;

        private final Span sign = new Span();
        private final Span strong = new Span();
        private final Span rest = new Span();
        private String tone = "";

        Chip(String name) {
            addClassNames("chip", "chip-" + name);
            sign.getElement().setAttribute("aria-hidden", "true");
            strong.addClassName("strong");
            // Spaces between them, for readers of the plain text.
            add(sign, new Text(" "), strong, new Text(" "), rest);
        }

        void show(String newTone, String newSign, String newStrong, String newRest) {
            if (!tone.equals(newTone)) {
                if (!tone.isEmpty()) {
                    removeClassName(tone);
                }
                addClassName(newTone);
                tone = newTone;
            }
            set(sign, newSign);
            set(strong, newStrong);
            set(rest, newRest);
        }

        private static void set(Span span, String text) {
            if (!Objects.equals(span.getText(), text)) {
                span.setText(text);
            }
        }
    }

    private final Chip nodes = new Chip("nodes");
    private final Chip shards = new Chip("shards");
    private final Chip money = new Chip("money");
    private final Chip faults = new Chip("faults");
    private final Button heal = new Button(Texts.get("status.heal"));
    private final Div announcer = new Div();
    private String announced = "";

    StatusBar(FaultService service) {
        addClassName("status-bar");
        getElement().setAttribute("role", "region");
        getElement().setAttribute("aria-label", Texts.get("status.label"));
        getElement().setAttribute("tabindex", "0");
        heal.addClassName("heal");
        heal.addThemeNames("small");
        heal.setVisible(false);
        heal.addClickListener(click -> healAll(service));
        faults.setVisible(false);
        announcer.addClassName("visually-hidden");
        announcer.getElement().setAttribute("role", "status");
        add(nodes, shards, money, faults, heal, announcer);
    }

    private void healAll(FaultService service) {
        var caller = SignedIn.caller();
        Live.work(
                UI.getCurrent(),
                () -> {
                    service.healAll(caller);
                    return true;
                },
                done -> Notices.done(Texts.get("status.healed")),
                Notices::problem);
    }

    void show(NetworkSnapshot snapshot) {
        showNodes(snapshot);
        showShards(snapshot);
        showMoney(snapshot);
        showFaults(snapshot);
        String now =
                nodes.getElement().getTextRecursively()
                        + ", "
                        + shards.getElement().getTextRecursively()
                        + ", "
                        + Texts.get("money." + snapshot.money().verdict());
        if (!now.equals(announced)) {
            announced = now;
            announcer.setText(now);
        }
    }

    private void showNodes(NetworkSnapshot snapshot) {
        int all = 0;
        int up = 0;
        for (NodeRow node : snapshot.nodes()) {
            if (node.state() != NodeState.LEFT) {
                all++;
                up += node.state() == NodeState.ALIVE ? 1 : 0;
            }
        }
        nodes.show(
                up == all ? "ok" : "warn",
                up == all ? "●" : "◐",
                Texts.get("status.of", up, all),
                Texts.get("status.nodes"));
    }

    private void showShards(NetworkSnapshot snapshot) {
        int all = snapshot.shards().size();
        int led = 0;
        for (ShardRow shard : snapshot.shards()) {
            led += shard.quorum() && !shard.clockSkew() ? 1 : 0;
        }
        boolean good = led == all && all > 0;
        shards.show(
                good ? "ok" : "bad",
                good ? "◆" : "◇",
                Texts.get("status.of", led, all),
                Texts.get("status.shards"));
    }

    private void showMoney(NetworkSnapshot snapshot) {
        NetworkSnapshot.Money state = snapshot.money();
        String age =
                state.ageMs() < FRESH_MS
                        ? Texts.get("money.now")
                        : Texts.get("money.age", Formats.duration(state.ageMs()));
        String word = Texts.get("money." + state.verdict());
        switch (state.verdict()) {
            case CONSERVED -> money.show("ok", "✓", word, age);
            case STALE -> money.show("warn", "◷", word, age);
            case UNKNOWN -> money.show("warn", "?", word, "");
            case VIOLATED -> money.show("bad", "✕", word, age);
        }
        if (!state.text().equals(money.getElement().getAttribute("title"))) {
            money.getElement().setAttribute("title", state.text());
        }
    }

    private void showFaults(NetworkSnapshot snapshot) {
        boolean any = !snapshot.faults().isEmpty();
        faults.setVisible(any);
        heal.setVisible(any && SignedIn.has(Role.OPERATOR));
        if (any) {
            long longestMs = 0;
            for (FaultRow fault : snapshot.faults()) {
                longestMs = Math.max(longestMs, fault.remainingMs());
            }
            faults.show(
                    "bad",
                    "⚡",
                    Texts.count("status.faults", snapshot.faults().size()),
                    Texts.get("status.heals", Formats.countdown(longestMs)));
        }
    }
}
