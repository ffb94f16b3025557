package org.davebank.console.nodes;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouterLink;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.davebank.console.Facts;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Table;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.console.chaos.NodeActions;
import org.davebank.console.chaos.NodeStates;
import org.davebank.service.Caller;
import org.davebank.service.faults.FaultService;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.ReplicaRow;

/** One node in detail, with the actions on it. */
@Route("nodes/:" + NodePage.NAME)
@PermitAll
public class NodePage extends View implements BeforeEnterObserver {

    private static final long serialVersionUID = 1L;

    public static final String NAME = "name";

    private static final int LOG_LINES = 60;
    private static final long LOG_EVERY_MS = 2_000;

    private final FaultService faults;
    private final Caller caller = SignedIn.caller();
    private final Panel panel = new Panel(Texts.get("node.now"));
    private final Span state = new Span();
    private final Facts facts = new Facts();
    private final NodeActions actions;
    private final Table replicas =
            new Table(
                    Texts.get("node.replicas"),
                    List.of("shard", "role", "term", "commit", "applied", "lag").stream()
                            .map(column -> Texts.get("replica." + column))
                            .toList());
    private final Panel replicasPanel = new Panel(Texts.get("node.replicas"), replicas);
    private final Panel logPanel = new Panel(Texts.get("node.log"));
    private final Pre log = new Pre();
    private final Div logNote = new Div();
    private final Div notes = new Div();
    private final Panel side = new Panel(Texts.get("node.actions"));
    private String name = "";
    private List<List<String>> shownReplicas = List.of();
    private boolean asking;
    private long askedMs;

    public NodePage(NetworkService network, FaultService faults) {
        super(Texts.get("nav.nodes"));
        this.faults = faults;
        this.actions = new NodeActions(network, faults);
        addActions(new RouterLink(Texts.get("nodes.all"), NodesView.class));
        state.addClassName("chip");
        panel.add(state, facts);
        side.add(actions);
        log.addClassName("log");
        log.getElement().setAttribute("tabindex", "0");
        log.getElement().setAttribute("role", "region");
        log.getElement().setAttribute("aria-label", Texts.get("node.log"));
        Div left = new Div(panel, replicasPanel);
        left.addClassNames("stack");
        Div split = new Div(left, side);
        split.addClassName("split");
        logPanel.add(logNote, log, new Button(Texts.get("node.log.again"), click -> askLog()));
        add(notes, split, logPanel);
        Live.follow(this, network, this::show);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        name = event.getRouteParameters().get(NAME).orElse("");
        setHeading(name);
        askedMs = 0;
    }

    private void show(NetworkSnapshot snapshot) {
        NodeRow node =
                snapshot.nodes().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(null);
        boolean known = node != null;
        if (known == notes.getChildren().findAny().isPresent()) {
            notes.removeAll();
            if (!known) {
                notes.add(Notices.note("warn", "?", Texts.get("node.missing", name)));
            }
        }
        panel.setVisible(known);
        replicasPanel.setVisible(known);
        logPanel.setVisible(known);
        side.setVisible(known);
        if (node == null) {
            return;
        }
        showState(node, snapshot);
        showReplicas(node);
        actions.show(snapshot, Set.of(name));
        boolean up = NodeStates.isUp(node.state());
        if (up && System.currentTimeMillis() - askedMs > LOG_EVERY_MS) {
            askLog();
        }
    }

    private void showState(NodeRow node, NetworkSnapshot snapshot) {
        String text =
                Texts.get(
                        "node.state.since",
                        NodeStates.sign(node.state()),
                        NodeStates.wordsSince(node));
        if (!text.equals(state.getText())) {
            state.setText(text);
            state.setClassName("chip " + NodeStates.tone(node.state()));
        }
        facts.set("node.role", NodesView.role(node, snapshot.supernodeTerm()));
        facts.set("node.incarnation", Formats.number(node.incarnation()));
        // The last report is no longer true once the process is gone.
        boolean up = NodeStates.isUp(node.state());
        facts.set(
                "node.uptime", up && node.uptimeMs() > 0 ? Formats.duration(node.uptimeMs()) : "–");
        facts.set("node.resident", bytes(up ? node.residentBytes() : 0));
        facts.set("node.heap", bytes(up ? node.heapBytes() : 0));
        facts.set("node.sent", bytes(up ? node.bytesSent() : 0));
        facts.set("node.received", bytes(up ? node.bytesReceived() : 0));
        facts.set("node.requests", up ? Formats.number(node.requestsDone()) : "–");
        facts.set("node.journal", bytes(node.journalBytes()));
        facts.set("node.process", Texts.get("process." + node.process()));
        facts.set("node.reach", Texts.get("reach." + node.reach()));
        facts.set("node.pid", node.pid() > 0 ? Long.toString(node.pid()) : "–");
        facts.set("node.address", node.address());
        facts.set("node.console", node.console() == null ? "–" : node.console());
        facts.set("node.member", node.memberId().isEmpty() ? "–" : node.memberId());
    }

    private static String bytes(long bytes) {
        return bytes > 0 ? Formats.bytes(bytes) : "–";
    }

    private void showReplicas(NodeRow node) {
        boolean up = NodeStates.isUp(node.state());
        boolean reported = node.reportAgeMs() >= 0 && !node.replicas().isEmpty();
        replicasPanel.setLead(
                up || !reported
                        ? ""
                        : Texts.get("node.reported", Formats.duration(node.reportAgeMs())));
        List<List<String>> cells = new ArrayList<>();
        for (ReplicaRow each : node.replicas()) {
            cells.add(
                    List.of(
                            each.shard() < 0
                                    ? Texts.get("replica.system")
                                    : Texts.get("replica.number", each.shard()),
                            Texts.get(up ? "replica." + each.role() : "replica.unheard"),
                            Formats.number(each.term()),
                            Formats.number(each.commitIndex()),
                            Formats.number(each.appliedIndex()),
                            up ? Formats.number(each.lag()) : "–"));
        }
        if (cells.equals(shownReplicas)) {
            return;
        }
        shownReplicas = cells;
        replicas.body().removeAll();
        for (List<String> row : cells) {
            NativeTableRow line = new NativeTableRow();
            row.forEach(cell -> line.add(new NativeTableCell(cell)));
            replicas.body().add(line);
        }
    }

    private void askLog() {
        if (asking) {
            return;
        }
        asking = true;
        askedMs = System.currentTimeMillis();
        String asked = name;
        Live.work(
                UI.getCurrent(),
                () -> faults.logTail(caller, asked, LOG_LINES),
                lines -> {
                    asking = false;
                    logNote.removeAll();
                    String text = String.join("\n", lines.reversed());
                    if (!text.equals(log.getText())) {
                        log.setText(text);
                    }
                },
                problem -> {
                    asking = false;
                    logNote.removeAll();
                    logNote.add(Notices.note("warn", "?", Notices.sentence(problem)));
                });
    }
}
