package org.davebank.console.chaos;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.console.Formats;
import org.davebank.console.Texts;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.FaultRow;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.ReplicaRow;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The network as a picture whose nodes are buttons. */
@Tag("topology-graph")
@JsModule("context://topology/topology-graph.js")
public class TopologyGraph extends Component {

    private static final long serialVersionUID = 1L;

    private static final String ISOLATE = "isolate";

    /** A replica as a badge. */
    public record Badge(String text, boolean leader) {}

    /**
     * One node.
     *
     * @param tone ok, warn, bad or off
     * @param cut true when none of its packets pass
     * @param harmed true when a network fault is active on it
     * @param label complete description for a screen reader
     */
    public record Node(
            String name,
            boolean server,
            boolean supernode,
            String tone,
            String sign,
            String caption,
            boolean cut,
            boolean harmed,
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
        Map<String, String> harm = new TreeMap<>();
        for (FaultRow fault : snapshot.faults()) {
            // Of several faults, the most disruptive one is shown.
            harm.merge(fault.node(), fault.kind(), (a, b) -> a.equals(ISOLATE) ? a : b);
        }
        List<Node> nodes = new ArrayList<>();
        for (NodeRow node : snapshot.nodes()) {
            if (node.state() != NetworkSnapshot.NodeState.LEFT) {
                nodes.add(
                        node(
                                node,
                                snapshot,
                                harm.get(node.name()),
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
            NodeRow node, NetworkSnapshot snapshot, @Nullable String harm, boolean selected) {
        String state = NodeStates.words(node);
        String role =
                node.supernode()
                        ? Texts.get("topology.supernode", snapshot.supernodeTerm())
                        : Texts.get(node.server() ? "role.server" : "role.worker");
        String caption =
                switch (node.state()) {
                    case ALIVE -> harm == null ? role : word(harm);
                    case SUSPECT ->
                            Texts.get("state.SUSPECT") + " " + Formats.duration(node.sinceMs());
                    case UNREACHABLE ->
                            harm == null
                                    ? Texts.get("state.UNREACHABLE")
                                    : Texts.get("state.UNREACHABLE") + ", " + word(harm);
                    default -> Texts.get("state." + node.state());
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
                        harm == null || node.ordered() != null ? state : state + ", " + word(harm),
                        held.isEmpty() ? Texts.get("topology.nothing") : String.join(", ", held));
        return new Node(
                node.name(),
                node.server(),
                node.supernode(),
                NodeStates.tone(node.state()),
                NodeStates.sign(node.state()),
                caption.toLowerCase(Locale.ROOT),
                ISOLATE.equals(harm) || node.state() == NetworkSnapshot.NodeState.UNREACHABLE,
                harm != null,
                selected,
                badges,
                label);
    }

    /** A fault in one or two words, because space is limited. */
    private static String word(String kind) {
        return switch (kind) {
            case ISOLATE -> Texts.get("topology.cut");
            case "partition" -> Texts.get("topology.partition");
            case "loss" -> Texts.get("topology.loss");
            case "delay" -> Texts.get("topology.delay");
            case "duplicate" -> Texts.get("topology.duplicate");
            case "reorder" -> Texts.get("topology.reorder");
            default -> Texts.get("topology.harmed");
        };
    }
}
