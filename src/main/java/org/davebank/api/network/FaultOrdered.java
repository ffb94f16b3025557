package org.davebank.api.network;

import org.davebank.api.Body;
import org.davebank.api.Shown;

/** A fault that has begun. */
public record FaultOrdered(
        @Shown("delay-1") String id,
        @Shown("delay") String kind,
        @Shown(value = "worker-1", about = "the node that has it") String target,
        @Shown("packets come 200 to 250 ms late") String text,
        @Shown("60") long ttlS)
        implements Body {}
