package org.davebank.node.replica;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Address;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.journal.EventLog;
import org.davebank.node.port.Time;
import org.jspecify.annotations.Nullable;

/**
 * Counts messages and entries refused as invalid, and records them with the sender's name,
 * rate-limited by sender and kind. Not thread-safe.
 */
public final class Refusals {

    /** Minimum interval between events of the same sender and kind. */
    static final long INTERVAL_NS = 10_000_000_000L;

    /** Number of pairs of sender and kind with a limit each; all others share one. */
    static final int KINDS_MAX = 256;

    /** Looks up a member's name, for people. */
    public interface Names {
        String name(MemberId member);
    }

    private final EventLog events;
    private final Time time;
    private final Names names;
    private final Map<String, Long> recorded = new TreeMap<>();
    private long count;

    public Refusals(EventLog events, Time time, Names names) {
        this.events = events;
        this.time = time;
        this.names = names;
    }

    /** @param rule the violation, a phrase that is the same for all of its kind */
    void message(MemberId from, GroupId group, String rule) {
        count++;
        String sender = names.name(from);
        String text = "refuses a message of " + sender + " in " + group + ": " + rule;
        record(EventKind.MESSAGE_REFUSED, group, sender + rule, text);
    }

    /** Records bytes that cannot be decoded. */
    public void unreadable(Address from, String why) {
        count++;
        String text = "refuses what " + from + " has sent: " + why;
        record(EventKind.MESSAGE_REFUSED, null, from.toString(), text);
    }

    /** Records an entry whose stamp is far ahead of this node's clock. */
    void stamp(MemberId from, GroupId group, long aheadMs) {
        String sender = names.name(from);
        String text =
                "takes no entry of "
                        + group
                        + " from "
                        + sender
                        + " before it is committed: clock_skew, its stamp is "
                        + Clocks.text(aheadMs);
        record(EventKind.CLOCK_SKEW, group, sender + "stamp", text);
    }

    private void record(EventKind kind, @Nullable GroupId group, String key, String text) {
        long nowNs = time.nowNs();
        recorded.values().removeIf(atNs -> nowNs - atNs >= INTERVAL_NS);
        String place = recorded.size() < KINDS_MAX ? key : "";
        if (recorded.putIfAbsent(place, nowNs) == null) {
            events.record(kind, group, 0, 0, text);
        }
    }

    /** Messages refused since the process started. */
    public long count() {
        return count;
    }
}
