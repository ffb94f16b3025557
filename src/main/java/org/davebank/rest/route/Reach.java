package org.davebank.rest.route;

import java.util.List;
import org.davebank.api.ProblemCode;

/** How far a route goes for its answer, and what may be in its way there. */
public enum Reach {
    /** What the server itself knows. */
    HERE,

    /** It asks groups, which need a quorum to answer. */
    READS(ProblemCode.NO_QUORUM, ProblemCode.OUTCOME_UNKNOWN),

    /** It changes something in a group. */
    WRITES(
            ProblemCode.TOO_LARGE,
            ProblemCode.NO_QUORUM,
            ProblemCode.CLOCK_SKEW,
            ProblemCode.OUTCOME_UNKNOWN,
            ProblemCode.SHARD_FULL),

    /** It orders something from a node or a host agent. */
    NODES(ProblemCode.NODE_NOT_FOUND, ProblemCode.NODE_STATE, ProblemCode.OUTCOME_UNKNOWN);

    private final List<ProblemCode> refusals;

    Reach(ProblemCode... refusals) {
        this.refusals = List.of(refusals);
    }

    public List<ProblemCode> refusals() {
        return refusals;
    }
}
