package org.davebank.node.wire;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.node.replica.Clearance;
import org.davebank.node.settings.MessageVersions;

/**
 * What a node says of itself before it may say anything else.
 *
 * @param ancestors some earlier lives of the same chain
 * @param established whether this life has been welcomed by as many as it needs; see {@link Clearance}
 * @param beganMs by its wall clock; decides only between two networks that both serve already
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

    /** Longer paths are cut in front. */
    static final int PLACE_LENGTH_MAX = 400;

    static final int ANCESTORS_MAX = 16;

    /** Where the folder of a life came from. */
    public enum Origin {
        /** It is the folder of the life before. */
        IN_PLACE,
        /** It was copied, moved or restored since: it may have forgotten the end of that life. */
        MOVED,
        /** So were those of all that it has met, and it goes on with them. */
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

    /** Whether that life is this one or is named as an earlier one of the same chain. */
    public boolean follows(Life other) {
        return life.equals(other) || ancestors.contains(other);
    }
}
