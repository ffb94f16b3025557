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

/**
 * The node as the rooms inside it see it: what they may ask of it, and what they report to it. Every
 * room is given this one. To be used on the loop's thread.
 */
public interface Surroundings {

    MemberId self();

    /** The node's name, for people. */
    String name();

    /** All members as this node knows them, itself included. */
    List<MemberStatus> members();

    /** Fresh reports by their node. */
    Map<MemberId, NodeReport> reports();

    /** Asks the network, which may be this node; see {@code Node.submit}. */
    void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer);

    /** Groups of which this node knows that not that member alone holds them. */
    List<GroupId> notAlone(MemberId member);

    /** A member is suspected, dead, or has left. */
    void memberLost(MemberId member);

    /** A living node elsewhere has this node's name: this one must not go on. */
    void nameTaken(Member holder);

    /** A member whose life is accepted has accepted this one. */
    void welcomed(MemberId member);

    /** Another life has this member's place. */
    void foundOut(LifeMessage.Known by);

    /** A node there and this one read no message of the same version. */
    void notUnderstood(Address from, String why);
}
