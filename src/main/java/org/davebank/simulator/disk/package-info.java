/**
 * <pre>{@code
 * disk.write(file, offset, bytes);   // gone when the power fails
 * disk.sync(ticket);                 // from here on it lasts
 * disk.lose(file);  disk.rotSpill(random);  disk.roomBytes(0);
 * }</pre>
 *
 * <p>A disk in memory that loses unsynced writes, tears, rots, fills up and fails, as the seed
 * decides.
 */
@NullMarked
package org.davebank.simulator.disk;

import org.jspecify.annotations.NullMarked;
