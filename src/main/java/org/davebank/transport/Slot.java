package org.davebank.transport;

/** What a session number stands for on this side: a session, or a handshake on the way to one. */
sealed interface Slot permits Session, Outgoing, Answered {

    /** The number that the peer puts into its packets. */
    long id();
}
