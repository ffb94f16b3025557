package org.davebank.api.network;

import org.davebank.api.Body;
import org.davebank.api.Shown;

/** What became of an action that goes on after its request. */
public record OperationAnswer(
        @Shown("7") String id,
        @Shown("kill worker-1") String operation,
        @Shown(value = "done", about = "running, done or failed") String state,
        @Shown("killed") String detail)
        implements Body {}
