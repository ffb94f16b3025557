/**
 * <pre>{@code
 * NodeFolder folder = ...;  Recovered recovered = ...;   // at a start
 * journal.save(kind, group, record);                     // then
 * journal.afterSync(() -> answer());                     // nothing leaves before it is on disk
 * }</pre>
 *
 * <p>What a node persists and recovers at its next start: term and vote, log entries, files,
 * addresses, lives and events. A folder that lacks synced data is detected before the node votes.
 */
@NullMarked
package org.davebank.node.journal;

import org.jspecify.annotations.NullMarked;
