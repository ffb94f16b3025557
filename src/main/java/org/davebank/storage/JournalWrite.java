package org.davebank.storage;

/**
 * Writes bytes at an offset of a preallocated file. The next sync must cover every file written
 * since the last one.
 */
@SuppressWarnings("ArrayRecordComponent") // Passed to the disk, never compared.
public record JournalWrite(String file, long offset, byte[] bytes) implements JournalEffect {}
