package org.davebank.console.index;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Map;
import org.davebank.console.Awaited;
import org.davebank.console.Facts;
import org.davebank.console.Live;
import org.davebank.console.NoteLine;
import org.davebank.console.Notices;
import org.davebank.console.Obstacles;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.service.Caller;
import org.davebank.service.network.IndexService;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;

/** Shows how a key is found: hash, slot, shard, replicas, leader, and the request's route. */
@Route("index")
@PermitAll
@Menu(title = "nav.index", order = 3)
public class IndexView extends View implements AfterNavigationObserver {

    private static final long serialVersionUID = 1L;

    private static final String KEY = "key";

    private final IndexService index;
    private final NetworkService network;
    private final Caller caller = SignedIn.caller();
    private final TextField key = new TextField(Texts.get("index.key"));
    private final Div answer = new Div();
    private final NoteLine waits = new NoteLine();
    private long askedMs = -1;

    public IndexView(IndexService index, NetworkService network) {
        super(Texts.get("nav.index"));
        this.index = index;
        this.network = network;
        Button look = new Button(Texts.get("index.look"), click -> toAddress());
        look.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        key.addClassName("long");
        key.setClearButtonVisible(true);
        key.addKeyPressListener(Key.ENTER, press -> toAddress());
        Div search = new Div(key, look);
        search.addClassName("filters");
        search.getElement().setAttribute("role", "search");
        search.getElement().setAttribute("aria-label", Texts.get("index.look"));
        answer.getElement().setAttribute("aria-live", "polite");
        Live.follow(this, network, this::showObstacle);
        Panel panel = new Panel(Texts.get("index.title"), search);
        panel.setLead(Texts.get("index.lead"));
        add(panel, answer);
    }

    private void toAddress() {
        String wanted = key.getValue().strip();
        UI.getCurrent()
                .navigate(
                        IndexView.class,
                        wanted.isEmpty()
                                ? QueryParameters.empty()
                                : QueryParameters.simple(Map.of(KEY, wanted)));
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        List<String> given =
                event.getLocation()
                        .getQueryParameters()
                        .getParameters()
                        .getOrDefault(KEY, List.of());
        String wanted = given.isEmpty() ? "" : given.getFirst();
        key.setValue(wanted);
        answer.removeAll();
        if (wanted.isBlank()) {
            answer.add(Notices.note("plain", "i", Texts.get("index.hint")));
            return;
        }
        waits.show("");
        answer.add(waits);
        askedMs = System.currentTimeMillis();
        Live.work(
                UI.getCurrent(),
                () -> index.locate(caller, wanted),
                this::show,
                problem -> {
                    askedMs = -1;
                    answer.removeAll();
                    answer.add(Notices.note("bad", "✕", Notices.sentence(problem)));
                });
    }

    /** Says what an answer waits for when it does not arrive at once. */
    private void showObstacle(NetworkSnapshot snapshot) {
        if (askedMs >= 0 && System.currentTimeMillis() - askedMs >= Awaited.SILENCE_MS) {
            waits.show(Awaited.sentence(Obstacles.of(snapshot), -1));
        }
    }

    private void show(IndexService.Located located) {
        askedMs = -1;
        answer.removeAll();
        int shards = network.snapshot(caller).shards().size();
        for (IndexService.Place place : located.places()) {
            Panel panel =
                    new Panel(
                            Texts.get("index.place." + place.kind(), place.key()),
                            facts(place, shards));
            panel.setLead(Texts.get("index.lead." + place.kind()));
            answer.add(panel);
        }
        Boolean exists = located.exists();
        if (exists == null) {
            answer.add(Notices.note("warn", "?", Texts.get("index.unknown", located.about())));
        } else if (exists) {
            answer.add(Notices.note("ok", "✓", Texts.get("index.found", located.about())));
        } else {
            answer.add(Notices.note("warn", "–", Texts.get("index.missing")));
        }
    }

    private static Facts facts(IndexService.Place place, int shards) {
        String leader = place.leader();
        Facts facts = new Facts();
        facts.set("index.hash", String.format("%016x", place.hash()));
        if (place.slot() >= 0) {
            facts.set("index.slot", Texts.get("index.slot.of", place.slot()));
            facts.set("index.shard", Texts.get("index.shard.of", place.shard(), shards));
        }
        facts.set("index.replicas", String.join(", ", place.replicas()));
        facts.set("index.leader", leader == null ? Texts.get("index.leader.none") : leader);
        facts.set("index.route", String.join(" → ", place.route()));
        return facts;
    }
}
