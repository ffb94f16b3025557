package org.davebank.node.wire;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.node.replica.Clearance;
import org.davebank.node.settings.MessageVersions;

/**
 * How a node introduces itself before it may send anything else.
 *
 * @param ancestors some earlier lives of the same chain
 * @param established whether enough members have accepted this life; see {@link Clearance}
 * @param beganMs start by its wall clock; decides only between two networks that both serve already
 * @param place its folder, for people
 * @param reads the messages that it reads
 */
public record Introduction(
        MemberId member,
        String name,
        Life life,
        List<Life> ancestors,
        Origin origin,
        boolean established,
        long beganMs,
        String place,
        MessageVersions reads) {

    /** Longer paths are truncated at the front. */
    static final int PLACE_LENGTH_MAX = 400;

    static final int ANCESTORS_MAX = 16;

    /** The origin of a life's folder. */
    public enum Origin {
        /** The folder of the previous life. */
        IN_PLACE,
        /** Copied, moved or restored since: it may lack the end of the previous life. */
        MOVED,
        /** Moved like the folders of all members it has met, and in use with them. */
        SETTLED
    }

    public Introduction {
        ancestors = List.copyOf(ancestors);
        place = cut(place);
    }

    static String cut(String place) {
        int from = Math.max(0, place.length() - PLACE_LENGTH_MAX);
        return from == 0 ? place : "…" + place.substring(from + 1);
    }

    /** Whether that life is this one or an earlier one of the same chain. */
    public boolean follows(Life other) {
        return life.equals(other) || ancestors.contains(other);
    }
}
