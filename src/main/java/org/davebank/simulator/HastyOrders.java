package org.davebank.simulator;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.davebank.raft.Raft;
import org.davebank.raft.Role;

/**
 * Gives a leader orders at the worst moment, as if the network had delayed them: to promote a
 * learner right after the leader was elected, and before the learner has caught up. The supernode
 * would give the same order a little later, so a leader that rejects early orders is not hurt.
 */
final class HastyOrders {

    private static final long MS = 1_000_000L;

    /** The approximate time between two attempts. */
    private static final long EVERY_MS = 40;

    private static final long TIMEOUT_NS = 500 * MS;

    private final Simulation world;
    private final RandomSource random;
    private final LateDrops drops;

    HastyOrders(Simulation world, RandomSource random) {
        this.world = world;
        this.random = random;
        this.drops = new LateDrops(world, random.fork());
    }

    void begin() {
        world.step(random.between(EVERY_MS / 2, 2 * EVERY_MS) * MS, "hasty", this::look);
    }

    private void look() {
        if (!world.chaos().isRunning()) {
            return;
        }
        for (int number = 1; number <= world.settings().shards(); number++) {
            GroupId group = new GroupId(number);
            for (Machine machine : world.machines()) {
                if (machine.leads(group)) {
                    hurry(machine, group);
                    lookForLateDrops(machine, group);
                }
            }
        }
        begin();
    }

    private void lookForLateDrops(Machine machine, GroupId group) {
        Raft raft = machine.raft(group);
        long supernodeTerm = supernodeTerm();
        if (raft != null && supernodeTerm > 0) {
            drops.look(group, raft, supernodeTerm);
        }
    }

    /**
     * A replica has just become leader: the order arrives before any follower has heard from it.
     */
    void elected(Machine machine, GroupId group) {
        if (world.chaos().isRunning() && group.isShard()) {
            world.step(random.nextInt(2) * MS / 2, "hasty", () -> hurry(machine, group));
        }
    }

    private void hurry(Machine machine, GroupId group) {
        Raft raft = machine.raft(group);
        if (raft == null || raft.role() != Role.LEADER) {
            return;
        }
        Configuration configuration = raft.configuration();
        List<MemberId> learners = configuration.learners();
        long supernodeTerm = supernodeTerm();
        // With an odd number of voters the supernode first removes one.
        if (supernodeTerm == 0 || learners.isEmpty() || configuration.voters().size() % 2 == 1) {
            return;
        }
        machine.ask(
                new RequestBody.ChangeReplicas(
                        group,
                        new ConfigurationChange.Promote(learners.getFirst()),
                        raft.configurationIndex(),
                        supernodeTerm),
                TIMEOUT_NS,
                reply -> {});
    }

    private long supernodeTerm() {
        long term = 0;
        for (Machine machine : world.machines()) {
            Raft raft = machine.raft(GroupId.SYSTEM);
            boolean leads = raft != null && raft.role() == Role.LEADER;
            term = raft != null && leads ? Math.max(term, raft.term()) : term;
        }
        return term;
    }
}
