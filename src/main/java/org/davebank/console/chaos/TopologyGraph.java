package org.davebank.console.chaos;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.console.Formats;
import org.davebank.console.Texts;
import org.davebank.service.NetworkSnapshot;
import org.davebank.service.NetworkSnapshot.NodeRow;
import org.davebank.service.NetworkSnapshot.ReplicaRow;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The network as a picture whose nodes are buttons. */
@Tag("topology-graph")
@JsModule("context://topology/topology-graph.js")
public class TopologyGraph extends Component {

    private static final long serialVersionUID = 1L;

    /** A replica as a badge. */
    public record Badge(String text, boolean leader) {}

    /**
     * One node.
     *
     * @param tone ok, warn, bad or off
     * @param label the whole of it in words, for a screen reader
     */
    public record Node(
            String name,
            boolean server,
            boolean supernode,
            String tone,
            String sign,
            String caption,
            boolean cut,
            boolean selected,
            List<Badge> badges,
            String label) {}

    /** The whole picture. */
    public record Model(String label, List<Node> nodes) {}

    private @Nullable Model shown;

    public TopologyGraph(Consumer<Set<String>> selected) {
        getElement()
                .addEventListener(
                        "nodes-selected",
                        event -> {
                            Set<String> names = new TreeSet<>();
                            JsonNode given = event.getEventData().get("event.detail.names");
                            given.forEach(each -> names.add(each.asString()));
                            selected.accept(names);
                        })
                .addEventData("event.detail.names");
    }

    void show(NetworkSnapshot snapshot, Set<String> selected) {
        Set<String> cut = new TreeSet<>();
        snapshot.faults().forEach(fault -> cut.add(fault.node()));
        List<Node> nodes = new ArrayList<>();
        for (NodeRow node : snapshot.nodes()) {
            if (node.state() != NetworkSnapshot.NodeState.LEFT) {
                nodes.add(
                        node(
                                node,
                                snapshot,
                                cut.contains(node.name()),
                                selected.contains(node.name())));
            }
        }
        Model model = new Model(Texts.get("topology.label"), nodes);
        if (!model.equals(shown)) {
            shown = model;
            getElement().setPropertyBean("model", model);
        }
    }

    private static Node node(
            NodeRow node, NetworkSnapshot snapshot, boolean cut, boolean selected) {
        String state = Texts.get("state." + node.state());
        String role =
                node.supernode()
                        ? Texts.get("topology.supernode", snapshot.supernodeTerm())
                        : Texts.get(node.server() ? "role.server" : "role.worker");
        String caption =
                switch (node.state()) {
                    case ALIVE -> cut ? Texts.get("topology.cut") : role;
                    case SUSPECT -> state + " " + Formats.duration(node.sinceMs());
                    default -> state;
                };
        List<Badge> badges = new ArrayList<>();
        List<String> held = new ArrayList<>();
        if (NodeStates.isUp(node.state())) {
            for (ReplicaRow replica : node.replicas()) {
                if (replica.shard() >= 0) {
                    boolean leader = replica.role().equals("leader");
                    badges.add(new Badge(Integer.toString(replica.shard()), leader));
                    held.add(
                            Texts.get(
                                    leader ? "topology.leads" : "topology.holds", replica.shard()));
                }
            }
        }
        String label =
                String.join(
                        ", ",
                        node.name(),
                        role,
                        cut ? state + ", " + Texts.get("topology.cut") : state,
                        held.isEmpty() ? Texts.get("topology.nothing") : String.join(", ", held));
        return new Node(
                node.name(),
                node.server(),
                node.supernode(),
                NodeStates.tone(node.state()),
                NodeStates.sign(node.state()),
                caption.toLowerCase(Locale.ROOT),
                cut,
                selected,
                badges,
                label);
    }
}
