/**
 * Immutable files named by their SHA-256: everything too big for a log entry. A file arrives in
 * chunks from one holder or several, is verified against its name, and only then exists.
 */
@NullMarked
package org.davebank.content;

import org.jspecify.annotations.NullMarked;
