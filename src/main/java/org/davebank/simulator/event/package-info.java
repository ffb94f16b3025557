/**
 * <pre>{@code
 * queue.add(atNs, new SimEvent.Wake(machine, life, deadlineNs));
 * queue.nextTimeNs();  queue.poll();   // by time, those of one moment in order
 * }</pre>
 *
 * <p>Virtual time: what is to happen at which moment.
 */
@NullMarked
package org.davebank.simulator.event;

import org.jspecify.annotations.NullMarked;
