package org.davebank.storage;

/** What the node must do to the journal's files, in the order given. */
public sealed interface JournalEffect permits JournalWrite, JournalPreallocate {}
