package org.davebank.simulator;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.fault.Direction;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.node.Node;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Configuration;
import org.davebank.simulator.check.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one machine in trouble for long while nothing else goes wrong: every group with a majority
 * on the other machines must accept writes and answer reads.
 *
 * <pre>
 * Rule
 *   A1  a group with a healthy majority of voters answers within {@link #ANSWER_NS_MAX}
 * </pre>
 */
final class Siege {

    private static final long MS = 1_000_000L;

    /** Long enough for elections, news of a new leader and timeouts of requests to the old one. */
    static final long ANSWER_NS_MAX = 15_000 * MS;

    /** How long the trouble lasts. */
    static final long LASTS_NS = 18_000 * MS;

    private static final long TIMEOUT_NS = 2_000 * MS;
    private static final String KEY = "siege";

    private final Simulation world;
    private final RandomSource random;
    private final Machine victim;
    private final long beganNs;

    Siege(Simulation world, RandomSource random, Machine victim) {
        this.world = world;
        this.random = random;
        this.victim = victim;
        this.beganNs = world.nowNs();
    }

    /** The trouble: the machine hears nothing, is not heard, both, or (null) stands still. */
    static @Nullable Direction trouble(RandomSource random) {
        int dice = random.nextInt(4);
        return dice == 3 ? null : Direction.values()[dice];
    }

    /** Sends every group that must answer two requests: a write and a read. */
    void ask() {
        for (int number = 0; number <= world.settings().shards(); number++) {
            GroupId group = new GroupId(number);
            if (isWell(group)) {
                for (RequestBody body : questions(group)) {
                    ask(group, body);
                }
            }
        }
    }

    private static List<RequestBody> questions(GroupId group) {
        if (!group.isShard()) {
            return List.of(new RequestBody.ConfirmSystem());
        }
        LedgerCommand write = new LedgerCommand.ReserveAlias(KEY, KEY, "simulator", KEY);
        return List.of(
                new RequestBody.Post(group, List.of(write)),
                new RequestBody.Ask(group, new LedgerQuery.FindAlias(KEY), 0));
    }

    /** Whether a majority of the voters runs on healthy machines. */
    private boolean isWell(GroupId group) {
        Configuration configuration = world.replicas().newest(group);
        int well = 0;
        for (Machine machine : world.machines()) {
            Node node = machine.node();
            if (node != null && node.running() && machine != victim) {
                well += configuration.isVoter(node.self()) ? 1 : 0;
            }
        }
        return configuration.voters().size() > 0 && well >= configuration.quorum();
    }

    private void ask(GroupId group, RequestBody body) {
        if (world.nowNs() - beganNs > ANSWER_NS_MAX) {
            throw new Violation(
                    "A1: "
                            + group
                            + " answers nobody for "
                            + ANSWER_NS_MAX / (1_000 * MS)
                            + " s although only "
                            + victim.name()
                            + " is in trouble: "
                            + body);
        }
        List<Machine> servers = new ArrayList<>();
        for (Machine machine : world.machines()) {
            if (machine.isServer() && machine != victim && !machine.isOff()) {
                servers.add(machine);
            }
        }
        if (servers.isEmpty() || !isWell(group)) {
            return; // Something else has gone wrong after all.
        }
        Machine asked = servers.get(random.nextInt(servers.size()));
        boolean[] answered = {false};
        asked.ask(body, TIMEOUT_NS, reply -> answered[0] |= isAnswer(reply));
        world.step(
                TIMEOUT_NS + 100 * MS,
                "siege",
                () -> {
                    if (!answered[0]) {
                        ask(group, body);
                    }
                });
    }

    private static boolean isAnswer(Reply reply) {
        return switch (reply) {
            case Reply.Posted posted -> true;
            case Reply.Answered answered -> true;
            case Reply.Done done -> true;
            case Reply.Full full -> true;
            default -> false;
        };
    }
}
