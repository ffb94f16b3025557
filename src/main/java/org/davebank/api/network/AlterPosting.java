package org.davebank.api.network;

import org.davebank.api.Request;
import org.davebank.api.Shown;

/** A request to damage one replica's books, for nodes that were started to be tested. */
public record AlterPosting(
        @Shown(value = "1", about = "0 to 1023") long shard,
        @Shown(value = "100", about = "-1000000 to 1000000") long deltaMinor)
        implements Request {}
