package org.davebank.raft;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.base.WireException;

/**
 * The configurations in the log, newest last. The newest one is in force whether or not it is
 * committed (the thesis, section 4.1); when its entry is cut off, the one before it is again.
 *
 * <p>Invariant: the founding configuration is at index 0 and indices rise.
 */
final class Membership {

    private record Placed(long index, Configuration configuration) {}

    private final ArrayList<Placed> history = new ArrayList<>();

    Membership(Configuration founding) {
        history.add(new Placed(0, founding));
    }

    Configuration current() {
        return history.getLast().configuration();
    }

    /** The previous configuration, or the current one if it is the only one. */
    Configuration previous() {
        return history.get(Math.max(0, history.size() - 2)).configuration();
    }

    /** The configuration in force before the entry at {@code index}. */
    Configuration before(long index) {
        int i = history.size() - 1;
        while (i > 0 && history.get(i).index() >= index) {
            i--;
        }
        return history.get(i).configuration();
    }

    /** Log index of the current configuration; 0 for the founding one. */
    long index() {
        return history.getLast().index();
    }

    /** Follows an append to the log: drops truncated configurations and adds new ones. */
    void follow(List<Entry> added) {
        long first = added.getFirst().index();
        while (history.getLast().index() >= first) {
            history.removeLast();
        }
        for (Entry entry : added) {
            if (entry.kind() == EntryKind.CONFIGURATION) {
                Invariant.check(entry.index() > index(), "configurations follow each other");
                history.add(new Placed(entry.index(), decode(entry)));
            }
        }
    }

    private static Configuration decode(Entry entry) {
        try {
            return Configuration.decode(entry.data());
        } catch (WireException e) {
            throw new Invariant.Broken("entry " + entry + " holds a configuration: " + e);
        }
    }
}
