package org.davebank.membership;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.MemberId;

/** What members say to each other; every message carries rumours as far as they fit. */
public sealed interface MembershipMessage {

    MemberId from();

    List<Rumour> rumours();

    /** Are you there? Only {@code target} answers: another life at its address does not. */
    record Probe(MemberId from, long sequence, MemberId target, List<Rumour> rumours)
            implements MembershipMessage {
        public Probe {
            rumours = List.copyOf(rumours);
        }
    }

    /** The target is there; {@code from} is the target or the member that asked it for us. */
    record ProbeAck(MemberId from, long sequence, List<Rumour> rumours)
            implements MembershipMessage {
        public ProbeAck {
            rumours = List.copyOf(rumours);
        }
    }

    /** Please probe the target for me (SWIM, section 3.1). */
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

    /** I hear you, but not yet the target (Lifeguard, section IV-A). */
    record ProbeNack(MemberId from, long sequence, List<Rumour> rumours)
            implements MembershipMessage {
        public ProbeNack {
            rumours = List.copyOf(rumours);
        }
    }

    /** Nothing but rumours. */
    record Gossip(MemberId from, List<Rumour> rumours) implements MembershipMessage {
        public Gossip {
            rumours = List.copyOf(rumours);
        }
    }

    /**
     * A part of all that the sender believes, itself first. It joins a network, and it keeps members
     * from differing for long.
     */
    record Exchange(MemberId from, boolean answerWanted, List<Rumour> rumours)
            implements MembershipMessage {
        public Exchange {
            rumours = List.copyOf(rumours);
        }
    }
}
