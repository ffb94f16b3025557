package org.davebank.simulator.check;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The judge of syncs follows a log of which entries are cut off and come back. */
class SyncTrackTest {

    private final long[] terms = new long[16];
    private final SyncTrack track = new SyncTrack("a node", 0, 0, i -> terms[(int) i]);

    /** The log now ends here, and the entries of the turn wait for this sync. */
    private void append(int first, int last, long term, long sync) {
        for (int i = first; i <= last; i++) {
            terms[i] = term;
        }
        track.logMoved(last, sync);
    }

    private void breaks(Runnable step) {
        Violation violation = assertThrows(Violation.class, step::run);
        assertTrue(violation.getMessage().startsWith("P6"), violation.getMessage());
    }

    @Test
    void whatIsSyncedMayCount() {
        append(1, 3, 1, 1);
        append(4, 5, 1, 2);
        assertDoesNotThrow(() -> track.check(3, 1));
        assertDoesNotThrow(() -> track.check(5, 2));
    }

    @Test
    void whatWaitsForASyncMayNot() {
        append(1, 3, 1, 1);
        append(4, 5, 1, 2);
        breaks(() -> track.check(4, 1));
    }

    @Test
    void theSyncOfACutEntryIsNotThatOfItsSuccessor() {
        append(1, 3, 1, 1);
        append(2, 3, 2, 2);
        assertDoesNotThrow(() -> track.check(1, 1));
        breaks(() -> track.check(3, 1));
    }
}
