/**
 * <pre>{@code
 *  davebank up --servers 3 --workers 3
 *  davebank status
 *  davebank fault delay supernode --ms 50 --jitter 20
 *  davebank heal
 *  davebank down
 * }</pre>
 *
 * <p>The commands for operators of a network: they start, list, break, heal and stop node
 * processes. {@code server} and {@code client} are node processes themselves and hand over to
 * {@code process}; all others use the host agent of the data folder, or a server by HTTP.
 *
 * <p>A command that acts on a running network rejects a copy of its data folder. No secret goes to
 * a server before it has proved that it belongs to the network.
 */
@NullMarked
package org.davebank.cli.network;

import org.jspecify.annotations.NullMarked;
