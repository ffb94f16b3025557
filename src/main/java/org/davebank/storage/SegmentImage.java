package org.davebank.storage;

/**
 * A segment file as it was found on disk.
 *
 * @param file its name without a folder, such as {@code journal-00000001.log}
 * @param bytes its whole content; may be shorter than a segment when preallocation was interrupted
 */
@SuppressWarnings("ArrayRecordComponent") // Read once at start, never compared.
public record SegmentImage(String file, byte[] bytes) {}
