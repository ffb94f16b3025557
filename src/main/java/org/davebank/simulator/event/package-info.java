/**
 * <pre>{@code
 * queue.add(atNs, new SimEvent.Wake(machine, life, deadlineNs));
 * queue.nextTimeNs();  queue.poll();   // by time, those of one moment in order
 * }</pre>
 *
 * <p>Virtual time: the events to come, and their moments.
 */
@NullMarked
package org.davebank.simulator.event;

import org.jspecify.annotations.NullMarked;
