package org.davebank.console;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.jspecify.annotations.Nullable;

/**
 * Tells the browser which server nodes exist, so that the page can move on its own when the serving
 * node dies. The browser does the rest, because no server would be left to do it.
 */
@Tag("davebank-failover")
@JsModule("context://shell/failover.js")
public class FailOver extends Component {

    private static final long serialVersionUID = 1L;

    /** A console that the page may move to. */
    public record Server(String name, String url) {}

    /** What the browser needs to know: the serving node and the others, best first. */
    public record Servers(String self, List<Server> others, Wording wording) {}

    /** Texts for a page that has lost its server. */
    public record Wording(String moving, String lost, String moved) {}

    private final Wording wording =
            new Wording(
                    Texts.get("failover.moving"),
                    Texts.get("failover.lost"),
                    Texts.get("failover.moved"));
    private @Nullable Servers sent;

    public void show(NetworkSnapshot snapshot) {
        List<Server> others = new ArrayList<>();
        for (NodeRow node : targets(snapshot)) {
            others.add(new Server(node.name(), Objects.requireNonNull(node.console())));
        }
        Servers servers = new Servers(snapshot.servedBy(), others, wording);
        if (!servers.equals(sent)) {
            sent = servers;
            getElement().setPropertyBean("servers", servers);
        }
    }

    /** Server nodes other than the serving one, living ones first. */
    public static List<NodeRow> targets(NetworkSnapshot snapshot) {
        List<NodeRow> alive = new ArrayList<>();
        List<NodeRow> rest = new ArrayList<>();
        for (NodeRow node : snapshot.nodes()) {
            if (node.console() != null && !node.name().equals(snapshot.servedBy())) {
                (node.state() == NodeState.ALIVE ? alive : rest).add(node);
            }
        }
        alive.addAll(rest);
        return alive;
    }
}
