package org.davebank.host;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.host.AgentReply.State;
import org.davebank.node.journal.Genesis;
import org.jspecify.annotations.Nullable;

/** The nodes of one data folder by name, and their common state. Guarded by the agent. */
final class Fleet implements Iterable<Supervised> {

    private static final int SEEDS_MAX = 8;
    private static final int DEFAULT_PORT = 5001;

    private final Path data;
    private final String host;
    private final FolderMark mark;
    private final Map<String, Supervised> nodes = new TreeMap<>();

    Fleet(Path data, String host, FolderMark mark) {
        this.data = data;
        this.mark = mark;
        this.host = host;
    }

    @Override
    public Iterator<Supervised> iterator() {
        return nodes.values().iterator();
    }

    int size() {
        return nodes.size();
    }

    @Nullable Supervised find(String name) {
        return nodes.get(name);
    }

    void forget(Supervised node) {
        nodes.remove(node.name);
    }

    /** The node of this name, created if necessary. */
    Supervised known(String name, NodeRole role) {
        return known(name, role, host);
    }

    Supervised known(String name, NodeRole role, String nodeHost) {
        return nodes.computeIfAbsent(
                name, n -> new Supervised(n, role, data.resolve(n), nodeHost, 0, 0));
    }

    boolean any(Predicate<Supervised> what) {
        return nodes.values().stream().anyMatch(what);
    }

    boolean isAnyRunning() {
        return any(node -> node.state.isRunning());
    }

    /** True if all expected nodes are up, and at least one is. */
    boolean isWhole() {
        return !any(node -> node.expected && node.state != State.ALIVE)
                && any(node -> node.state == State.ALIVE);
    }

    /** The URL of the first server that serves users, or empty. */
    String console() {
        for (Supervised node : this) {
            if (node.role == NodeRole.SERVER && node.state == State.ALIVE && node.http != 0) {
                return "http://" + new Address(node.host, node.http) + "/console/";
            }
        }
        return "";
    }

    List<AgentReply.Row> rows() {
        List<AgentReply.Row> rows = new ArrayList<>();
        forEach(node -> rows.add(node.row()));
        return rows;
    }

    /** All nodes of the requested network, servers first; founds it if the folder holds none. */
    List<Supervised> plan(AgentRequest.Up up) throws IOException {
        boolean found = nodes.isEmpty();
        for (int i = 1; i <= up.servers(); i++) {
            Supervised node = known(Names.of(NodeRole.SERVER, i), NodeRole.SERVER, up.host());
            givePort(node, up, i - 1);
            if (up.http() == 0 || node.http == 0 || up.httpAsked()) {
                node.http = up.http() == 0 ? 0 : up.http() + i - 1;
            }
            node.portGivesWay = !(up.portAsked() && i == 1);
            node.httpGivesWay = !(up.httpAsked() && i == 1);
            node.rebuildAfterS = up.rebuildAfterS();
        }
        for (int i = 1; i <= up.workers(); i++) {
            Supervised node = known(Names.of(NodeRole.WORKER, i), NodeRole.WORKER, up.host());
            givePort(node, up, up.servers() + i - 1);
        }
        List<Supervised> plan = new ArrayList<>(nodes.values());
        plan.sort((a, b) -> a.role.compareTo(b.role)); // Stable: by name within a role.
        if (found) {
            writeGenesis(up);
        }
        return plan;
    }

    private static void givePort(Supervised node, AgentRequest.Up up, int offset) {
        if (up.port() == 0 || node.port == 0 || up.portAsked()) {
            node.port = up.port() == 0 ? 0 : up.port() + offset;
        }
    }

    private void writeGenesis(AgentRequest.Up up) throws IOException {
        SecureRandom random = new SecureRandom();
        List<Genesis.Voter> voters = new ArrayList<>();
        for (int i = 1; i <= up.servers(); i++) {
            voters.add(
                    new Genesis.Voter(
                            new MemberId(random.nextLong() | 1), Names.of(NodeRole.SERVER, i)));
        }
        Genesis genesis =
                new Genesis(
                        random.nextLong() >>> 1,
                        up.shards(),
                        up.replicas(),
                        up.currency(),
                        up.servers() + up.workers(),
                        voters);
        for (Genesis.Voter voter : voters) {
            GenesisFile.write(data.resolve(voter.name()), genesis);
        }
    }

    /**
     * The first name for a worker that no node here has.
     *
     * @param further true on an additional machine, whose agent cannot know the names on the
     *     others: then the name includes the machine's address
     */
    String freeName(boolean further) {
        String suffix = further ? "-" + Names.part(host) : "";
        int number = 1;
        while (nodes.containsKey(Names.of(NodeRole.WORKER, number) + suffix)) {
            number++;
        }
        return Names.of(NodeRole.WORKER, number) + suffix;
    }

    /** A new worker, on a port that no other node has. */
    Supervised another(String name) {
        int port = DEFAULT_PORT - 1;
        for (Supervised node : this) {
            port = Math.max(port, node.port);
        }
        Supervised worker = known(name, NodeRole.WORKER);
        worker.port = port + 1;
        return worker;
    }

    /**
     * The nodes through which a node may join: those here that have reported, then those that have
     * not, then remote ones.
     *
     * @param strangers nodes on other machines
     */
    List<Address> seeds(Supervised joiner, List<Address> strangers) {
        List<Address> seeds = new ArrayList<>();
        for (boolean heard : new boolean[] {true, false}) {
            for (Supervised node : this) {
                boolean there = node.state.isRunning() && !node.unheard;
                if (node != joiner && node.port != 0 && there == heard) {
                    seeds.add(node.address());
                }
            }
        }
        seeds.addAll(strangers);
        return seeds.size() > SEEDS_MAX ? seeds.subList(0, SEEDS_MAX) : seeds;
    }

    /** {@code network.json}. */
    String json(boolean ready) {
        List<Object> list = new ArrayList<>();
        for (AgentReply.Row row : rows()) {
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("name", row.name());
            item.put("role", row.role().word());
            item.put("host", row.host());
            item.put("port", row.port());
            item.put("pid", row.pid());
            item.put("http", row.http());
            item.put("state", row.state().word());
            list.add(item);
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("ready", ready);
        json.put("nodes", list);
        json.put("console", console().isEmpty() ? null : console());
        mark.put(json);
        return Json.write(json);
    }
}
