package org.davebank.api.network;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A request for a fault on a node. */
public record PutFault(
        @Shown(
                        value = "delay",
                        about = "isolate, partition, loss, delay, duplicate, reorder or clock")
                String kind,
        @Shown(value = "worker-1", about = "a node's name, or a role such as supernode")
                String target,
        @Shown(value = "60", about = "how long it lasts; 1 to 3600, 60 where it is missing")
                @Nullable Long ttlS,
        @Nullable Parameters parameters)
        implements Request {

    /** What a kind of fault needs; each is missing where the kind has no use for it. */
    public record Parameters(
            @Shown(about = "of the packets; of loss, duplicate and reorder")
                    @Nullable BigDecimal percent,
            @Shown(value = "200", about = "of delay") @Nullable Long delayMs,
            @Shown(value = "50", about = "up to this much more, at random; of delay")
                    @Nullable Long jitterMs,
            @Shown(about = "how far the clock jumps; of clock") @Nullable Long jumpMs,
            @Shown(about = "how fast the clock drifts; of clock") @Nullable Long driftPpm,
            @Shown(value = "[\"server-1\"]", about = "the nodes on the other side; of a partition")
                    @Nullable List<String> peers,
            @Shown(value = "in", about = "in, out or both; of a partition")
                    @Nullable String direction)
            implements Request {
        public Parameters {
            peers = peers == null ? null : List.copyOf(peers);
        }
    }
}
