package org.davebank.api.network;

import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** Something that happened on a node. */
public record EventAnswer(
        @Shown("2026-11-02T09:15:00.123Z") String at,
        @Shown("server-1") String node,
        @Shown("leader_elected") String kind,
        @Shown(value = "shard 1", about = "null where it is about no group") @Nullable String group,
        @Shown("2") long term,
        @Shown("4711") long index,
        @Shown("server-1 leads shard 1") String text)
        implements Body {}
