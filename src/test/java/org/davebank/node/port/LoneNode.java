package org.davebank.node.port;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.membership.Member;
import org.davebank.membership.MemberStatus;
import org.davebank.node.wire.LifeMessage;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;

/** A node that knows no other one and never gets an answer; a test overrides what its room uses. */
public class LoneNode implements Surroundings {

    @Override
    public MemberId self() {
        return new MemberId(1);
    }

    @Override
    public String name() {
        return "n1";
    }

    @Override
    public List<MemberStatus> members() {
        return List.of();
    }

    @Override
    public Map<MemberId, NodeReport> reports() {
        return Map.of();
    }

    @Override
    public void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {}

    @Override
    public List<GroupId> notAlone(MemberId member) {
        return List.of();
    }

    @Override
    public void memberLost(MemberId member) {}

    @Override
    public void nameTaken(Member holder) {}

    @Override
    public void welcomed(MemberId member) {}

    @Override
    public void foundOut(LifeMessage.Known by) {}

    @Override
    public void notUnderstood(Address from, String why) {}
}
