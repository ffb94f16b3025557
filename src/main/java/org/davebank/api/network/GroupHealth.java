package org.davebank.api.network;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** What a group can still take. */
public record GroupHealth(
        @Shown("true") boolean quorum,
        @Shown(value = "1", about = "how many more nodes may fail, whichever they are")
                int failuresSurvived,
        @Shown(value = "[]", about = "nodes of which each alone would be one too many")
                List<String> oneTooMany,
        List<Voter> voters)
        implements Body {
    public GroupHealth {
        oneTooMany = List.copyOf(oneTooMany);
        voters = List.copyOf(voters);
    }

    /** One voter of a group. */
    public record Voter(
            @Shown("server-1") String name,
            @Shown("9d2f6c1a7e4b3085") String memberId,
            @Shown("true") boolean counts,
            @Shown(about = "why it does not count now: unreachable, no replica, silent or behind")
                    @Nullable String flaw)
            implements Body {}
}
