package org.davebank.node.wire;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.node.settings.MessageVersions;

/**
 * The handshake between two nodes: each must have accepted the other's life, on disk, before they
 * exchange any other message.
 *
 * <pre>
 *   A: Hello ──► B would accept it: Offer ──► A would accept B: saves, Welcome ──► B saves, Welcome
 *                B knows another life of A: Known ──► A names that life, or is refused
 * </pre>
 *
 * <p>Neither saves before the other has agreed, so a meeting of two networks that are copies of
 * each other leaves no trace in either.
 */
public sealed interface LifeMessage extends NodeMessage {

    /** @param token token of the {@link SayHello} that it answers, else 0 */
    record Hello(Introduction from, long token) implements LifeMessage {}

    /** The sender would accept {@code you} and asks to be accepted first. */
    record Offer(Life you, Introduction from) implements LifeMessage {}

    /** The sender has accepted {@code you}, on disk. */
    record Welcome(Life you, Introduction from) implements LifeMessage {}

    /**
     * The sender cannot accept {@code you}.
     *
     * @param known the life of this member that the sender knows
     * @param alive whether that life answers now
     * @param its last known address
     * @param place its folder, if known
     * @param beganMs when it began, 0 if unknown
     * @param notAlone groups that, as the sender knows, others hold as well
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
        /** It does not name the known life as an ancestor. */
        UNRELATED,
        /** It follows the known life, which runs elsewhere. */
        RUNS,
        /** Its folder was moved or restored; those of the others were not. */
        MOVED
    }

    /** The sender does not know the receiver; the answer repeats {@code token}. */
    record SayHello(long token) implements LifeMessage {}

    /**
     * A client that is no member: it asks only.
     *
     * @param reads the messages that it reads
     */
    record Visit(MessageVersions reads) implements LifeMessage {}
}
