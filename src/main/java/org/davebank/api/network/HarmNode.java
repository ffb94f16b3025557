package org.davebank.api.network;

import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A request to damage one replica's books, for nodes that were started to be tested. */
public record HarmNode(
        @Shown(
                        value = "half_transfer",
                        about =
                                "altered_posting, half_transfer, doubled_posting, lost_decision or"
                                        + " endless_hold")
                String kind,
        @Shown(value = "1", about = "0 to 1023") long shard,
        @Shown(value = "100", about = "of altered_posting; -1000000 to 1000000, 1 where missing")
                @Nullable Long deltaMinor)
        implements Request {}
