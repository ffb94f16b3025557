package org.davebank.api.network;

import org.davebank.api.Request;
import org.davebank.api.Shown;

/** A request for a further node. */
public record AddNode(@Shown(value = "worker", about = "only workers can be added") String role)
        implements Request {}
