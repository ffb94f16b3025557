package org.davebank.model.files;

import java.util.Arrays;
import org.davebank.model.Search;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of copies as a state space: one file, one shard, the register, some nodes. The register
 * and the shard change by one entry at a time. What was said stays said: a confirmation, an order to
 * drop, a shard's answer are received at any time, any number of times or never; so loss, doubling,
 * delay and any number of supernodes that were deposed are all there. Of one node's confirmations only
 * the newest counts, as an entry that names an older one is refused wherever it is; of the orders to
 * drop that a node was given likewise, as it obeys the newest whenever it obeys an older one.
 *
 * <p>Nodes are alike: states that differ in their order alone are one.
 */
final class Model implements Search.Space {

    // Of the whole.
    private static final int REMOVALS = 0;
    private static final int FORGOTTEN_AT = 1;
    private static final int KNOWN = 2;
    private static final int EPOCH = 3;
    private static final int UPLOADS = 4;
    private static final int KEPT = 5;
    private static final int RELEASED_AT = 6;
    private static final int FENCED = 7;
    private static final int REFERENCED = 8;

    /** Epochs up to which a shard has said that nothing refers to the file, one bit each. */
    private static final int CLEAN = 9;

    /** A shard has said that something refers to the file. */
    private static final int SAID_REFERENCED = 10;

    private static final int LOSSES = 11;
    private static final int NODES_AT = 12;

    // Of each node. Counts are one higher than they are, 0 is none.

    /** The file as a process sees it, and as it is on disk. */
    private static final int SEEN = 0;

    private static final int ON_DISK = 1;

    /** The count as of which the node has vouched, likewise. */
    private static final int COUNT_SEEN = 2;

    private static final int COUNT_ON_DISK = 3;

    /** The next sync of this life covers the file. */
    private static final int COVERED = 4;

    /** The count that is to be confirmed after the next sync. */
    private static final int WAITING = 5;

    private static final int CONFIRMED = 6;

    /** The confirmation is no older than the disk's last loss. */
    private static final int SINCE_LOSS = 7;

    private static final int DROP = 8;
    private static final int AWAY = 9;
    private static final int HOLDER = 10;
    private static final int LOST = 11;
    private static final int NODE_BYTES = 12;

    private final World world;
    private final LeftOut left;

    Model(World world, LeftOut left) {
        this.world = world;
        this.left = left;
    }

    private static int at(int node, int what) {
        return NODES_AT + node * NODE_BYTES + what;
    }

    @Override
    public byte[] first() {
        byte[] s = new byte[NODES_AT + world.nodes() * NODE_BYTES];
        for (int node = 0; node < world.nodes(); node++) {
            s[at(node, SINCE_LOSS)] = 1;
        }
        s[LOSSES] = (byte) world.losses();
        if (world.referenced() > 0) {
            s[KNOWN] = 1;
            s[EPOCH] = 1;
            s[UPLOADS] = 1;
            s[REFERENCED] = 1;
        }
        for (int node = 0; node < world.referenced() + world.spares(); node++) {
            s[at(node, SEEN)] = 1;
            s[at(node, ON_DISK)] = 1;
            s[at(node, COUNT_SEEN)] = 1;
            s[at(node, COUNT_ON_DISK)] = 1;
            s[at(node, COVERED)] = 1;
            s[at(node, HOLDER)] = (byte) (node < world.referenced() ? 1 : 0);
        }
        return canonical(s);
    }

    /** The same with its nodes in order. */
    private byte[] canonical(byte[] s) {
        byte[][] nodes = new byte[world.nodes()][];
        for (int node = 0; node < nodes.length; node++) {
            nodes[node] = Arrays.copyOfRange(s, at(node, 0), at(node + 1, 0));
        }
        Arrays.sort(nodes, Arrays::compare);
        for (int node = 0; node < nodes.length; node++) {
            System.arraycopy(nodes[node], 0, s, at(node, 0), NODE_BYTES);
        }
        return s;
    }

    private boolean lacks(LeftOut rule) {
        return left == rule;
    }

    @Override
    public void successors(byte[] state, Search.Sink sink) {
        Search.Sink out = (next, label, driven) -> sink.next(canonical(next), label, driven);
        for (int node = 0; node < world.nodes(); node++) {
            if (state[at(node, AWAY)] == 0) {
                asked(state, node, out);
                synced(state, node, out);
                dropped(state, node, out);
            }
            ended(state, node, out);
            lost(state, node, out);
            held(state, node, out);
            released(state, node, out);
        }
        recorded(state, out);
        shard(state, out);
        doomed(state, out);
    }

    // Nodes.

    private static boolean isHeld(byte[] s, int node) {
        return s[at(node, SEEN)] == 1 && s[at(node, COUNT_SEEN)] > 0;
    }

