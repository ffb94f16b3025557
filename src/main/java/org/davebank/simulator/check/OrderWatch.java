package org.davebank.simulator.check;

import java.util.LinkedHashMap;
import java.util.Map;
import org.davebank.base.Address;
import org.davebank.base.WireException;
import org.davebank.node.wire.MessageCodec;
import org.davebank.node.wire.NodeMessage;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;

/**
 * Watches which supernodes a machine obeys.
 *
 * <pre>
 * Rule
 *   R6  a machine that has obeyed a supernode of one term obeys none of an older term
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class OrderWatch {

    /** More than the number of orders ever unanswered; older ones are forgotten. */
    private static final int PENDING_MAX = 256;

    /** @param floor the highest term that had been obeyed when the order arrived */
    private record Order(RequestBody body, long term, long floor) {}

    private final String name;
    private final Map<String, Order> pending = new LinkedHashMap<>();
    private long obeyedTerm;

    public OrderWatch(String name) {
        this.name = name;
    }

    /** The term of the supernode whose order this is, or 0 for any other message. */
    public static long orderTerm(byte[] message) {
        return isRequest(message) && decoded(message) instanceof NodeMessage.Request request
                ? term(request.body())
                : 0;
    }

    private static boolean isRequest(byte[] message) {
        return message.length > 1 && message[1] == MessageCodec.REQUEST;
    }

    private static NodeMessage decoded(byte[] message) {
        try {
            return MessageCodec.decode(message);
        } catch (WireException e) {
            throw new Violation("a node has sent what nobody can read: " + e.getMessage(), e);
        }
    }

    private static long term(RequestBody body) {
        return switch (body) {
            case RequestBody.ChangeReplicas order -> order.supernodeTerm();
            case RequestBody.FollowRules order -> order.supernodeTerm();
            case RequestBody.CreateReplica order -> order.supernodeTerm();
            case RequestBody.DropReplica order -> order.supernodeTerm();
            default -> 0;
        };
    }

    public void received(Address from, byte[] message) {
        if (isRequest(message) && decoded(message) instanceof NodeMessage.Request request) {
            long term = term(request.body());
            if (term > 0) {
                if (pending.size() == PENDING_MAX) {
                    pending.remove(pending.keySet().iterator().next());
                }
                pending.put(from + " " + request.id(), new Order(request.body(), term, obeyedTerm));
            }
        }
    }

    public void sent(Address to, byte[] message) {
        if (pending.isEmpty()
                || message.length < 2
                || message[1] != MessageCodec.RESPONSE
                || !(decoded(message) instanceof NodeMessage.Response response)) {
            return;
        }
        Order order = pending.remove(to + " " + response.id());
        if (order == null || !(response.reply() instanceof Reply.Done)) {
            return;
        }
        if (order.term < order.floor) {
            throw new Violation(
                    "R6: "
                            + name
                            + " obeyed the supernode of term "
                            + order.term
                            + " after that of term "
                            + order.floor
                            + ": "
                            + order.body);
        }
        obeyedTerm = Math.max(obeyedTerm, order.term);
    }

    /** The process has ended: it will never answer its pending orders. */
    public void ended() {
        pending.clear();
    }

    /** Another member starts here, which has obeyed no supernode yet. */
    public void wiped() {
        pending.clear();
        obeyedTerm = 0;
    }
}
