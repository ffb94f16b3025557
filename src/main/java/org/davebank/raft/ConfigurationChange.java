package org.davebank.raft;

import org.davebank.base.MemberId;

/** A single-server membership change; only one is pending at a time (the thesis, section 4.1). */
public sealed interface ConfigurationChange {

    MemberId member();

    /** The member starts to receive the log. */
    record AddLearner(MemberId member) implements ConfigurationChange {}

    /** A learner that has caught up becomes a voter. */
    record Promote(MemberId member) implements ConfigurationChange {}

    /**
     * A voter or learner leaves; a leader that removes itself steps down once the change is
     * committed.
     */
    record Remove(MemberId member) implements ConfigurationChange {}
}
