package org.davebank.simulator.check;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerRules;
import org.davebank.node.settings.Formats;
import org.davebank.node.settings.MessageVersions;
import org.davebank.raft.Entry;

/**
 * Which build each machine runs, in runs whose machines are upgraded one after the other: the older one
 * speaks the version of messages before ours and knows the first rules only, the newer one knows rules
 * that no real build has.
 *
 * <p>Rules may begin once in a group, and not before all its members know them.
 */
public final class Builds {

    /** So little ahead that clients often ask for more. */
    private static final LedgerRules SECOND = new LedgerRules(2, 300_000);

    private static final MessageVersions MESSAGES = MessageVersions.OURS;

    private static final Formats OLDER =
            new Formats(
                    new MessageVersions(MESSAGES.oldest(), MESSAGES.newest() - 1),
                    List.of(LedgerRules.FIRST));

    private static final Formats NEWER = new Formats(MESSAGES, List.of(LedgerRules.FIRST, SECOND));

    private final boolean mixed;
    private final int machines;
    private final TreeSet<Integer> upgraded = new TreeSet<>();
    private final Map<GroupId, Integer> rules = new TreeMap<>();

    /**
     * @param mixed whether machines begin with the older build
     * @param machines how many do; copies of them always have the newer one
     */
    public Builds(boolean mixed, int machines) {
        this.mixed = mixed;
        this.machines = machines;
    }

    /** What the next process on that machine understands. */
    public Formats of(int machine) {
        if (!mixed) {
            return Formats.OURS;
        }
        return isOld(machine) ? OLDER : NEWER;
    }

    public boolean isOld(int machine) {
        return mixed && machine < machines && !upgraded.contains(machine);
    }

    public void upgrade(int machine) {
        upgraded.add(machine);
    }

    /**
     * An entry that begins rules is committed.
     *
     * @param members the machines of the group's members
     * @return how far ahead a posting may become effective from now on
     */
    public long committed(GroupId group, Entry entry, Collection<Integer> members) {
        Integer before = rules.put(group, entry.rules());
        if (before != null && before >= entry.rules()) {
            throw new Violation(group + " begins rules " + entry.rules() + " a second time");
        }
        for (int member : members) {
            if (isOld(member)) {
                throw new Violation(
                        group + " begins rules that its member on machine " + member + " has not");
            }
        }
        return NEWER.rules().get(entry.rules() - 1).effectiveAheadMsMax();
    }

    /** Once all machines are upgraded: a group that does not go by the newest rules, or empty. */
    public String missing(int groups) {
        for (int group = 0; mixed && group < groups; group++) {
            GroupId id = new GroupId(group);
            if (rules.getOrDefault(id, 1) < SECOND.version()) {
                return id + " does not go by the newest rules";
            }
        }
        return "";
    }
}
