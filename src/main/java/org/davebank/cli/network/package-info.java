/**
 * <pre>{@code
 *  davebank up --servers 3 --workers 3
 *  davebank status
 *  davebank fault delay supernode --ms 50 --jitter 20
 *  davebank heal
 *  davebank down
 * }</pre>
 *
 * <p>The commands of somebody who runs a network: they start, list, break, mend and stop node
 * processes. {@code server} and {@code client} are node processes themselves and hand over to
 * {@code process}; all others speak to the host agent of the data folder, or by HTTP to a server.
 *
 * <p>A command that acts on a running network refuses a copy of its data folder. Nothing secret
 * goes to a server that has not proved that it belongs to the network.
 */
@NullMarked
package org.davebank.cli.network;

import org.jspecify.annotations.NullMarked;
