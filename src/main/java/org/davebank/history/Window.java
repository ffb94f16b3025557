package org.davebank.history;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Calls of which each overlaps with others on the same accounts: no other call lies between them. */
final class Window {

    private static final int SHOWN_MAX = 10;
    private static final double NS_PER_S = 1e9;

    final BitSet cells = new BitSet();
    final List<Step> steps = new ArrayList<>();

    /** Calls that began before the window and may take effect in it. */
    final List<Step> straddling = new ArrayList<>();

    long lastReturnedNs = Long.MIN_VALUE;

    void add(Step step, BitSet touched) {
        steps.add(step);
        cells.or(touched);
        lastReturnedNs = Math.max(lastReturnedNs, step.returnedNs);
    }

    /**
     * What is left when nothing is decided about the calls up to a time. Those that were under way then may take
     * effect before it or after it.
     */
    Window after(long ns) {
        Window rest = new Window();
        for (Step step : steps) {
            if (step.calledNs > ns) {
                rest.add(step, cells);
            } else if (step.returnedNs > ns) {
                rest.straddling.add(step);
            }
        }
        straddling.stream().filter(each -> each.returnedNs > ns).forEach(rest.straddling::add);
        return rest;
    }

    void merge(Window other) {
        steps.addAll(other.steps);
        cells.or(other.cells);
        lastReturnedNs = Math.max(lastReturnedNs, other.lastReturnedNs);
    }

    /**
     * Says why no order is possible, by the shortest beginning of the window that has none. Its last answer is the
     * one that does not fit.
     *
     * @param worlds the states in which the window may have begun
     * @param may calls of unknown outcome
     */
    String explain(List<Bank> worlds, List<Step> may, WindowChecker.Work work) {
        List<Step> byReturn = new ArrayList<>(steps);
        byReturn.sort(Comparator.comparingLong(step -> step.returnedNs));
        int fits = 0;
        int breaks = byReturn.size();
        while (breaks - fits > 1) {
            int middle = (fits + breaks) / 2;
            Search search = beginning(byReturn, middle, worlds, may, work);
            if (search.ends().isEmpty() && !search.isGivenUp()) {
                breaks = middle;
            } else {
                fits = middle;
            }
        }
        Step last = byReturn.get(breaks - 1);
        StringBuilder text = new StringBuilder("no order of " + breaks + " calls gives the answer");
        text.append(" of [").append(last).append("] at ").append(seconds(last.returnedNs));
        text.append(" s. Calls:");
        int from = Math.max(0, breaks - SHOWN_MAX);
        text.append(from > 0 ? " " + from + " earlier ones," : "");
        for (Step step : byReturn.subList(from, breaks)) {
            text.append(" [").append(step).append(' ').append(seconds(step.calledNs));
            text.append(" to ").append(seconds(step.returnedNs)).append(']');
        }
        List<Step> order = beginning(byReturn, breaks, worlds, may, work).furthest();
        from = Math.max(0, order.size() - SHOWN_MAX);
        text.append("; the furthest order is").append(from > 0 ? " … " : " ");
        return text.append(order.subList(from, order.size())).toString();
    }

    private static Search beginning(
            List<Step> byReturn,
            int count,
            List<Bank> worlds,
            List<Step> may,
            WindowChecker.Work work) {
        long endNs = byReturn.get(count - 1).returnedNs;
        List<Step> open = new ArrayList<>(may);
        for (Step step : byReturn.subList(count, byReturn.size())) {
            if (step.calledNs <= endNs) {
                open.add(step);
            }
        }
        Search search = new Search(byReturn.subList(0, count), open, work);
        worlds.forEach(search::from);
        return search;
    }

    private static String seconds(long ns) {
        return ns == Call.NEVER ? "never" : String.format(Locale.ROOT, "%.6f", ns / NS_PER_S);
    }
}
