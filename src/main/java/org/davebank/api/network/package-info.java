/**
 * <pre>{@code
 * GET /cluster         ClusterAnswer   nodes, shards, faults, and what the network survives
 * GET /cluster/audit   AuditAnswer     the books of all shards and their verdict
 * PUT /cluster/faults  PutFault  ──►   FaultOrdered
 * }</pre>
 *
 * <p>What the routes about the network itself read and write. Durations and sizes carry their unit in
 * the field's name.
 */
@NullMarked
package org.davebank.api.network;

import org.jspecify.annotations.NullMarked;
