/**
 * <pre>{@code
 * files.fetch(body, reply);   // Done when bytes and name are on this disk
 * files.read(chunk, reply);
 * }</pre>
 *
 * <p>The files that this node holds. It confirms a file only after this process has synced its
 * bytes and name, and keeps every file that the register relies on.
 */
@NullMarked
package org.davebank.node.files;

import org.jspecify.annotations.NullMarked;