    /** Somebody, who may have seen an old count, asks the node to keep the file. */
    private void asked(byte[] s, int node, Search.Sink out) {
        boolean source = false;
        for (int other = 0; other < world.nodes(); other++) {
            source |= other != node && s[at(other, AWAY)] == 0 && isHeld(s, other);
        }
        boolean held = isHeld(s, node);
        boolean uploaded = s[UPLOADS] < world.uploads();
        if (!held && !source && !uploaded) {
            return;
        }
        boolean wanted =
                s[KNOWN] == 1
                        && (s[at(node, HOLDER)] == 1 && !held
                                ? !lacks(LeftOut.DRIVER_OF_LOST_COPIES)
                                : held || !lacks(LeftOut.DRIVER_OF_NEW_HOLDERS));
        for (int count = 1; count <= s[REMOVALS] + 1; count++) {
            byte[] n = s.clone();
            if (!held || !lacks(LeftOut.SYNC_OF_WHAT_WAS_FOUND)) {
                n[at(node, COVERED)] = 1;
            }
            n[at(node, SEEN)] = 1;
            n[at(node, COUNT_SEEN)] = (byte) Math.max(count, n[at(node, COUNT_SEEN)]);
            n[at(node, WAITING)] = (byte) Math.max(count, n[at(node, WAITING)]);
            if (lacks(LeftOut.SYNC_BEFORE_VOUCHING)) {
                confirm(n, node);
            }
            boolean newest = count == s[REMOVALS] + 1;
            out.next(
                    n,
                    "a node is asked as of " + (count - 1),
                    wanted && newest && (held || source));
        }
    }

    private static void confirm(byte[] n, int node) {
        n[at(node, CONFIRMED)] = (byte) Math.max(n[at(node, CONFIRMED)], n[at(node, WAITING)]);
        n[at(node, SINCE_LOSS)] = 1;
        n[at(node, WAITING)] = 0;
    }

    /** A sync has finished, and what waited for it is said. */
    private void synced(byte[] s, int node, Search.Sink out) {
        byte[] n = s.clone();
        if (!lacks(LeftOut.COUNT_IS_DURABLE)) {
            n[at(node, COUNT_ON_DISK)] = n[at(node, COUNT_SEEN)];
        } else if (n[at(node, COUNT_ON_DISK)] == 0) {
            n[at(node, COUNT_ON_DISK)] = n[at(node, COUNT_SEEN)];
        }
        if (n[at(node, COVERED)] == 1) {
            n[at(node, ON_DISK)] = n[at(node, SEEN)];
            if (n[at(node, ON_DISK)] == 1) {
                n[at(node, LOST)] = 0;
            }
        }
        if (n[at(node, WAITING)] > 0) {
            confirm(n, node);
        }
        if (!Arrays.equals(n, s)) {
            out.next(n, "a node has synced", true);
        }
    }

    /** An order to drop arrives, perhaps not for the first time. */
    private void dropped(byte[] s, int node, Search.Sink out) {
        int drop = s[at(node, DROP)];
        boolean vouched = s[at(node, COUNT_SEEN)] >= drop + 1;
        if (drop == 0 || !isHeld(s, node) || vouched && !lacks(LeftOut.OLD_DROPS_ARE_IGNORED)) {
            return;
        }
        byte[] n = s.clone();
        n[at(node, SEEN)] = 0;
        n[at(node, COVERED)] = 1;
        n[at(node, WAITING)] = 0;
        out.next(n, "a node drops its copy", true);
    }

    /** A process ends and the next one begins on what it finds. */
    private void ended(byte[] s, int node, Search.Sink out) {
        if (s[at(node, AWAY)] == 1) {
            byte[] n = s.clone();
            n[at(node, AWAY)] = 0;
            out.next(n, "a node is back", false);
            return;
        }
        if (world.crashes()) {
            out.next(begun(s.clone(), node), "a node is killed and begins again", false);
        }
        if (!world.crashes() && !world.absences()) {
            return;
        }
        for (int kept = 0; kept < 4; kept++) {
            byte[] n = s.clone();
            if ((kept & 1) == 0) {
                n[at(node, SEEN)] = n[at(node, ON_DISK)];
            }
            if ((kept & 2) == 0) {
                n[at(node, COUNT_SEEN)] = n[at(node, COUNT_ON_DISK)];
            }
            n[at(node, ON_DISK)] = n[at(node, SEEN)];
            n[at(node, COUNT_ON_DISK)] = n[at(node, COUNT_SEEN)];
            begun(n, node);
            if (world.crashes()) {
                out.next(n.clone(), "a node loses its power and begins again", false);
            }
            if (world.absences()) {
                n[at(node, AWAY)] = 1;
                out.next(n, "a node loses its power and stays away", false);
            }
        }
    }

