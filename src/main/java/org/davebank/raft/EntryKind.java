package org.davebank.raft;

/** The kind of a log entry. The order of the constants is part of the wire format. */
public enum EntryKind {
    /** Empty; every leader begins its term with one (the thesis, section 6.4). */
    NOOP,
    /** Bytes for the state machine. */
    COMMAND,
    /** An encoded {@link Configuration}, in force from the moment it is appended. */
    CONFIGURATION,
    /** From here on the state machine goes by the rules whose version this names. */
    RULES
}
