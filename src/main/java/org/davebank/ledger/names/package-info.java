/**
 * The protocol by which an account gets and loses aliases whose records lie in other shards; see
 * docs/protocol/aliases.md. Pure and deterministic: it says which command comes next, and takes its result.
 */
@NullMarked
package org.davebank.ledger.names;

import org.jspecify.annotations.NullMarked;
