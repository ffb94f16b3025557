package org.davebank.raft;

import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * The persistent state of a member besides its log (the paper, figure 2, "persistent state").
 *
 * @param term the newest term this member has seen; 0 before its first
 * @param vote the candidate that got its vote in that term, or null
 */
public record HardState(long term, @Nullable MemberId vote) {

    public static final HardState NONE = new HardState(0, null);

    public HardState {
        if (term < 0 || term > RaftCodec.NUMBER_MAX) {
            throw new IllegalArgumentException("term out of range: " + term);
        }
    }
}
