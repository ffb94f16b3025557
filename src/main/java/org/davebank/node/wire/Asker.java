package org.davebank.node.wire;

import org.davebank.base.Address;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a request, so that retries are recognised.
 *
 * @param node address of the asking node, or null for this node
 * @param request its number of the request, the same for every retry
 */
public record Asker(@Nullable Address node, long request) {}
