package org.davebank.simulator;

import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.fault.Direction;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.MovementCommand;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.jspecify.annotations.Nullable;

/**
 * Faults that aim at the steps of movements between shards. A trap waits until the leader of a
 * shard has made an entry with such a step, or until that entry is committed. Then this leader, or
 * that of another shard, is killed, loses its power, stands still, or is cut off.
 */
final class StepFaults {

    private static final long MS = 1_000_000L;

    /** A trap that nobody has stepped on is removed after this time. */
    private static final long WAITS_MS = 5_000;

    /** The steps of the protocol, docs/protocol/transfers.md. */
    private enum Step {
        BEGIN,
        EXPECT,
        DECIDE,
        DELIVER,
        FORGET;

        private static @Nullable Step of(LedgerCommand command) {
            return switch (command) {
                case MovementCommand.Begin begin -> BEGIN;
                case MovementCommand.BeginBatch begin -> BEGIN;
                case MovementCommand.Expect expect -> EXPECT;
                case MovementCommand.ExpectBatch expect -> EXPECT;
                case MovementCommand.Decide decide -> DECIDE;
                case MovementCommand.Deliver deliver -> DELIVER;
                case MovementCommand.Cancel cancel -> DELIVER;
                case MovementCommand.Forget forget -> FORGET;
                default -> null;
            };
        }
    }

    private record Trap(GroupId shard, Step step, boolean committed) {

        boolean isSprungBy(GroupId group, LedgerBatch entry) {
            return group.equals(shard)
                    && entry.commands().stream().anyMatch(each -> Step.of(each) == step);
        }
    }

    private final Simulation world;
    private final Chaos chaos;
    private final RandomSource random;
    private @Nullable Trap trap;

    StepFaults(Simulation world, Chaos chaos, RandomSource random) {
        this.world = world;
        this.chaos = chaos;
        this.random = random;
    }

    /** Sets a trap, instead of one that may still wait. */
    void strike() {
        Step step = Step.values()[random.nextInt(Step.values().length)];
        Trap set = new Trap(anyShard(), step, random.chance(0.5));
        trap = set;
        world.trace("all", "await " + set);
        world.step(
                WAITS_MS * MS,
                "disarm",
                () -> {
                    if (trap == set) {
                        trap = null;
                    }
                });
    }

    private GroupId anyShard() {
        return GroupId.ofShard(random.nextInt(world.settings().shards()));
    }

    /** The leader of a group has made an entry. */
    void made(GroupId group, Entry entry) {
        Trap set = trap;
        if (set == null || set.committed() || entry.kind() != EntryKind.COMMAND) {
            return;
        }
        try {
            if (set.isSprungBy(group, LedgerCodec.readBatch(new WireReader(entry.data())))) {
                spring(set);
            }
        } catch (WireException e) {
            throw new IllegalStateException("a leader reads what it has made", e);
        }
    }

    /** An entry of a shard is committed. */
    void committed(GroupId group, LedgerBatch entry) {
        Trap set = trap;
        if (set != null && set.committed() && set.isSprungBy(group, entry)) {
            spring(set);
        }
    }

    /** The node that has made the entry ends its turn first. */
    private void spring(Trap sprung) {
        trap = null;
        world.step(0, "trap", () -> hit(random.chance(0.5) ? sprung.shard() : anyShard()));
    }

    private void hit(GroupId shard) {
        Machine victim = chaos.leader(shard);
        if (victim == null
                || chaos.isHurt(victim)
                || chaos.isBesieged()
                || !chaos.isRunning()
                || !(chaos.isNoneHurt() || random.chance(0.2))) {
            return;
        }
        switch (random.nextInt(6)) {
            case 0, 1 -> chaos.crash(victim, random.chance(0.5));
            case 2 -> chaos.pause(victim, random.between(50, 4_000));
            case 3 -> chaos.cutOff(victim, anyDirection(), random.between(300, 5_000));
            default -> isolate(victim, random.between(300, 5_000));
        }
    }

    private Direction anyDirection() {
        return Direction.values()[random.nextInt(Direction.values().length)];
    }

    /** Leaves the victim a single machine to talk to: the leader of some shard, where it can be. */
    private void isolate(Machine victim, long forMs) {
        Machine other = chaos.leader(anyShard());
        if (other == null || other == victim) {
            chaos.cutOff(victim, Direction.BOTH, forMs);
        } else {
            chaos.cutOffExcept(victim, other, forMs);
        }
    }
}
