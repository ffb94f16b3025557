/**
 * <pre>{@code
 *  bot, failover
 *    |-- Drilled        a network that is harmed: who leads, kill, revive, wait until it is whole
 *    |-- Elections      who was elected after a moment, and when
 *    `-- Disturbances   kills, pauses and cuts off leaders in turn for a while
 * }</pre>
 *
 * <p>How commands harm a running network and wait for it, over HTTP alone.
 */
@NullMarked
package org.davebank.cli.drill;

import org.jspecify.annotations.NullMarked;
