package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.membership.Member;
import org.davebank.membership.MemberStatus;
import org.davebank.node.port.Surroundings;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.wire.FoundOut;
import org.davebank.node.wire.LifeMessage;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Configuration;

/** Implements the queries and callbacks that the rooms of a node use. */
final class NodeSurroundings implements Surroundings {

    private final Node node;
    private final Parts parts;
    private final String formerPlace;
    private final long beganNs;

    /** @param formerPlace path of the node's folder in its last life */
    NodeSurroundings(Node node, Parts parts, String formerPlace, long beganNs) {
        this.node = node;
        this.parts = parts;
        this.formerPlace = formerPlace;
        this.beganNs = beganNs;
    }

    @Override
    public MemberId self() {
        return parts.self;
    }

    @Override
    public String name() {
        return parts.settings.name();
    }

    @Override
    public List<MemberStatus> members() {
        return parts.neighbours.members();
    }

    @Override
    public Map<MemberId, NodeReport> reports() {
        return parts.reports.fresh(parts.time.nowNs());
    }

    @Override
    public void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
        node.submit(body, timeoutNs, answer);
    }

    @Override
    public void memberLost(MemberId member) {
        parts.requests.memberLost(member, parts.time.nowNs());
        parts.shares.memberLost(member);
    }

    @Override
    public void welcomed(MemberId member) {
        node.lookForClearance();
    }

    @Override
    public List<GroupId> notAlone(MemberId member) {
        List<GroupId> shared = new ArrayList<>();
        for (GroupReplica<?> replica : parts.replicas.all()) {
            Configuration configuration = replica.raft().configuration();
            if (configuration.voters().stream().anyMatch(each -> !each.equals(member))) {
                shared.add(replica.group());
            }
        }
        return shared;
    }

    @Override
    public void foundOut(LifeMessage.Known by) {
        String alone = heldAlone(by.notAlone());
        if (!by.alive() && !alone.isEmpty() && parts.time.nowNs() - beganNs < FoundOut.ALONE_NS) {
            return; // Perhaps another member knows by now who else holds it.
        }
        FoundOut found =
                FoundOut.of(by, parts.settings.name(), parts.lives.place(), formerPlace, alone);
        if (found.setAside()) {
            node.mistrustFolder(found.why());
        } else {
            node.stop(found.why());
            parts.events.record(EventKind.LIFE_REFUSED, found.why());
        }
    }

    @Override
    public void notUnderstood(Address from, String why) {
        parts.refusals.unreadable(from, why);
    }

    /** The group that would be gone with this node's folder, or an empty text. */
    private String heldAlone(List<GroupId> heldByOthers) {
        for (GroupReplica<?> replica : parts.replicas.all()) {
            boolean alone = replica.raft().configuration().voters().equals(List.of(parts.self));
            if (alone && !heldByOthers.contains(replica.group())) {
                return replica.group().toString();
            }
        }
        return "";
    }

    @Override
    public void nameTaken(Member holder) {
        String why =
                "the name "
                        + parts.settings.name()
                        + " belongs to a living node at "
                        + holder.address()
                        + ": give this one another name";
        node.stop(why);
        parts.events.record(EventKind.NAME_TAKEN, why);
    }
}