    /** The journal is synced before the process says anything; files are not. */
    private byte[] begun(byte[] n, int node) {
        if (lacks(LeftOut.COUNT_IS_DURABLE)) {
            n[at(node, COUNT_SEEN)] = (byte) Math.min(1, n[at(node, COUNT_SEEN)]);
        }
        n[at(node, COUNT_ON_DISK)] = n[at(node, COUNT_SEEN)];
        n[at(node, COVERED)] = 0;
        n[at(node, WAITING)] = 0;
        if (n[at(node, COUNT_SEEN)] == 0 && n[at(node, SEEN)] == 1) {
            n[at(node, SEEN)] = 0;
            n[at(node, COVERED)] = 1;
        }
        return n;
    }

    /**
     * A disk loses the file: one at a time, and while there are others. The next one waits until every
     * holder has its copy again and nothing is under way that was said before the last loss.
     */
    private void lost(byte[] s, int node, Search.Sink out) {
        if (s[LOSSES] == 0 || s[at(node, ON_DISK)] == 0) {
            return;
        }
        int others = 0;
        boolean all = true;
        for (int other = 0; other < world.nodes(); other++) {
            boolean holder = s[at(other, HOLDER)] == 1;
            boolean whole = s[at(other, ON_DISK)] == 1;
            boolean stale =
                    s[at(other, SINCE_LOSS)] == 0 && s[at(other, CONFIRMED)] >= oldestCount(s);
            others += holder && whole && other != node ? 1 : 0;
            all &= (!holder || whole) && !stale;
        }
        if (!all || s[KNOWN] == 1 && others < world.needed()) {
            return;
        }
        byte[] n = s.clone();
        n[LOSSES]--;
        n[at(node, SEEN)] = 0;
        n[at(node, ON_DISK)] = 0;
        n[at(node, COVERED)] = 0;
        n[at(node, WAITING)] = 0;
        n[at(node, SINCE_LOSS)] = 0;
        n[at(node, LOST)] = 1;
        out.next(n, "a disk loses the file", false);
    }

    // Entries of the register.

    private int oldestCount(byte[] s) {
        return 1 + (s[KNOWN] == 1 ? s[RELEASED_AT] : s[FORGOTTEN_AT]);
    }

    private void held(byte[] s, int node, Search.Sink out) {
        boolean confirmed = s[at(node, CONFIRMED)] > 0;
        boolean fresh =
                s[at(node, CONFIRMED)] >= oldestCount(s) || lacks(LeftOut.HOLD_NAMES_THE_COUNT);
        if (confirmed && fresh && s[KNOWN] == 1 && s[at(node, HOLDER)] == 0) {
            byte[] n = s.clone();
            n[at(node, HOLDER)] = 1;
            out.next(n, "entry: one more holder", true);
        }
    }

    /** As many nodes as are needed have confirmed; these are all choices of them. */
    private void recorded(byte[] s, Search.Sink out) {
        if (s[UPLOADS] >= world.uploads()) {
            return;
        }
        for (int mask = 1; mask < 1 << world.nodes(); mask++) {
            boolean all = Integer.bitCount(mask) == world.needed();
            for (int node = 0; node < world.nodes() && all; node++) {
                boolean named = (mask >> node & 1) == 1;
                int confirmed = s[at(node, CONFIRMED)];
                boolean fresh =
                        confirmed >= oldestCount(s) || lacks(LeftOut.RECORD_NAMES_THE_COUNT);
                all = !named || confirmed > 0 && fresh && s[at(node, SINCE_LOSS)] == 1;
            }
            if (all) {
                byte[] n = s.clone();
                n[RELEASED_AT] = (byte) (oldestCount(s) - 1);
                n[KNOWN] = 1;
                n[EPOCH] = ++n[UPLOADS];
                for (int node = 0; node < world.nodes(); node++) {
                    n[at(node, HOLDER)] |= (byte) (mask >> node & 1);
                }
                out.next(n, "entry: upload " + n[EPOCH], false);
            }
        }
    }

    private void released(byte[] s, int node, Search.Sink out) {
        if (s[REMOVALS] >= world.removals()) {
            return;
        }
        boolean spare = s[at(node, HOLDER)] == 0 && s[at(node, AWAY)] == 0 && isHeld(s, node);
        boolean gone = s[at(node, HOLDER)] == 1 && s[at(node, AWAY)] == 1;
        boolean driven = (spare || gone) && !lacks(LeftOut.DRIVER_OF_RELEASES);
        int others = 0;
        for (int other = 0; other < world.nodes(); other++) {
            others += other != node && s[at(other, HOLDER)] == 1 ? 1 : 0;
        }
        boolean enough = others >= world.wanted() || lacks(LeftOut.OTHERS_ARE_COUNTED);
        // A supernode that was deposed may believe for long that a holder is none.
        boolean believed = lacks(LeftOut.RELEASE_BY_ENTRY);
        if (s[KNOWN] == 1 && !enough && !believed) {
            return;
        }
        byte[] n = s.clone();
        n[at(node, DROP)] = (byte) (s[REMOVALS] + 1);
        if (!lacks(LeftOut.RELEASE_RAISES_THE_COUNT)) {
            n[REMOVALS]++;
            if (s[KNOWN] == 1) {
                n[RELEASED_AT] = n[REMOVALS];
            } else {
                n[FORGOTTEN_AT] = n[REMOVALS];
            }
        }
        if (!believed || enough || s[KNOWN] == 0) {
            n[at(node, HOLDER)] = 0;
        }
        out.next(n, "entry: a copy is given up", driven);
    }

