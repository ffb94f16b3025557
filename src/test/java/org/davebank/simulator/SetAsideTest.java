package org.davebank.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
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
import org.davebank.raft.RaftSettings;
import org.davebank.simulator.check.ScanWatch;
import org.davebank.simulator.disk.Gate;
import org.davebank.simulator.disk.SimDisk;
import org.davebank.storage.JournalSettings;
import org.junit.jupiter.api.Test;

/** A folder that a node must not vote on: what becomes of it, and of the node. */
class SetAsideTest {

    private static final MemberId FOUNDER = new MemberId(7);
    private static final Address OTHER = new Address("10.0.0.2", 5001);
    private static final String SEGMENT = "journal-00000001.log";
    private static final Genesis GENESIS =
            new Genesis(1, 1, 1, "GBP", 1, List.of(new Genesis.Voter(FOUNDER, "Lone")));

    private final Deque<Long> asked = new ArrayDeque<>();
    private final SimDisk disk = new SimDisk(new Gate(), 1, asked::add, (ticket, bytes) -> {});
    private final List<Event> events = new ArrayList<>();
    private long nowNs = 1_000_000_000L;
    private long seed;

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

    private final NodeHooks hooks =
            new NodeHooks() {
                @Override
                public void recorded(Event event) {
                    events.add(event);
                }

                @Override
                public byte[] control(byte[] command) {
                    return command;
                }

                @Override
                public Figures figures() {
                    return Figures.NONE;
                }
            };

    private static NodeSettings settings(List<Address> seeds) {
        return new NodeSettings(
                "Lone",
                true,
                new Address("10.0.0.1", 5001),
                8080,
                null,
                seeds,
                RaftSettings.DEFAULT,
                new MembershipSettings(),
                new JournalSettings(256 << 10),
                FileSettings.DEFAULT,
                ReplicaSettings.DEFAULT,
                ScanWatch.SETTINGS,
                NodeSettings.REBUILD_AFTER_NS,
                64 << 20);
    }

    private Node start(List<Address> seeds) throws NodeRefused {
        disk.processEnded();
        asked.clear();
        RandomSource random = new RandomSource(++seed);
        Node node =
                Node.start(settings(seeds), GENESIS, (to, p, m) -> {}, disk, time, random, hooks);
        run(node);
        return node;
    }

    /** Half a second, in which the lone founder elects itself. */
    private void run(Node node) {
        for (int i = 0; i < 100; i++) {
            nowNs += 20_000_000L;
            node.tick();
            node.endTurn();
            while (!asked.isEmpty()) {
                long ticket = asked.removeFirst();
                disk.complete(ticket);
                node.synced(ticket);
            }
        }
    }

    /** A bit of the first record flips. */
    private void damage() {
        byte[] bytes = disk.read(SEGMENT);
        disk.write(SEGMENT, 70, new byte[] {(byte) (bytes[70] ^ 4)});
    }

    private static boolean holdsSystem(Node node) {
        return node.replicas().stream().anyMatch(view -> view.group().equals(GroupId.SYSTEM));
    }

    @Test
    void aDamagedFolderIsSetAsideAndItsNodeJoinsAsAnotherMember() throws NodeRefused {
        assertThat(start(List.of()).self()).isEqualTo(FOUNDER);
        damage();
        Node again = start(List.of(OTHER));

        assertThat(again.self()).isNotEqualTo(FOUNDER);
        assertThat(again.running()).isTrue();
        assertThat(holdsSystem(again)).isFalse();
        assertThat(disk.setAsideCount()).isEqualTo(1);
        assertThat(events)
                .filteredOn(event -> event.kind() == EventKind.FOLDER_SET_ASIDE)
                .singleElement()
                .extracting(Event::text)
                .asString()
                .startsWith(SEGMENT + " is unreadable from byte 48 on")
                .endsWith(
                        "The node neither votes nor serves from this folder: its files lie in"
                                + " set-aside-1 now, and Lone joins again as a new member");
    }

    @Test
    void aFounderWhoseFolderWasSetAsideNeverFoundsAgain() throws NodeRefused {
        start(List.of());
        damage();
        MemberId second = start(List.of(OTHER)).self();
        assertThat(start(List.of(OTHER)).self()).isEqualTo(second);
        damage();
        Node third = start(List.of(OTHER));
        assertThat(third.self()).isNotIn(FOUNDER, second);
        assertThat(holdsSystem(third)).isFalse();
        assertThat(disk.setAsideCount()).isEqualTo(2);
        disk.files().forEach(disk::remove); // As if the process had ended before its first sync.
        Node fourth = start(List.of(OTHER));
        assertThat(fourth.self()).isNotIn(FOUNDER, second, third.self());
        assertThat(holdsSystem(fourth)).isFalse();
    }

    @Test
    void aNodeThatKnowsNobodyElseStopsWithItsSentenceAndLeavesItsFolderAlone() throws NodeRefused {
        start(List.of());
        damage();
        List<String> before = disk.files();
        assertThatThrownBy(() -> start(List.of()))
                .isInstanceOf(NodeRefused.class)
                .hasMessageStartingWith(SEGMENT + " is unreadable from byte 48 on")
                .hasMessageEndingWith(
                        "The node neither votes nor serves from this folder, and it knows no other"
                                + " node that it could join again");
        assertThat(disk.files()).isEqualTo(before);
        assertThat(disk.setAsideCount()).isZero();
    }

    @Test
    void aFolderThatIsMistrustedInOperationIsSetAsideAsWell() throws NodeRefused {
        Node first = start(List.of());
        assertThat(first.mistrust()).isNull();
        disk.processEnded();
        asked.clear();
        Node again =
                Node.startAgain(
                        settings(List.of(OTHER)),
                        "the folder is older than what others remember of it",
                        (to, p, m) -> {},
                        disk,
                        time,
                        new RandomSource(99),
                        hooks);
        run(again);
        assertThat(again.self()).isNotEqualTo(first.self());
        assertThat(again.running()).isTrue();
        assertThat(disk.setAsideCount()).isEqualTo(1);
    }
}
