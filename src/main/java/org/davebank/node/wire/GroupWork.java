package org.davebank.node.wire;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.raft.Role;

/**
 * What a shard has done. The first three are the same on every replica that has applied as much, so
 * they go on where the former leader's ended; the others are of this leader's process alone.
 *
 * @param accounts that there are
 * @param posted records of what was accepted, since the shard began
 * @param rejected records of what was not
 * @param answered commands that this replica has answered as a leader, since its process started
 * @param waitedUs how long these have waited, from their arrival here until they were committed and
 *     applied, in total
 * @param slowestUs the longest wait since the report before
 */
public record GroupWork(
        long accounts, long posted, long rejected, long answered, long waitedUs, long slowestUs) {

    public static final GroupWork NONE = new GroupWork(0, 0, 0, 0, 0, 0);

    /** Only leaders report it. */
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
