package org.davebank.model.files;

/** A rule of the protocol left out, one at a time. */
enum LeftOut {
    NOTHING("the protocol as written"),
    SYNC_BEFORE_VOUCHING("a node says that it has a file before a sync"),
    SYNC_OF_WHAT_WAS_FOUND("a file found at the start is vouched for without a sync of this life"),
    COUNT_IS_DURABLE("the count as of which a node has vouched is kept in memory alone"),
    OLD_DROPS_ARE_IGNORED("a node obeys a drop that is older than its word"),
    HOLD_NAMES_THE_COUNT("a holder is recorded as of any count"),
    RECORD_NAMES_THE_COUNT("an upload is recorded as of any count"),
    RELEASE_BY_ENTRY("the supernode has a copy dropped that it believes to be spare"),
    OTHERS_ARE_COUNTED("a copy is given up however few other holders there are"),
    RELEASE_RAISES_THE_COUNT("giving up a copy does not raise the count"),
    FORGETTING_RAISES_THE_COUNT("forgetting a file does not raise the count"),
    FENCE_BEFORE_DOOM("an upload is forgotten because it is old"),
    SHARDS_OBEY_FENCES("a shard takes references to fenced uploads"),
    DOOM_NAMES_THE_EPOCH("a renewed upload is forgotten for the one before"),
    DRIVER_OF_LOST_COPIES("a holder that has lost its copy is not asked to make it again"),
    DRIVER_OF_NEW_HOLDERS("nobody takes the place of a holder that is dead"),
    DRIVER_OF_RELEASES("spare copies are left where they are"),
    DRIVER_OF_FENCES("nobody looks for uploads that nothing refers to");

    final String without;

    LeftOut(String without) {
        this.without = without;
    }
}
