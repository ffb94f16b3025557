package org.davebank.api.network;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** Where a key lives, and how a request finds it. */
public record PlacesAnswer(
        @Shown("12345678") String key,
        @Shown(value = "true", about = "null where the shard did not answer")
                @Nullable Boolean exists,
        @Shown("account of Ada Lovelace") String about,
        List<Place> places)
        implements Body {
    public PlacesAnswer {
        places = List.copyOf(places);
    }

    /** One step of the look-up. */
    public record Place(
            @Shown(value = "account", about = "account, alias, transaction or file") String kind,
            @Shown("12345678") String key,
            @Shown("00a1b2c3d4e5f607") String hash,
            @Shown(value = "519", about = "-1 for a file") int slot,
            @Shown(value = "1", about = "-1 for a file") int shard,
            @Shown("[\"server-1\",\"worker-1\",\"worker-2\"]") List<String> replicas,
            @Shown("worker-1") @Nullable String leader,
            @Shown("2") long term,
            @Shown(value = "[\"server-1\",\"worker-1\"]", about = "nodes that a request passes")
                    List<String> route)
            implements Body {
        public Place {
            replicas = List.copyOf(replicas);
            route = List.copyOf(route);
        }
    }
}
