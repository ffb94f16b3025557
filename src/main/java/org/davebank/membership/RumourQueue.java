package org.davebank.membership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * The members with news, and how often each rumour was sent (SWIM, section 4.1). Holds ids only:
 * the current belief is sent. At most one entry per member.
 */
final class RumourQueue {

    private record Entry(MemberId id, int sent, long order) {}

    private final TreeMap<MemberId, Entry> entries = new TreeMap<>();
    private long orderNext;

    void add(MemberId id) {
        entries.put(id, new Entry(id, 0, orderNext++));
    }

    void clear() {
        entries.clear();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * Adds the rumours that fit, least sent first, newest first among equals, and counts them as
     * sent.
     *
     * @param into may contain rumours already; their members are skipped
     * @param bytesLeft remaining size for rumours
     * @param sentMax an entry sent this often is dropped
     */
    void take(
            List<Rumour> into,
            int bytesLeft,
            int sentMax,
            Function<MemberId, @Nullable Rumour> belief) {
        if (entries.isEmpty()) {
            return;
        }
        List<Entry> order = new ArrayList<>(entries.values());
        order.sort(
                Comparator.comparingInt(Entry::sent)
                        .thenComparing(Comparator.comparingLong(Entry::order).reversed()));
        int left = bytesLeft;
        for (Entry entry : order) {
            Rumour rumour = belief.apply(entry.id());
            if (rumour == null) {
                entries.remove(entry.id());
                continue;
            }
            int size = MembershipCodec.sizeOf(rumour);
            if (size > left) {
                break;
            }
            if (into.stream().noneMatch(r -> r.member().id().equals(entry.id()))) {
                into.add(rumour);
                left -= size;
            }
            if (entry.sent() + 1 >= sentMax) {
                entries.remove(entry.id());
            } else {
                entries.put(entry.id(), new Entry(entry.id(), entry.sent() + 1, entry.order()));
            }
        }
    }
}
