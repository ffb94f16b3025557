package org.davebank.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Judges a history by times and answers alone, in the manner of Porcupine: is there an order of the calls, in which
 * each takes effect between its call and its return, and in which a bank of one thread gives the same answers? A
 * transfer changes both accounts at once.
 *
 * <p>The calls are cut into windows: a window ends when none of its calls is under way any more, so that calls which
 * do not overlap, or have no account in common, are not tried in several orders. All states in which a window may
 * end are carried into the next one. A call of unknown outcome that is in the books in the end may take effect in any
 * window from its call on.
 *
 * <pre>
 * Rules
 *   W1  the calls of a window have an order
 *   J12 all definite answers under one key are the same
 * </pre>
 *
 * <p>The calls of a window that takes too much work are UNDECIDED, and nothing is known of its accounts until an answer shows
 * their balance again. The same holds after a window that breaks W1.
 */
public final class WindowChecker {

    /** States that are carried from one window to the next; beyond that the window is undecided. */
    private static final int WORLDS_MAX = 64;

    /**
     * The bounds on the work.
     *
     * @param states that are looked at in one window, on top of one for each of its calls
     * @param all states that are looked at in the whole history
     */
    public record Work(int states, long all) {}

    private final Work work;
    private final Flaws flaws = new Flaws();
    private final Steps steps;
    private final List<Window> open = new ArrayList<>();
    private final List<Step> floating = new ArrayList<>();

    /** For each cell, itself and the cells that calls of unknown outcome connect with it. */
    private final BitSet[] linked;

    /** The states in which the bank may be, of all cells. */
    private List<long[]> worlds = new ArrayList<>();

    private long nodes;
    private long judged;
    private long undecided;

    private WindowChecker(History history, Work work) {
        this.work = work;
        steps = new Steps(history, flaws);
        long[] start = steps.start();
        worlds.add(start);
        linked = new BitSet[start.length];
        for (int cell = 0; cell < linked.length; cell++) {
            unlink(cell);
        }
    }

    /** Judges a history; its finding counts calls. */
    public static Finding check(History history, Work work) {
        return new WindowChecker(history, work).check();
    }

    private Finding check() {
        List<Step> byCall = new ArrayList<>(steps.all());
        byCall.sort(Comparator.comparingLong(step -> step.calledNs));
        for (Step step : byCall) {
            closeBefore(step.calledNs);
            BitSet touched = touched(step);
            Window window = join(touched);
            if (step.returnedNs < Call.NEVER) {
                window.add(step, touched);
            } else {
                floating.add(step);
                link(touched);
            }
            if (!window.steps.isEmpty()) {
                open.add(window);
            }
        }
        closeBefore(Call.NEVER);
        return flaws.finding(judged, undecided);
    }

    private void link(BitSet touched) {
        touched.stream().forEach(cell -> linked[cell] = touched);
    }

    /** Drops the calls of unknown outcome that have taken effect in any case. */
    private void settle(List<Step> may) {
        List<Step> settled =
                may.stream().filter(step -> worlds.stream().allMatch(step::isDone)).toList();
        if (floating.removeAll(settled)) {
            for (Step each : settled) {
                linked[each.cells[0]].stream().forEach(this::unlink);
            }
            floating.forEach(each -> link(touched(each)));
        }
    }

    private void unlink(int cell) {
        linked[cell] = new BitSet();
        linked[cell].set(cell);
    }

    private BitSet touched(Step step) {
        BitSet touched = new BitSet();
        for (int cell : step.cells) {
            touched.or(linked[cell]);
        }
        return touched;
    }

    /** Takes the open windows on these cells out and makes them one. */
    private Window join(BitSet touched) {
        Window joined = new Window();
        for (Window each : List.copyOf(open)) {
            if (each.cells.intersects(touched)) {
                open.remove(each);
                joined.merge(each);
            }
        }
        return joined;
    }

    /** Judges the windows in which nothing is under way at a time. */
    private void closeBefore(long ns) {
        if (open.stream().noneMatch(each -> each.lastReturnedNs < ns)) {
            return;
        }
        open.sort(Comparator.comparingLong(each -> each.lastReturnedNs));
        while (!open.isEmpty() && open.getFirst().lastReturnedNs < ns) {
            Window window = open.removeFirst();
            judged += window.steps.size();
            List<Step> may = concerned(window);
            int[] cells = window.cells.stream().toArray();
            while (!window.steps.isEmpty()) {
                window = judge(window, cells, may);
            }
            settle(may);
        }
    }

    /** The calls of unknown outcome that may take effect in a window, whose cells they become. */
    private List<Step> concerned(Window window) {
        List<Step> may = new ArrayList<>();
        for (Step step : floating) {
            BitSet concerned = linked[step.cells[0]];
            if (step.calledNs <= window.lastReturnedNs && concerned.intersects(window.cells)) {
                window.cells.or(concerned);
                may.add(step);
            }
        }
        return may;
    }

    /** Judges a window and returns what is left of it to judge. */
    private Window judge(Window window, int[] cells, List<Step> floats) {
        List<Step> may = new ArrayList<>(floats);
        may.addAll(window.straddling);
        List<Bank> starts = new ArrayList<>();
        List<long[]> next = new ArrayList<>();
        for (long[] world : worlds) {
            Bank start = part(world, cells);
            starts.add(start);
            Search search = new Search(window.steps, may, left());
            search.from(start);
            nodes += search.nodes();
            int count = search.ends().size();
            if (search.isGivenUp() || next.size() + count > WORLDS_MAX) {
                Window rest = window.after(search.isGivenUp() ? search.givenUpNs() : Call.NEVER);
                undecided += window.steps.size() - rest.steps.size();
                forget(cells);
                return rest;
            }
            search.ends()
                    .forEach(end ->
                            next.add(changed(world, cells, end, worlds.size() * count == 1)));
        }
        if (next.isEmpty()) {
            flaws.add("W1", window.explain(starts, may, work));
            forget(cells);
        } else {
            worlds = distinct(next);
        }
        return new Window();
    }

    private Work left() {
        return new Work(nodes < work.all ? work.states : 0, work.all - nodes);
    }

    private static Bank part(long[] world, int[] cells) {
        return new Bank(cells, Arrays.stream(cells).mapToLong(cell -> world[cell]).toArray());
    }

    /** @param inPlace whether nothing else needs the world as it was */
    private static long[] changed(long[] world, int[] cells, Bank end, boolean inPlace) {
        long[] changed = inPlace ? world : world.clone();
        for (int i = 0; i < cells.length; i++) {
            changed[cells[i]] = end.contents()[i];
        }
        return changed;
    }

    /** Nothing is known of these cells from here on. */
    private void forget(int[] cells) {
        for (long[] world : worlds) {
            for (int cell : cells) {
                world[cell] = steps.isFlag(cell) ? 0 : Step.UNKNOWN;
            }
        }
        worlds = distinct(worlds);
    }

    private static List<long[]> distinct(List<long[]> all) {
        List<long[]> distinct = new ArrayList<>();
        for (long[] world : all) {
            if (distinct.stream().noneMatch(each -> Arrays.equals(each, world))) {
                distinct.add(world);
            }
        }
        return distinct;
    }
}
