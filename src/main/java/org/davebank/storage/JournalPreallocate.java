package org.davebank.storage;

/**
 * Creates the file if it is missing and extends it with zeros to {@code bytes}; existing content
 * stays. The next sync covers the file and its folder entry.
 */
public record JournalPreallocate(String file, long bytes) implements JournalEffect {}
