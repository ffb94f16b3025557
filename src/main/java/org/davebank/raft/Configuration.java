package org.davebank.raft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The members of a group. Both lists are sorted, free of duplicates, and disjoint. Only a member
 * that joins later may start with a configuration without voters; it never campaigns.
 *
 * @param voters voting members; at most {@link #MEMBERS_MAX} together with the learners
 * @param learners receive the log but do not vote or count for commits (the thesis, section 4.2.1)
 */
public record Configuration(List<MemberId> voters, List<MemberId> learners) {

    public static final int MEMBERS_MAX = 64;

    public static final Configuration EMPTY = new Configuration(List.of(), List.of());

    public Configuration {
        voters = List.copyOf(new TreeSet<>(voters));
        learners = List.copyOf(new TreeSet<>(learners));
        if (voters.size() + learners.size() > MEMBERS_MAX) {
            throw new IllegalArgumentException("a group has at most " + MEMBERS_MAX + " members");
        }
        if (!Collections.disjoint(voters, learners)) {
            throw new IllegalArgumentException("no member is both voter and learner");
        }
    }

    public static Configuration ofVoters(List<MemberId> voters) {
        return new Configuration(voters, List.of());
    }

    /** The smallest number of voters that is a majority. */
    public int quorum() {
        return voters.size() / 2 + 1;
    }

    public boolean isVoter(MemberId id) {
        return voters.contains(id);
    }

    public boolean isLearner(MemberId id) {
        return learners.contains(id);
    }

    public boolean contains(MemberId id) {
        return isVoter(id) || isLearner(id);
    }

    /** Voters and learners, sorted. */
    public List<MemberId> members() {
        TreeSet<MemberId> members = new TreeSet<>(voters);
        members.addAll(learners);
        return List.copyOf(members);
    }

    /**
     * The configuration after one change, or null if the change is invalid: adding an existing
     * member, promoting a non-learner, removing a non-member or the last voter.
     */
    public @Nullable Configuration with(ConfigurationChange change) {
        List<MemberId> nextVoters = new ArrayList<>(voters);
        List<MemberId> nextLearners = new ArrayList<>(learners);
        boolean applies =
                switch (change) {
                    case ConfigurationChange.AddLearner add ->
                            !contains(add.member())
                                    && voters.size() + learners.size() < MEMBERS_MAX
                                    && nextLearners.add(add.member());
                    case ConfigurationChange.Promote promote ->
                            nextLearners.remove(promote.member())
                                    && nextVoters.add(promote.member());
                    case ConfigurationChange.Remove remove ->
                            nextLearners.remove(remove.member())
                                    || (voters.size() > 1 && nextVoters.remove(remove.member()));
                };
        return applies ? new Configuration(nextVoters, nextLearners) : null;
    }

    public void write(WireWriter writer) {
        writeMembers(writer, voters);
        writeMembers(writer, learners);
    }

    private static void writeMembers(WireWriter writer, List<MemberId> members) {
        writer.varint(members.size());
        for (MemberId member : members) {
            writer.i64(member.value());
        }
    }

    public static Configuration read(WireReader reader) throws WireException {
        List<MemberId> voters = readMembers(reader);
        List<MemberId> learners = readMembers(reader);
        try {
            return new Configuration(voters, learners);
        } catch (IllegalArgumentException e) {
            throw new WireException("no configuration: " + e.getMessage());
        }
    }

    private static List<MemberId> readMembers(WireReader reader) throws WireException {
        int count = reader.count(MEMBERS_MAX);
        List<MemberId> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long value = reader.i64();
            if (value == 0) {
                throw new WireException("a member id is never zero");
            }
            members.add(new MemberId(value));
        }
        return members;
    }

    /**
     * Reads the data of a CONFIGURATION entry: a configuration with at least one voter, without
     * trailing bytes.
     */
    public static Configuration decode(byte[] data) throws WireException {
        WireReader reader = new WireReader(data);
        Configuration configuration = read(reader);
        reader.end();
        if (configuration.voters.isEmpty()) {
            throw new WireException("a configuration in the log has a voter");
        }
        return configuration;
    }
}
