package org.davebank.console.chaos;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.service.Caller;
import org.davebank.service.faults.FaultService;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.jspecify.annotations.Nullable;

/** The "Break it" page: the live network and the actions on its nodes. */
@Route("chaos")
@PermitAll
@Menu(title = "nav.chaos", order = 10)
public class ChaosView extends View implements AfterNavigationObserver {

    private static final long serialVersionUID = 1L;

    private static final String SELECTED = "sel";
    private static final int EVENTS_MAX = 40;

    private final FaultService faults;
    private final TopologyGraph graph = new TopologyGraph(this::select);
    private final Panel map = new Panel(Texts.get("chaos.network"));
    private final Panel side = new Panel(Texts.get("chaos.none"));
    private final NodeActions actions;
    private final Paragraph howTo = new Paragraph(Texts.get("chaos.howto"));
    private final EventList events = new EventList(EVENTS_MAX);
    private final FaultList active;
    private Set<String> selected = Set.of();
    private @Nullable NetworkSnapshot latest;

    public ChaosView(NetworkService network, FaultService faults) {
        super(Texts.get("nav.chaos"));
        this.faults = faults;
        this.actions = new NodeActions(network, faults);
        this.active = new FaultList(faults);
        addActions(new Button(Texts.get("chaos.addworker"), click -> addWorker()));
        map.add(graph);
        side.add(howTo, actions);
        side.addClassName("side");
        Div split = new Div(map, side);
        split.addClassName("split");
        add(split, active, events);
        Live.follow(this, network, this::show);
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        Set<String> names = new TreeSet<>();
        for (String list :
                event.getLocation()
                        .getQueryParameters()
                        .getParameters()
                        .getOrDefault(SELECTED, List.of())) {
            for (String name : list.split(",")) {
                if (!name.isBlank()) {
                    names.add(name);
                }
            }
        }
        selected = names;
        if (latest != null) {
            show(latest);
        }
    }

    /** Puts the selection into the address; the picture follows the address. */
    private void select(Set<String> names) {
        QueryParameters query =
                names.isEmpty()
                        ? QueryParameters.empty()
                        : QueryParameters.simple(Map.of(SELECTED, String.join(",", names)));
        UI.getCurrent().navigate(ChaosView.class, query);
    }

    private void show(NetworkSnapshot snapshot) {
        latest = snapshot;
        graph.show(snapshot, selected);
        map.setLead(
                snapshot.supernode() == null
                        ? Texts.get("chaos.leaderless")
                        : Texts.get("chaos.leads", snapshot.supernode(), snapshot.supernodeTerm()));
        active.show(snapshot.faults());
        events.show(snapshot.events());
        showSide(snapshot);
    }

    private void showSide(NetworkSnapshot snapshot) {
        List<NodeRow> rows = new ArrayList<>();
        for (NodeRow node : snapshot.nodes()) {
            if (selected.contains(node.name())) {
                rows.add(node);
            }
        }
        howTo.setVisible(rows.isEmpty());
        actions.setVisible(!rows.isEmpty());
        if (rows.isEmpty()) {
            side.setTitleText(Texts.get("chaos.none"));
            side.setLead("");
            return;
        }
        Set<String> names = new TreeSet<>();
        rows.forEach(row -> names.add(row.name()));
        side.setTitleText(String.join(", ", names));
        side.setLead(rows.size() == 1 ? lead(rows.getFirst()) : "");
        actions.show(snapshot, names);
    }

    private static String lead(NodeRow node) {
        String role =
                node.supernode()
                        ? Texts.get("role.supernode")
                        : Texts.get(node.server() ? "role.server" : "role.worker");
        return Texts.get("chaos.lead", role, NodeStates.wordsSince(node));
    }

    private void addWorker() {
        Caller caller = SignedIn.caller();
        Live.work(
                UI.getCurrent(),
                () -> faults.addWorker(caller),
                text -> Notices.done(Texts.get("chaos.added", text)),
                Notices::problem);
    }
}
