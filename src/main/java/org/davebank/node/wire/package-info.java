/**
 * <pre>{@code
 * byte[] bytes = MessageCodec.encode(new NodeMessage.Request(id, body));
 * NodeMessage message = MessageCodec.decode(bytes);   // WireException where it cannot be one
 * }</pre>
 *
 * <p>The messages between nodes: frames of consensus and membership, requests and replies, reports,
 * and introductions. All decoded values are checked against their limits before use.
 */
@NullMarked
package org.davebank.node.wire;

import org.jspecify.annotations.NullMarked;
