package org.davebank.storage;

import java.util.function.Supplier;

/**
 * A segment file as it is found on disk. It is read once at start, and the journal is done with the
 * bytes before it asks for the next one's.
 *
 * @param file its name without a folder, such as {@code journal-00000001.log}
 * @param content reads all of it; may be shorter than a segment when preallocation was interrupted
 */
public record SegmentImage(String file, Supplier<byte[]> content) {}
