package org.davebank.node.wire;

import org.davebank.base.Address;
import org.jspecify.annotations.Nullable;

/**
 * Whose request it is, so that one that is repeated is known again.
 *
 * @param node where the asking node is reached, or null when this node itself asks
 * @param request its number for the request, the same at every repetition
 */
public record Asker(@Nullable Address node, long request) {}
