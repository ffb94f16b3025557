package org.davebank.transport;

/** The local state of a session number: a session, or a handshake in progress. */
sealed interface Slot permits Session, Outgoing, Answered {

    /** The number in the peer's packets. */
    long id();
}
