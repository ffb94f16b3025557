package org.davebank.simulator;

import java.util.Map;
import java.util.Objects;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.node.Node;
import org.davebank.node.wire.Life;
import org.jspecify.annotations.Nullable;

/**
 * Restores one machine's folder to an older copy, which was made while its node ran. The member
 * that the folder belonged to has forgotten what it said since and must never take part in a group
 * again; see {@link Machine#restored}. Its node starts again as a new member.
 */
final class Restoration {

    private static final long MS = 1_000_000L;

    private record Copy(Machine machine, MemberId member, Life life, Map<String, byte[]> files) {}

    private final Simulation world;
    private final RandomSource random;
    private @Nullable Copy copy;
    private int restored;

    Restoration(Simulation world, RandomSource random) {
        this.world = world;
        this.random = random;
    }

    /** Copies a random machine's folder some time later. */
    void begin(long withinMs) {
        Machine machine = world.machine(random.nextInt(world.settings().nodes()));
        world.step(random.between(0, withinMs) * MS, "copy", () -> copy(machine));
    }

    private void copy(Machine machine) {
        Node node = machine.node();
        if (node == null || !node.running()) {
            world.step(random.between(100, 500) * MS, "copy", () -> copy(machine));
            return;
        }
        world.trace(machine.name(), "has its folder copied in life " + node.life());
        copy = new Copy(machine, node.self(), node.life(), machine.disk().copy());
    }

    /** The owner of the copied folder, or null. */
    @Nullable Machine machine() {
        Copy made = copy;
        return made == null ? null : made.machine;
    }

    /** Stops the running machine and restores its copy. */
    void putBack() {
        Copy back = Objects.requireNonNull(copy);
        copy = null;
        Machine machine = back.machine;
        // A snapshot of the file system keeps the identity. Then only the others can notice.
        boolean snapshot = othersKnowMore(back) && random.chance(0.8);
        world.trace(
                machine.name(),
                "is put back to its life "
                        + back.life.number()
                        + (snapshot ? " by a snapshot" : " from a copy"));
        if (random.chance(0.5)) {
            machine.cutPower();
        } else {
            machine.kill();
        }
        world.files().lostPermanently(machine);
        machine.restored(back.member);
        String identity = snapshot ? machine.disk().identity() : "restored " + ++restored;
        machine.disk().restore(back.files, identity);
        // From here on the others alone must keep the files that entries refer to.
        machine.disk().loseFiles("content/");
    }

    private boolean othersKnowMore(Copy back) {
        Node own = back.machine.node();
        if (own == null || own.life().equals(back.life)) {
            return false;
        }
        for (Machine other : world.machines()) {
            Node node = other.node();
            boolean knows = node != null && own.life().equals(node.knownLife(own.self()));
            if (other != back.machine && !knows) {
                return false;
            }
        }
        return true;
    }
}
