package org.davebank.service.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.node.wire.GroupReport;
import org.jspecify.annotations.Nullable;

/**
 * How many more failures a consensus group survives, judged by who answers now rather than by its
 * configuration. Counts members, never names.
 *
 * @param quorum its leader is known and a majority answers it
 * @param voters of its configuration, in order; empty without a leader
 * @param flaws why a voter does not count; voters without one do
 */
record Standing(boolean quorum, List<MemberId> voters, Map<MemberId, Flaw> flaws) {

    /** This node knows of no leader. */
    static final Standing UNKNOWN = new Standing(false, List.of(), Map.of());

    /** Why a voter would not help if another one failed. */
    enum Flaw {
        /** Membership has declared it dead. */
        UNREACHABLE,
        /** It reports that it has no replica of the group. */
        NO_REPLICA,
        /** It does not answer the group's leader. */
        SILENT,
        /** It lacks entries that the leader had committed a while ago. */
        BEHIND;

        /** Display text. */
        String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * What is known of the voters, apart from the leader's report.
     *
     * @param reachable members that membership has not declared dead
     * @param holders members that recently reported a replica of the group
     * @param heard members that sent any report recently
     * @param commitBefore the leader's commit index a while ago, 0 where unknown; later entries may
     *     still be in flight
     */
    record Seen(
            Set<MemberId> reachable,
            Set<MemberId> holders,
            Set<MemberId> heard,
            long commitBefore) {
        Seen {
            reachable = Set.copyOf(reachable);
            holders = Set.copyOf(holders);
            heard = Set.copyOf(heard);
        }
    }

    Standing {
        voters = List.copyOf(voters);
        flaws = Map.copyOf(flaws);
    }

    /** @param leader the leader's fresh report, or null */
    static Standing of(@Nullable GroupReport leader, Seen seen) {
        if (leader == null) {
            return UNKNOWN;
        }
        Set<MemberId> answering = new TreeSet<>(leader.answering());
        Map<MemberId, Flaw> flaws = new TreeMap<>();
        for (int i = 0; i < leader.voters().size(); i++) {
            MemberId voter = leader.voters().get(i);
            long match = i < leader.matchIndexes().size() ? leader.matchIndexes().get(i) : 0;
            Flaw flaw = null;
            if (!seen.reachable().contains(voter)) {
                flaw = Flaw.UNREACHABLE;
            } else if (seen.heard().contains(voter) && !seen.holders().contains(voter)) {
                flaw = Flaw.NO_REPLICA;
            } else if (!answering.contains(voter)) {
                flaw = Flaw.SILENT;
            } else if (match < seen.commitBefore()) {
                flaw = Flaw.BEHIND;
            }
            if (flaw != null) {
                flaws.put(voter, flaw);
            }
        }
        return new Standing(leader.hasQuorum(), leader.voters(), flaws);
    }

    /** Voters that count. */
    List<MemberId> sound() {
        List<MemberId> sound = new ArrayList<>(voters);
        sound.removeAll(flaws.keySet());
        return sound;
    }

    /** How many of the counting voters may fail, whichever they are. */
    int failuresSurvived() {
        int majority = voters.size() / 2 + 1;
        return quorum ? Math.max(0, sound().size() - majority) : 0;
    }

    /**
     * The voters whose single failure would cost the quorum; empty while the group survives one.
     */
    List<MemberId> oneTooMany() {
        return quorum && failuresSurvived() == 0 ? sound() : List.of();
    }
}
