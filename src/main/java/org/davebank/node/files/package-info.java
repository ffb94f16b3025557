/**
 * <pre>{@code
 * files.fetch(body, reply);   // Done when bytes and name are on this disk
 * files.read(chunk, reply);
 * }</pre>
 *
 * <p>The files that this node holds. It vouches for a file only after a sync of its own life covers
 * the bytes and the name, and lets none go that the register counts on.
 */
@NullMarked
package org.davebank.node.files;

import org.jspecify.annotations.NullMarked;
