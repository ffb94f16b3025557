package org.davebank.storage;

import java.util.function.Supplier;

/**
 * A segment file on disk. The journal reads it once at start, and releases its bytes before it
 * reads the next one.
 *
 * @param file name without a folder, such as {@code journal-00000001.log}
 * @param content reads the whole file; may be shorter than a segment if preallocation was
 *     interrupted
 */
public record SegmentImage(String file, Supplier<byte[]> content) {}
