package org.davebank.api.network;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** One shard. */
public record ShardAnswer(
        @Shown("1") int shard,
        @Shown("true") boolean placed,
        @Shown("true") boolean quorum,
        @Shown(value = "false", about = "its leader takes no writes because of its clock")
                boolean clockSkew,
        @Shown("worker-1") @Nullable String leader,
        @Shown("2") long term,
        @Shown("4711") long commitIndex,
        @Shown("[\"server-1\",\"worker-1\",\"worker-2\"]") List<String> replicas,
        @Shown(value = "[]", about = "replicas that do not vote yet") List<String> learners,
        @Shown(value = "true", about = "whether any one node may fail") boolean faultTolerant,
        @Shown(value = "1", about = "how many more nodes may fail, whichever they are")
                int failuresSurvived,
        @Shown(value = "[]", about = "nodes of which each alone would be one too many")
                List<String> oneTooMany,
        List<GroupHealth.Voter> voters)
        implements Body {
    public ShardAnswer {
        replicas = List.copyOf(replicas);
        learners = List.copyOf(learners);
        oneTooMany = List.copyOf(oneTooMany);
        voters = List.copyOf(voters);
    }
}
