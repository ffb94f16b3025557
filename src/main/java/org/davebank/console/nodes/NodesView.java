package org.davebank.console.nodes;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteParameters;
import com.vaadin.flow.router.RouterLink;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Panel;
import org.davebank.console.Table;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.console.chaos.NodeStates;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.ReplicaRow;

/** All nodes as a table: an alternative to the picture of the topology. */
@Route("nodes")
@PermitAll
@Menu(title = "nav.nodes", order = 1)
public class NodesView extends View {

    private static final long serialVersionUID = 1L;

    private static final List<String> COLUMNS =
            List.of("name", "role", "state", "replicas", "resident", "heap", "uptime", "address");

    private final Table table =
            new Table(
                    Texts.get("nav.nodes"),
                    COLUMNS.stream().map(column -> Texts.get("node." + column)).toList());
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** One node's row, updated in place so that a focused link keeps the focus. */
    private static final class Row extends NativeTableRow {
        private static final long serialVersionUID = 1L;

        private final Map<String, Span> cells = new LinkedHashMap<>();

        Row(String name) {
            add(new NativeTableCell(link(name)));
            for (String column : COLUMNS.subList(1, COLUMNS.size())) {
                Span text = new Span();
                cells.put(column, text);
                add(new NativeTableCell(text));
            }
        }

        private static Component link(String name) {
            return new RouterLink(name, NodePage.class, new RouteParameters(NodePage.NAME, name));
        }

        void show(NodeRow node, long term) {
            set("role", role(node, term));
            Span state = Objects.requireNonNull(cells.get("state"));
            set("state", NodeStates.sign(node.state()) + " " + NodeStates.words(node));
            state.setClassName("chip " + NodeStates.tone(node.state()));
            set("replicas", replicas(node));
            // The last report is no longer true once the process is gone.
            boolean up = NodeStates.isUp(node.state());
            set("resident", figure(up ? node.residentBytes() : 0));
            set("heap", figure(up ? node.heapBytes() : 0));
            set("uptime", up && node.uptimeMs() > 0 ? Formats.duration(node.uptimeMs()) : "–");
            set("address", node.address());
        }

        private void set(String column, String text) {
            Span cell = Objects.requireNonNull(cells.get(column));
            if (!text.equals(cell.getText())) {
                cell.setText(text);
            }
        }
    }

    public NodesView(NetworkService network) {
        super(Texts.get("nav.nodes"));
        add(new Panel(Texts.get("nodes.title"), table));
        Live.follow(this, network, this::show);
    }

    private void show(NetworkSnapshot snapshot) {
        List<String> names = snapshot.nodes().stream().map(NodeRow::name).toList();
        if (!names.equals(new ArrayList<>(rows.keySet()))) {
            rows.clear();
            table.body().removeAll();
            for (String name : names) {
                Row row = new Row(name);
                rows.put(name, row);
                table.body().add(row);
            }
        }
        for (NodeRow node : snapshot.nodes()) {
            Objects.requireNonNull(rows.get(node.name())).show(node, snapshot.supernodeTerm());
        }
    }

    static String role(NodeRow node, long term) {
        return node.supernode()
                ? Texts.get("topology.supernode", term)
                : Texts.get(node.server() ? "role.server" : "role.worker");
    }

    static String replicas(NodeRow node) {
        List<String> held = new ArrayList<>();
        for (ReplicaRow replica : node.replicas()) {
            if (replica.shard() >= 0) {
                boolean leads = replica.role().equals("leader") && NodeStates.isUp(node.state());
                held.add(leads ? Texts.get("node.leads", replica.shard()) : "" + replica.shard());
            }
        }
        return held.isEmpty() ? "–" : String.join(", ", held);
    }

    private static String figure(long bytes) {
        return bytes > 0 ? Formats.bytes(bytes) : "–";
    }
}
