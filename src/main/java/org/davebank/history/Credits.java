package org.davebank.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds for each step of a window the credits that the balance in its answer may lack. */
final class Credits {

    /** The credits of one account, by call. */
    private static final class Arriving {
        final List<Integer> steps = new ArrayList<>();

        /** For each, the latest return of those up to it: it never falls. */
        final List<Long> returnedNs = new ArrayList<>();

        void add(int step, long returned) {
            steps.add(step);
            returnedNs.add(
                    returnedNs.isEmpty() ? returned : Math.max(returned, returnedNs.getLast()));
        }

        /** The first one that may overlap with what is called then. */
        int firstAfter(long calledNs) {
            int low = 0;
            int high = steps.size();
            while (low < high) {
                int middle = (low + high) / 2;
                if (returnedNs.get(middle) >= calledNs) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    private final List<Step> steps;
    private final Map<Integer, Arriving> byAccount = new TreeMap<>();

    Credits(List<Step> steps) {
        this.steps = steps;
        List<Integer> byCall = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).arrivesAt() >= 0) {
                byCall.add(i);
            }
        }
        byCall.sort(Comparator.comparingLong(i -> steps.get(i).calledNs));
        for (int i : byCall) {
            byAccount
                    .computeIfAbsent(steps.get(i).arrivesAt(), any -> new Arriving())
                    .add(i, steps.get(i).returnedNs);
        }
    }

    /** For each step the numbers of those steps. */
    int[][] late() {
        int[][] late = new int[steps.size()][];
        for (int i = 0; i < late.length; i++) {
            late[i] = lateFor(steps.get(i)).stream().mapToInt(Integer::intValue).toArray();
        }
        return late;
    }

    private List<Integer> lateFor(Step shows) {
        List<Integer> found = new ArrayList<>();
        Arriving arriving = byAccount.get(shows.shows());
        if (arriving != null) {
            for (int i = arriving.firstAfter(shows.calledNs); i < arriving.steps.size(); i++) {
                Step credit = steps.get(arriving.steps.get(i));
                if (credit.calledNs > shows.returnedNs) {
                    break;
                }
                if (credit.returnedNs >= shows.calledNs) {
                    found.add(arriving.steps.get(i));
                }
            }
        }
        return found;
    }
}
