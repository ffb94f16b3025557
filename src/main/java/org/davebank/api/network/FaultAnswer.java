package org.davebank.api.network;

import java.util.Map;
import org.davebank.api.Body;
import org.davebank.api.Shown;

/** A fault at work on a node. */
public record FaultAnswer(
        @Shown("delay-1") String id,
        @Shown("delay") String kind,
        @Shown(value = "worker-1", about = "the node that has it") String target,
        @Shown(
                        value = "{\"delay_ms\":200,\"jitter_ms\":50}",
                        about = "those of the request that the kind has")
                Map<String, Object> parameters,
        @Shown("packets come 200 to 250 ms late") String text,
        @Shown("41000") long remainingMs)
        implements Body {}
