package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
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

    /** What builds speak whose newest rules are older than {@link #RULES_OF_NEWER_MESSAGES}. */
    private static final int OLDER_MESSAGES = 7;

    private static final int RULES_OF_NEWER_MESSAGES = 4;

    private final MessageVersions messages;
    private final Formats older;
    private final List<LedgerRules> real;

    /** The real ones, and rules that let value dates be so little ahead that clients ask for more. */
    private final List<LedgerRules> newest;

    private final boolean mixed;
    private final int machines;
    private final TreeSet<Integer> upgraded = new TreeSet<>();
    private final Map<GroupId, Integer> rules = new TreeMap<>();

    /**
     * @param mixed whether machines begin with the older build
     * @param machines how many do; copies of them always have the newer one
     * @param rulesNewest the newest rules that the builds know
     */
    public Builds(boolean mixed, int machines, int rulesNewest) {
        messages =
                upTo(
                        rulesNewest < RULES_OF_NEWER_MESSAGES
                                ? OLDER_MESSAGES
                                : MessageVersions.OURS.newest());
        older = new Formats(upTo(messages.newest() - 1), List.of(LedgerRules.FIRST));
        real = LedgerRules.TABLE.subList(0, rulesNewest);
        newest = new ArrayList<>(real);
        LedgerRules last = real.getLast();
        newest.add(
                new LedgerRules(
                        rulesNewest + 1,
                        300_000,
                        last.movements(),
                        last.changes(),
                        last.names(),
                        last.batches()));
        this.mixed = mixed;
        this.machines = machines;
    }

    /** What the next process on that machine understands. */
    public Formats of(int machine) {
        if (!mixed) {
            return new Formats(messages, real);
        }
        return isOld(machine) ? older : new Formats(messages, newest);
    }

    private static MessageVersions upTo(int newest) {
        return new MessageVersions(MessageVersions.OURS.oldest(), newest);
    }

    /** Whether all shards go by the same rules; until then some may refuse what others have begun. */
    public boolean agree(int shards) {
        return IntStream.range(0, shards)
                        .mapToObj(shard -> rules(GroupId.ofShard(shard)).version())
                        .distinct()
                        .count()
                <= 1;
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
     * @return the rules that hold from now on
     */
    public LedgerRules committed(GroupId group, Entry entry, Collection<Integer> members) {
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
        return newest.get(entry.rules() - 1);
    }

    /** The rules that a shard goes by. */
    public LedgerRules rules(GroupId group) {
        return newest.get(rules.getOrDefault(group, 1) - 1);
    }

    /** Once all machines are upgraded: a group that does not go by the newest rules, or empty. */
    public String missing(int groups) {
        for (int group = 0; mixed && group < groups; group++) {
            GroupId id = new GroupId(group);
            if (rules.getOrDefault(id, 1) < newest.size()) {
                return id + " does not go by the newest rules";
            }
        }
        return "";
    }
}
