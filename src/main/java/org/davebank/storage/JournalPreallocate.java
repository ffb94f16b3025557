package org.davebank.storage;

/**
 * Create the file if it is missing and extend it with zeros to {@code bytes}; content that is there
 * stays. File and folder entry belong to the next sync.
 */
public record JournalPreallocate(String file, long bytes) implements JournalEffect {}
