package org.davebank.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.Event;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.davebank.service.network.NetworkSnapshot.ShardRow;

/** Networks as a test wants them: three servers, three workers, two shards. */
public final class Snapshots {

    private static final NetworkSnapshot.Health SOUND =
            new NetworkSnapshot.Health(true, 1, List.of(), List.of());

    private static final List<String> NODES =
            List.of("SuperNode1", "SuperNode2", "SuperNode3", "Worker1", "Worker2", "Worker3");

    private final Map<String, NodeState> states = new TreeMap<>();
    private final Set<Integer> leaderless = new TreeSet<>();
    private List<Event> events = List.of();
    private NetworkSnapshot.Health system = SOUND;
    private List<NetworkSnapshot.Health> shards = List.of(SOUND, SOUND);

    public Snapshots() {
        NODES.forEach(name -> states.put(name, NodeState.ALIVE));
    }

    public Snapshots with(String node, NodeState state) {
        states.put(node, state);
        return this;
    }

    /** How the system group and the two shards stand. */
    public Snapshots with(
            NetworkSnapshot.Health ofSystem,
            NetworkSnapshot.Health zero,
            NetworkSnapshot.Health one) {
        system = ofSystem;
        shards = List.of(zero, one);
        return this;
    }

    public Snapshots with(List<Event> newest) {
        events = newest;
        return this;
    }

    /** Shards of which no leader is known. */
    public Snapshots leaderless(int... shards) {
        for (int shard : shards) {
            leaderless.add(shard);
        }
        return this;
    }

    /** Served by SuperNode1; SuperNode2 is the supernode and leads shard 0, Worker1 leads shard 1. */
    public NetworkSnapshot take() {
        List<NodeRow> nodes = new ArrayList<>();
        for (int i = 0; i < NODES.size(); i++) {
            String name = NODES.get(i);
            boolean server = name.startsWith("Super");
            nodes.add(
                    new NodeRow(
                            name,
                            "m" + i,
                            server,
                            name.equals("SuperNode2"),
                            states.get(name),
                            1_000,
                            1,
                            "127.0.0.1:" + (5001 + i),
                            server ? 8080 + i : 0,
                            server ? "http://127.0.0.1:" + (8080 + i) : null,
                            true,
                            100 + i,
                            60_000,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            -1,
                            NetworkSnapshot.Load.NONE,
                            List.of(),
                            NetworkSnapshot.Process.RUNNING,
                            NetworkSnapshot.Reach.ALIVE,
                            null));
        }
        return new NetworkSnapshot(
                10_000,
                "SuperNode1",
                "SuperNode2",
                7,
                system.quorum(),
                3,
                3,
                system,
                3,
                "GBP",
                nodes,
                List.of(
                        shard(0, "SuperNode2", List.of("SuperNode1", "SuperNode2", "Worker2")),
                        shard(1, "Worker1", List.of("SuperNode3", "Worker1", "Worker3"))),
                new NetworkSnapshot.Money(NetworkSnapshot.Verdict.CONSERVED, 800, "right"),
                List.of(),
                events,
                List.of());
    }

    private ShardRow shard(int number, String leader, List<String> voters) {
        boolean led = !leaderless.contains(number);
        return new ShardRow(
                number,
                true,
                led && shards.get(number).quorum(),
                false,
                led ? leader : null,
                3,
                40,
                voters,
                List.of(),
                shards.get(number));
    }
}
