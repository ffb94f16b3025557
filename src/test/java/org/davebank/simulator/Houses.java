package org.davebank.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.davebank.base.Address;
import org.davebank.base.Event;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.membership.MembershipSettings;
import org.davebank.node.Node;
import org.davebank.node.journal.Genesis;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.port.Time;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.node.wire.NodeRefused;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.RaftSettings;
import org.davebank.simulator.check.ScanWatch;
import org.davebank.simulator.disk.Gate;
import org.davebank.simulator.disk.SimDisk;
import org.davebank.storage.JournalSettings;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/** Nodes that run from folders which a test copies, moves and puts back; nothing else goes wrong. */
final class Houses {

    private static final long STEP_NS = 5_000_000L;

    private record Letter(Address from, Address to, byte[] bytes) {}

    /** What a peer that lies says before each of its honest messages. */
    interface Liar {
        List<byte[]> lies(byte[] honest);
    }

    /** A folder and, while it runs, the node in it. */
    final class House {
        final String name;
        final int port;

        /** Of its network, by which the others join. */
        private final Address first;

        final List<Event> events = new ArrayList<>();
        private final Deque<Long> asked = new ArrayDeque<>();
        private final SimDisk disk;
        private @Nullable Node node;
        private String whyEnded = "";
        private int seed;

        House(String network, int number, int port) {
            this.name = "server-" + number;
            this.port = port;
            this.first = new Address("10.0.0.1", port / 1_000 * 1_000 + 1);
            this.disk =
                    new SimDisk(new Gate(), 1, asked::add, (ticket, bytes) -> {})
                            .at("/" + network + "/" + name);
        }

        Address address() {
            return new Address("10.0.0.1", port);
        }

        void start() {
            disk.processEnded();
            asked.clear();
            whyEnded = "";
            try {
                node =
                        Node.start(
                                settings(),
                                genesis,
                                this::send,
                                disk,
                                time,
                                new RandomSource(port * 1_000L + ++seed),
                                new Hooks(this));
            } catch (NodeRefused e) {
                throw new AssertionError(e);
            }
        }

        private NodeSettings settings() {
            return new NodeSettings(
                    name,
                    true,
                    address(),
                    8080,
                    null,
                    genesis.voters().size() == 1 ? List.of() : List.of(first),
                    RaftSettings.DEFAULT,
                    new MembershipSettings(),
                    new JournalSettings(256 << 10),
                    FileSettings.DEFAULT,
                    ReplicaSettings.DEFAULT,
                    ScanWatch.SETTINGS,
                    NodeSettings.REBUILD_AFTER_NS,
                    64 << 20);
        }

        private void send(Address to, Priority priority, byte[] message) {
            letters.addLast(new Letter(address(), to, message));
        }

        void end() {
            node = null;
            disk.processEnded();
        }

        boolean runs() {
            return node != null;
        }

        MemberId member() {
            return Objects.requireNonNull(node).self();
        }

        /** The member that its network was founded with, whoever lives here now. */
        MemberId founder() {
            return new MemberId(port % 1_000);
        }

        /** What a person sees here of the whole network. */
        List<Event> timeline() {
            return Objects.requireNonNull(node).view().events();
        }

        /** Asks the network something on behalf of a client; what is answered does not matter. */
        void ask(RequestBody body) {
            Node running = node;
            if (running != null) {
                running.submit(body, STEP_NS * 400, reply -> {});
            }
        }

        /** Why it ended by itself, or an empty text. */
        String whyEnded() {
            return whyEnded;
        }

        Map<String, byte[]> copy() {
            return disk.copy();
        }

        void putBack(Map<String, byte[]> files, String identity) {
            disk.restore(files, identity);
        }

        String identity() {
            return disk.identity();
        }

        int setAside() {
            return disk.setAsideCount();
        }

        boolean leads() {
            Node running = node;
            return running != null
                    && running.replicas().stream()
                            .anyMatch(view -> view.raft().committedInOwnTerm());
        }

        private void turn() {
            Node running = node;
            if (running == null) {
                return;
            }
            if (running.nextDeadlineNs() <= nowNs) {
                running.tick();
            }
            running.endTurn();
            while (!asked.isEmpty()) {
                long ticket = asked.removeFirst();
                disk.complete(ticket);
                running.synced(ticket);
                running.endTurn();
            }
            String mistrust = running.mistrust();
            if (mistrust != null) {
                beginAgain(mistrust);
            } else if (running.stopped()) {
                whyEnded = running.whyStopped();
                end();
            }
        }

        private void beginAgain(String why) {
            disk.processEnded();
            asked.clear();
            try {
                node =
                        Node.startAgain(
                                settings(),
                                why,
                                this::send,
                                disk,
                                time,
                                new RandomSource(port * 1_000L + ++seed),
                                new Hooks(this));
            } catch (NodeRefused e) {
                whyEnded = e.getMessage();
                end();
            }
        }
    }

    private record Hooks(House house) implements NodeHooks {
        @Override
        public void recorded(Event event) {
            house.events.add(event);
        }

        @Override
        public byte[] control(byte[] command) {
            return command;
        }

        @Override
        public Figures figures() {
            return Figures.NONE;
        }
    }

    private final Map<Address, House> houses = new TreeMap<>();
    private final Deque<Letter> letters = new ArrayDeque<>();
    private final Genesis genesis;
    private Liar liar = honest -> List.of();
    private long nowNs = 1_000_000_000L;

    private final Time time =
            new Time() {
                @Override
                public long nowNs() {
                    return nowNs;
                }

                @Override
                public long wallMs() {
                    return nowNs / 1_000_000;
                }
            };

    /** @param founders who found a network */
    Houses(int founders) {
        List<Genesis.Voter> voters = new ArrayList<>();
        for (int i = 1; i <= founders; i++) {
            voters.add(new Genesis.Voter(new MemberId(i), "server-" + i));
        }
        genesis = new Genesis(1, 1, founders, "GBP", founders, voters);
    }

    /** From now on every sender says this as well. */
    void lie(Liar with) {
        liar = with;
    }

    /** A folder in a network's data folder; no process yet. */
    House house(String network, int number, int port) {
        House house = new House(network, number, port);
        houses.put(house.address(), house);
        return house;
    }

    /** The founders' folders, at ports from 5001. */
    List<House> original() {
        List<House> all = new ArrayList<>();
        for (Genesis.Voter voter : genesis.voters()) {
            int number = (int) voter.id().value();
            all.add(house("net", number, 5000 + number));
        }
        return all;
    }

    /** A copy of all these folders, elsewhere and at other ports; the processes have ended. */
    List<House> copyOf(List<House> all) {
        List<House> copies = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            House copy = house("copy", i + 1, 6001 + i);
            copy.putBack(all.get(i).copy(), "copied");
            copies.add(copy);
        }
        return copies;
    }

    /** So much time passes. */
    void run(long seconds) {
        long endNs = nowNs + seconds * 1_000_000_000L;
        while (nowNs < endNs) {
            nowNs += STEP_NS;
            for (int round = 0; round < 6; round++) {
                houses.values().forEach(House::turn);
                int waiting = letters.size();
                for (int i = 0; i < waiting; i++) {
                    deliver(letters.removeFirst());
                }
            }
        }
    }

    private void deliver(Letter letter) {
        House to = houses.get(letter.to);
        Node running = to == null ? null : to.node;
        if (running != null) {
            for (byte[] lie : liar.lies(letter.bytes)) {
                running.receive(letter.from, lie);
            }
            running.receive(letter.from, letter.bytes);
            running.endTurn();
        }
    }
}
