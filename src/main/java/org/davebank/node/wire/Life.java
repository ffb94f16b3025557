package org.davebank.node.wire;

/**
 * One start of a member's process. The lives of a member are a chain that lies in its journal: each
 * names all before it, so two lives that do not lie on one chain come from two copies of a folder.
 *
 * @param number 1 for the first
 * @param nonce chosen at random when it began
 */
public record Life(long number, long nonce) {}
