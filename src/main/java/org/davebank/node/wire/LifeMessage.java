package org.davebank.node.wire;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.node.settings.MessageVersions;

/**
 * How two nodes come to talk: each must have accepted the other's life, on disk, before anything else
 * is said between them.
 *
 * <pre>
 *   A: Hello ──► B would accept it: Offer ──► A would accept B: saves, Welcome ──► B saves, Welcome
 *                B knows another life of A: Known ──► A names that life, or has been found out
 * </pre>
 *
 * <p>Nobody saves before the other has said that it agrees, so a meeting of two networks that are
 * copies of each other leaves no trace in either.
 */
public sealed interface LifeMessage extends NodeMessage {

    /** @param token of the {@link SayHello} that it answers, else 0 */
    record Hello(Introduction from, long token) implements LifeMessage {}

    /** The sender would accept {@code you}, and asks to be accepted first. */
    record Offer(Life you, Introduction from) implements LifeMessage {}

    /** The sender has accepted {@code you}, on disk. */
    record Welcome(Life you, Introduction from) implements LifeMessage {}

    /**
     * The sender cannot accept {@code you}.
     *
     * @param known the life that it knows of this member
     * @param alive whether that one answers now
     * @param where it was last
     * @param place its folder as far as is known
     * @param beganMs when it began, as far as is known, else 0
     * @param notAlone groups that others hold as well, as far as the sender knows
     */
    record Known(
            Life you,
            Why why,
            Life known,
            boolean alive,
            Address where,
            String place,
            long beganMs,
            List<GroupId> notAlone,
            Introduction from)
            implements LifeMessage {
        public Known {
            notAlone = List.copyOf(notAlone);
        }
    }

    /** Why a life is not accepted. */
    enum Why {
        /** It does not name the known one as an ancestor. */
        UNRELATED,
        /** It follows the known one, which runs elsewhere. */
        RUNS,
        /** Its folder was moved or restored, that of the others was not. */
        MOVED
    }

    /** The sender does not know who speaks; {@code token} comes back with the answer. */
    record SayHello(long token) implements LifeMessage {}

    /**
     * A client that is no member: it asks only.
     *
     * @param reads the messages that it reads
     */
    record Visit(MessageVersions reads) implements LifeMessage {}
}
