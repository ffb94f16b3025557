package org.davebank.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Breadth-first search over all states of a model, so that a counterexample is a shortest one. Then
 * it asks of every state whether the goal can be reached by what the drivers do alone.
 */
public final class Search {

    public interface Sink {
        /** Offers a successor; driven when the network does it by itself, again and again. */
        void next(byte[] state, String label, boolean driven);
    }

    /** States are arrays of one length, equal when they mean the same. */
    public interface Space {
        byte[] first();

        void successors(byte[] state, Sink sink);

        /** What is broken in this state; null when nothing is. */
        @Nullable String broken(byte[] state);

        boolean isGoal(byte[] state);
    }

    /**
     * What was found.
     *
     * @param broken what is wrong in the last state of the trace, or null
     * @param trace the steps to it
     */
    public record Outcome(
            int states, long steps, int depth, @Nullable String broken, List<String> trace) {
        public Outcome {
            trace = List.copyOf(trace);
        }
    }

    private static final int BLOCK_STATES = 1 << 14;

    private final Space space;
    private final int statesMax;
    private final int width;
    private final List<byte[]> blocks = new ArrayList<>();
    private int[] slots = new int[1 << 16];
    private int[] parents = new int[1 << 12];
    private int[] from = new int[1 << 12];
    private int[] to = new int[1 << 12];
    private int edges;
    private int count;
    private long steps;

    public Search(Space space, int statesMax) {
        this.space = space;
        this.statesMax = statesMax;
        this.width = space.first().length;
    }

    public Outcome run() {
        add(space.first(), -1);
        int depth = 0;
        int levelEnd = 1;
        for (int i = 0; i < count; i++) {
            if (i == levelEnd) {
                depth++;
                levelEnd = count;
            }
            byte[] state = state(i);
            String broken = space.broken(state);
            if (broken != null) {
                return new Outcome(count, steps, depth, broken, trace(i));
            }
            int at = i;
            space.successors(
                    state,
                    (next, label, driven) -> {
                        steps++;
                        int target = add(next, at);
                        if (driven && target != at) {
                            edge(at, target);
                        }
                    });
            if (count > statesMax) {
                throw new IllegalStateException("more than " + statesMax + " states");
            }
        }
        int stuck = firstThatNeverEnds();
        return stuck < 0
                ? new Outcome(count, steps, depth, null, List.of())
                : new Outcome(count, steps, depth, "L: never mended", trace(stuck));
    }

    /** Goes back along driven steps from all goals. */
    private int firstThatNeverEnds() {
        int[] start = new int[count + 1];
        for (int i = 0; i < edges; i++) {
            start[to[i] + 1]++;
        }
        for (int i = 0; i < count; i++) {
            start[i + 1] += start[i];
        }
        int[] fill = Arrays.copyOf(start, count);
        int[] sources = new int[edges];
        for (int i = 0; i < edges; i++) {
            sources[fill[to[i]]++] = from[i];
        }
        boolean[] ends = new boolean[count];
        int[] queue = new int[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (space.isGoal(state(i))) {
                ends[i] = true;
                queue[size++] = i;
            }
        }
        for (int head = 0; head < size; head++) {
            for (int j = start[queue[head]]; j < start[queue[head] + 1]; j++) {
                if (!ends[sources[j]]) {
                    ends[sources[j]] = true;
                    queue[size++] = sources[j];
                }
            }
        }
        for (int i = 0; i < count; i++) {
            if (!ends[i]) {
                return i;
            }
        }
        return -1;
    }

    private List<String> trace(int last) {
        List<String> trace = new ArrayList<>();
        for (int i = last; parents[i] >= 0; i = parents[i]) {
            byte[] target = state(i);
            String[] found = {"?"};
            space.successors(
                    state(parents[i]),
                    (next, label, driven) -> {
                        if (Arrays.equals(next, target)) {
                            found[0] = label;
                        }
                    });
            trace.addFirst(found[0]);
        }
        return trace;
    }

    private byte[] state(int i) {
        int start = i % BLOCK_STATES * width;
        return Arrays.copyOfRange(blocks.get(i / BLOCK_STATES), start, start + width);
    }

    private int add(byte[] state, int by) {
        if (count * 2 >= slots.length) {
            int[] old = slots;
            slots = new int[old.length * 2];
            for (int each : old) {
                if (each != 0) {
                    slots[slotOf(state(each - 1))] = each;
                }
            }
        }
        int slot = slotOf(state);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (count % BLOCK_STATES == 0) {
            blocks.add(new byte[BLOCK_STATES * width]);
        }
        System.arraycopy(state, 0, blocks.getLast(), count % BLOCK_STATES * width, width);
        if (count == parents.length) {
            parents = Arrays.copyOf(parents, count * 2);
        }
        parents[count] = by;
        slots[slot] = ++count;
        return count - 1;
    }

    /** Where the state is, or is to be put. */
    private int slotOf(byte[] state) {
        long hash = 0;
        for (byte each : state) {
            hash = (hash ^ each) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        int mask = slots.length - 1;
        int slot = (int) (hash >>> 20) & mask;
        while (slots[slot] != 0 && !isSame(slots[slot] - 1, state)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isSame(int i, byte[] state) {
        byte[] block = blocks.get(i / BLOCK_STATES);
        int start = i % BLOCK_STATES * width;
        return Arrays.equals(block, start, start + width, state, 0, width);
    }

    private void edge(int source, int target) {
        if (edges == from.length) {
            from = Arrays.copyOf(from, edges * 2);
            to = Arrays.copyOf(to, edges * 2);
        }
        from[edges] = source;
        to[edges++] = target;
    }
}
