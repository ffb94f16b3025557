package org.davebank.service.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.service.MemberNames;
import org.davebank.service.network.NetworkSnapshot.Health;
import org.davebank.service.network.NetworkSnapshot.Voter;
import org.jspecify.annotations.Nullable;

/** The standing of every group in one view of the network, with names for display. */
final class Standings {

    private final NodeView view;
    private final MemberNames names;
    private final CommitTrail commits;
    private final Set<MemberId> reachable = new HashSet<>();
    private final Set<MemberId> heard = new HashSet<>();
    private final Map<GroupId, Set<MemberId>> holders = new TreeMap<>();

    /** @param freshMs a report older than this is not considered */
    Standings(NodeView view, MemberNames names, CommitTrail commits, long freshMs) {
        this.view = view;
        this.names = names;
        this.commits = commits;
        for (MemberStatus status : view.members()) {
            if (status.state().isReachable()) {
                reachable.add(status.member().id());
            }
        }
        reachable.add(view.self());
        for (NodeView.SeenReport seen : view.reports()) {
            if (seen.ageMs() <= freshMs) {
                MemberId member = seen.report().member();
                heard.add(member);
                for (GroupReport each : seen.report().groups()) {
                    holders.computeIfAbsent(each.group(), key -> new HashSet<>()).add(member);
                }
            }
        }
    }

    /** @param leader the leader's fresh report, or null */
    Health health(GroupId group, @Nullable GroupReport leader) {
        Set<MemberId> holding = holders.getOrDefault(group, Set.of());
        long before = leader == null ? 0 : commits.note(group, leader.commitIndex(), view.nowNs());
        Standing standing =
                Standing.of(leader, new Standing.Seen(reachable, holding, heard, before));
        List<Voter> voters = new ArrayList<>();
        for (MemberId voter : standing.voters()) {
            Standing.Flaw flaw = standing.flaws().get(voter);
            voters.add(
                    new Voter(
                            names.of(voter), voter.toString(), flaw == null ? null : flaw.word()));
        }
        return new Health(
                standing.quorum(),
                standing.failuresSurvived(),
                names.of(standing.oneTooMany()),
                voters);
    }
}
