package org.davebank.storage;

/**
 * Write bytes at an offset of a preallocated file. Every file written since the last sync belongs to
 * the next one.
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the disk, never compared.
public record JournalWrite(String file, long offset, byte[] bytes) implements JournalEffect {}
