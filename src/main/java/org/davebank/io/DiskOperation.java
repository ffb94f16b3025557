package org.davebank.io;

/** An operation on a node's disk: queued by its loop, executed in order by the disk's thread. */
sealed interface DiskOperation {

    /** Its share of the queue's byte limit. */
    default long bytes() {
        return 0;
    }

    record Write(String file, long offset, byte[] content) implements DiskOperation {
        @Override
        public long bytes() {
            return content.length;
        }
    }

    record Preallocate(String file, long size) implements DiskOperation {}

    record Rename(String from, String to) implements DiskOperation {}

    record Remove(String file) implements DiskOperation {}

    record ReadPart(String file, long offset, int length, long ticket) implements DiskOperation {}

    /** Includes a file in the next sync that an earlier process may have written. */
    record Include(String file) implements DiskOperation {}

    record Sync(long ticket) implements DiskOperation {}
}
