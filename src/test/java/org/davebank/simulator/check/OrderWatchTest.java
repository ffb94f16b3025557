package org.davebank.simulator.check;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.wire.MessageCodec;
import org.davebank.node.wire.NodeMessage;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.junit.jupiter.api.Test;

/** The judge of obedience is shown orders of old and new supernodes. */
class OrderWatchTest {

    private static final Address SUPERNODE = new Address("10.0.0.1", 5001);
    private static final Reply DONE = new Reply.Done(new byte[0]);

    private final OrderWatch watch = new OrderWatch("worker-1");

    private static byte[] order(long id, long term) {
        RequestBody drop =
                new RequestBody.DropReplica(new MemberId(7), GroupId.ofShard(0), 3, 9, term);
        return MessageCodec.encode(new NodeMessage.Request(id, drop));
    }

    private void hears(long id, long term) {
        watch.received(SUPERNODE, order(id, term));
    }

    private void answers(long id, Reply reply) {
        watch.sent(SUPERNODE, MessageCodec.encode(new NodeMessage.Response(id, reply)));
    }

    @Test
    void newerSupernodesAreObeyedAndOlderOnesDeclined() {
        hears(1, 5);
        answers(1, DONE);
        hears(2, 6);
        answers(2, DONE);
        hears(3, 5);
        assertDoesNotThrow(() -> answers(3, new Reply.Declined("an older supernode asked")));
    }

    @Test
    void whoObeysAnOlderSupernodeIsFoundOut() {
        hears(1, 6);
        answers(1, DONE);
        hears(2, 5);
        Violation violation = assertThrows(Violation.class, () -> answers(2, DONE));
        assertTrue(violation.getMessage().startsWith("R6"), violation.getMessage());
    }

    @Test
    void anOrderThatCameBeforeTheNewerOneMayBeAnsweredAfterIt() {
        hears(1, 5);
        hears(2, 6);
        answers(2, DONE);
        assertDoesNotThrow(() -> answers(1, DONE));
    }

    @Test
    void otherMessagesAreNoOrders() {
        assertEquals(6, OrderWatch.orderTerm(order(1, 6)));
        byte[] question =
                MessageCodec.encode(new NodeMessage.Request(1, new RequestBody.ConfirmSystem()));
        assertEquals(0, OrderWatch.orderTerm(question));
        assertEquals(0, OrderWatch.orderTerm(new byte[0]));
    }
}
