package org.davebank.transport;

import org.davebank.base.Address;
import org.davebank.transport.packet.Seal;

/**
 * A handshake that this side has answered. It becomes a session when a first sealed packet proves
 * that the HELLO was not a replay; until then it replaces nothing.
 */
record Answered(
        long id,
        long remoteId,
        long life,
        Address from,
        byte[] remoteEphemeral,
        byte[] answer,
        Seal sender,
        Seal receiver,
        long createdNs)
        implements Slot {}
