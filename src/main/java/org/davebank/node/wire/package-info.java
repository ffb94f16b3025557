/**
 * <pre>{@code
 * byte[] bytes = MessageCodec.encode(new NodeMessage.Request(id, body));
 * NodeMessage message = MessageCodec.decode(bytes);   // WireException where it cannot be one
 * }</pre>
 *
 * <p>What nodes say to each other: frames of consensus and membership, requests and replies, reports,
 * and who they are. Everything that is read is checked against its limits before it is used.
 */
@NullMarked
package org.davebank.node.wire;

import org.jspecify.annotations.NullMarked;
