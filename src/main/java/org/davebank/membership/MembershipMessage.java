package org.davebank.membership;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.MemberId;

/** A message between members; each carries as many rumours as fit. */
public sealed interface MembershipMessage {

    MemberId from();

    List<Rumour> rumours();

    /** A ping. Only {@code target} answers; another life at its address does not. */
    record Probe(MemberId from, long sequence, MemberId target, List<Rumour> rumours)
            implements MembershipMessage {
        public Probe {
            rumours = List.copyOf(rumours);
        }
    }

    /**
     * The target is alive; {@code from} is the target or the member that probed it on our behalf.
     */
    record ProbeAck(MemberId from, long sequence, List<Rumour> rumours)
            implements MembershipMessage {
        public ProbeAck {
            rumours = List.copyOf(rumours);
        }
    }

    /** Asks the receiver to probe the target (SWIM, section 3.1). */
    record ProbeRequest(
            MemberId from,
            long sequence,
            MemberId target,
            Address targetAddress,
            List<Rumour> rumours)
            implements MembershipMessage {
        public ProbeRequest {
            rumours = List.copyOf(rumours);
        }
    }

    /** The sender is alive but has not heard from the target yet (Lifeguard, section IV-A). */
    record ProbeNack(MemberId from, long sequence, List<Rumour> rumours)
            implements MembershipMessage {
        public ProbeNack {
            rumours = List.copyOf(rumours);
        }
    }

    /** Rumours only. */
    record Gossip(MemberId from, List<Rumour> rumours) implements MembershipMessage {
        public Gossip {
            rumours = List.copyOf(rumours);
        }
    }

    /**
     * A part of the sender's whole state, itself first. Used to join a network and to repair
     * differences between members.
     */
    record Exchange(MemberId from, boolean answerWanted, List<Rumour> rumours)
            implements MembershipMessage {
        public Exchange {
            rumours = List.copyOf(rumours);
        }
    }
}
