package org.davebank.node.wire;

/**
 * One start of a member's process. The lives of a member form a chain in its journal, in which each
 * names all earlier ones; lives on different chains come from two copies of a folder.
 *
 * @param number number of the life, from 1
 * @param nonce random, chosen when it began
 */
public record Life(long number, long nonce) {}
