package org.davebank.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for all states in which the calls of a window may leave a bank of one thread.
 *
 * <p>It takes one step after another, depth first, in every order that real time allows: a step may be taken as long as none that
 * is left returned before it was called. Orders that have taken the same steps and led to the same state are one
 * from there on. Of the steps that may come next it tries only those that have to do with the one that returned first,
 * directly or by others: the rest may as well be taken later.
 */
final class Search {

    /** The steps that were taken, and what they led to. */
    private static final class Node {
        final BitSet taken;
        final Bank bank;
        final @Nullable Node before;
        final int last;

        Node(BitSet taken, Bank bank, @Nullable Node before, int last) {
            this.taken = taken;
            this.bank = bank;
            this.before = before;
            this.last = last;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Node node && taken.equals(node.taken) && bank.equals(node.bank);
        }

        @Override
        public int hashCode() {
            return 31 * taken.hashCode() + bank.hashCode();
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final int must;
    private final int[][] late;
    private final WindowChecker.Work work;
    private final Set<Bank> ends = new LinkedHashSet<>();
    private @Nullable Node furthest;
    private long nodes;
    private boolean givenUp;

    /**
     * @param must steps that have returned, and were taken therefore
     * @param may steps that may be taken
     */
    Search(List<Step> must, List<Step> may, WindowChecker.Work work) {
        steps.addAll(must);
        steps.sort(Comparator.comparingLong(step -> step.calledNs));
        this.must = must.size();
        steps.addAll(may);
        this.work = work;
        late = new Credits(steps).late();
    }

    /**
     * Searches from a state. May be called for several states; the ends of all of them count. If no outcome and no
     * balance is unknown, one order is as good as another: they all end in the same state.
     */
    void from(Bank start) {
        boolean one = must == steps.size() && !start.isUnknown();
        Set<Node> seen = new LinkedHashSet<>();
        Deque<Node> stack = new ArrayDeque<>(List.of(new Node(new BitSet(), start, null, -1)));
        while (!stack.isEmpty() && !givenUp) {
            Node node = stack.removeLast();
            if (node.taken.nextClearBit(0) < must) {
                expand(node, seen, stack);
            } else {
                ends.add(node.bank);
                if (one) {
                    return;
                }
            }
        }
    }

    private void expand(Node node, Set<Node> seen, Deque<Node> stack) {
        Node best = furthest;
        if (best == null || node.taken.cardinality() > best.taken.cardinality()) {
            furthest = node;
        }
        List<Integer> next = connected(node.taken);
        for (int i : next.reversed()) {
            Bank bank = node.bank.copy();
            if (steps.get(i).take(bank, lateMinor(i, node.taken))) {
                BitSet taken = (BitSet) node.taken.clone();
                taken.set(i);
                Node child = new Node(taken, bank, node, i);
                if (seen.add(child)) {
                    stack.addLast(child);
                    nodes++;
                }
            }
        }
        if (nodes > work.states() + steps.size() || nodes > work.all()) {
            givenUp = true;
        }
    }

    private long[] lateMinor(int step, BitSet taken) {
        int count = 0;
        long[] minor = new long[late[step].length];
        for (int each : late[step]) {
            if (taken.get(each)) {
                minor[count++] = steps.get(each).creditMinor();
            }
        }
        return Arrays.copyOf(minor, count);
    }

    /** The steps that may come next, as far as the first one to return depends on them. */
    private List<Integer> connected(BitSet taken) {
        List<Integer> open = new ArrayList<>();
        int first = -1;
        long firstNs = Call.NEVER;
        for (int i = taken.nextClearBit(0); i < must; i = taken.nextClearBit(i + 1)) {
            Step step = steps.get(i);
            if (first >= 0 && step.calledNs > firstNs) {
                break;
            }
            open.add(i);
            if (first < 0 || step.returnedNs < firstNs) {
                first = i;
                firstNs = step.returnedNs;
            }
        }
        for (int i = must; i < steps.size(); i++) {
            if (!taken.get(i) && steps.get(i).calledNs <= firstNs) {
                open.add(i);
            }
        }
        List<Integer> found = new ArrayList<>(List.of(first));
        open.remove(Integer.valueOf(first));
        for (int at = 0; at < found.size(); at++) {
            Step step = steps.get(found.get(at));
            for (int i = open.size() - 1; i >= 0; i--) {
                if (dependOnEachOther(step, steps.get(open.get(i)))) {
                    found.add(open.remove(i));
                }
            }
        }
        found.sort(Comparator.comparingLong(i -> steps.get(i).returnedNs));
        return found;
    }

    private static boolean dependOnEachOther(Step a, Step b) {
        if (a.moves() || b.moves()) {
            for (int cell : a.cells) {
                for (int other : b.cells) {
                    if (cell == other) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** What the window may have led to; empty if no order is possible. */
    Collection<Bank> ends() {
        return ends;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    /** How far it got: nothing is decided about what was called up to then. */
    long givenUpNs() {
        Node node = furthest;
        return node == null ? 0 : steps.get(connected(node.taken).getFirst()).returnedNs;
    }

    long nodes() {
        return nodes;
    }

    /** An order of as many steps as possible. */
    List<Step> furthest() {
        List<Step> order = new ArrayList<>();
        for (Node node = furthest; node != null && node.last >= 0; node = node.before) {
            order.addFirst(steps.get(node.last));
        }
        return order;
    }
}
