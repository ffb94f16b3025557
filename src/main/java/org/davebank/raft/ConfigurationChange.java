package org.davebank.raft;

import org.davebank.base.MemberId;

/** One step of membership; only one is under way at a time (the thesis, section 4.1). */
public sealed interface ConfigurationChange {

    MemberId member();

    /** The member receives the log from now on. */
    record AddLearner(MemberId member) implements ConfigurationChange {}

    /** A learner that has caught up becomes a voter. */
    record Promote(MemberId member) implements ConfigurationChange {}

    /**
     * A voter or learner leaves; a leader that removes itself steps down once that is committed.
     */
    record Remove(MemberId member) implements ConfigurationChange {}
}
