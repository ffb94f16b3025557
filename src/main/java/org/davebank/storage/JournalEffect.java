package org.davebank.storage;

/** An operation on the journal's files, to be executed in order. */
public sealed interface JournalEffect permits JournalWrite, JournalPreallocate {}
