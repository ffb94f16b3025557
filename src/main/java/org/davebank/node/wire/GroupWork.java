package org.davebank.node.wire;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.raft.Role;

/**
 * A shard's counters. The first three are the same on every replica at the same index, so they
 * continue across leaders; the others cover this leader's process only.
 *
 * @param number of accounts
 * @param posted accepted records since the shard was created
 * @param rejected rejected records since the shard was created
 * @param answered commands that this replica has answered as leader since its process started
 * @param waitedUs total latency of these commands from arrival until they were committed and
 *     applied
 * @param slowestUs maximum latency since the last report
 */
public record GroupWork(
        long accounts, long posted, long rejected, long answered, long waitedUs, long slowestUs) {

    public static final GroupWork NONE = new GroupWork(0, 0, 0, 0, 0, 0);

    /** Writes the counters if the role is leader. */
    void write(WireWriter out, Role role) {
        if (role == Role.LEADER) {
            out.varint(accounts).varint(posted).varint(rejected);
            out.varint(answered).varint(waitedUs).varint(slowestUs);
        }
    }

    static GroupWork read(WireReader in, Role role) throws WireException {
        return role == Role.LEADER
                ? new GroupWork(
                        in.varint(),
                        in.varint(),
                        in.varint(),
                        in.varint(),
                        in.varint(),
                        in.varint())
                : NONE;
    }
}
