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
 * The node's interface to its rooms: queries and callbacks. Every room gets the same one. For the
 * loop's thread only.
 */
public interface Surroundings {

    MemberId self();

    /** The node's name, for people. */
    String name();

    /** All members as this node knows them, including itself. */
    List<MemberStatus> members();

    /** Fresh reports by node. */
    Map<MemberId, NodeReport> reports();

    /** Sends a request to the network, possibly to this node; see {@code Node.submit}. */
    void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer);

    /** Groups that, as this node knows, are not held by that member alone. */
    List<GroupId> notAlone(MemberId member);

    /** A member is suspected, dead, or has left. */
    void memberLost(MemberId member);

    /** A living node elsewhere has this node's name, so this node must stop. */
    void nameTaken(Member holder);

    /** A member whose life is accepted has accepted this one. */
    void welcomed(MemberId member);

    /** Another life has taken this member's place. */
    void foundOut(LifeMessage.Known by);

    /** A node there and this one read no message of the same version. */
    void notUnderstood(Address from, String why);
}