    private void doomed(byte[] s, Search.Sink out) {
        if (s[KNOWN] == 0 || s[KEPT] == 1 || s[REMOVALS] >= world.removals()) {
            return;
        }
        boolean clean = (s[CLEAN] >> s[EPOCH] & 1) == 1;
        boolean any = s[CLEAN] != 0 && lacks(LeftOut.DOOM_NAMES_THE_EPOCH);
        if (clean || any || lacks(LeftOut.FENCE_BEFORE_DOOM)) {
            byte[] n = s.clone();
            n[KNOWN] = 0;
            n[EPOCH] = 0;
            n[RELEASED_AT] = 0;
            for (int node = 0; node < world.nodes(); node++) {
                n[at(node, HOLDER)] = 0;
            }
            if (!lacks(LeftOut.FORGETTING_RAISES_THE_COUNT)) {
                n[FORGOTTEN_AT] = ++n[REMOVALS];
            }
            out.next(n, "entry: the file is forgotten", true);
        }
    }

    // Entries of the shard, and what they answer.

    private void shard(byte[] s, Search.Sink out) {
        for (int epoch = 1; epoch <= s[UPLOADS]; epoch++) {
            if (s[REFERENCED] == 0 && (epoch > s[FENCED] || lacks(LeftOut.SHARDS_OBEY_FENCES))) {
                byte[] n = s.clone();
                n[REFERENCED] = 1;
                out.next(n, "entry: a reference to upload " + epoch, false);
            }
            byte[] n = s.clone();
            n[FENCED] = (byte) Math.max(epoch, s[FENCED]);
            if (s[REFERENCED] == 1) {
                n[SAID_REFERENCED] = 1;
            } else {
                n[CLEAN] |= (byte) (1 << epoch);
            }
            boolean driven = s[KNOWN] == 1 && epoch == s[EPOCH];
            out.next(n, "entry: fence " + epoch, driven && !lacks(LeftOut.DRIVER_OF_FENCES));
        }
        if (s[SAID_REFERENCED] == 1 && s[KNOWN] == 1 && s[KEPT] == 0) {
            byte[] n = s.clone();
            n[KEPT] = 1;
            out.next(n, "entry: the file is kept", true);
        }
    }

    // What is promised.

    @Override
    public @Nullable String broken(byte[] s) {
        int copies = 0;
        for (int node = 0; node < world.nodes(); node++) {
            boolean whole = s[at(node, ON_DISK)] == 1 && s[at(node, COUNT_ON_DISK)] > 0;
            copies += whole ? 1 : 0;
            if (s[at(node, HOLDER)] == 1 && !whole && s[at(node, LOST)] == 0) {
                return "I3: a holder has no copy";
            }
        }
        if (s[REFERENCED] == 1 && copies < world.needed()) {
            return "I1: a file that is referred to lies on " + copies + " disks";
        }
        return s[REFERENCED] == 1 && s[KNOWN] == 0 ? "I2: a referenced file is forgotten" : null;
    }

    @Override
    public boolean isGoal(byte[] s) {
        if (s[REMOVALS] >= world.removals()) {
            return true; // Beyond what is explored.
        }
        int whole = 0;
        int present = 0;
        int spare = 0;
        int missing = 0;
        for (int node = 0; node < world.nodes(); node++) {
            if (s[at(node, AWAY)] == 0) {
                boolean holder = s[at(node, HOLDER)] == 1;
                boolean there = isHeld(s, node) && s[at(node, ON_DISK)] == 1;
                present++;
                whole += holder && there ? 1 : 0;
                missing += holder && !there ? 1 : 0;
                spare += !holder && isHeld(s, node) ? 1 : 0;
            }
        }
        if (s[REFERENCED] == 0) {
            return s[KNOWN] == 0 && spare == 0;
        }
        boolean reachable = whole + missing > 0 && whole > 0;
        boolean enough = whole >= Math.min(world.wanted(), present) && missing == 0;
        // With nobody there who has it, nothing can be done but wait.
        return s[KEPT] == 1 && (enough && (spare == 0 || whole < world.wanted()) || !reachable);
    }
}
