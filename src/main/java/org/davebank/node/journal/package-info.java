/**
 * <pre>{@code
 * NodeFolder folder = ...;  Recovered recovered = ...;   // at a start
 * journal.save(kind, group, record);                     // then
 * journal.afterSync(() -> answer());                     // nothing leaves before it is on disk
 * }</pre>
 *
 * <p>What a node writes down and reads again at its next start: term and vote, log entries, files,
 * addresses, lives and events. A folder that lacks what was synced is found out before it votes.
 */
@NullMarked
package org.davebank.node.journal;

import org.jspecify.annotations.NullMarked;
