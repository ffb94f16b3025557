package org.davebank.node.wire;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * A node's clocks, sent in every packet of consensus, so that the receiver can compute the
 * difference of the wall clocks and its accuracy.
 *
 * @param wallMs the sender's wall clock when it created the packet; 0 or more
 * @param sentMs the sender's monotonic clock at that moment, from an origin of this life; from 1
 * @param echoMs the newest {@code sentMs} that the sender has got from the receiver of this packet,
 *     0 for none
 */
public record ClockReading(long wallMs, long sentMs, long echoMs) {

    void write(WireWriter out) {
        out.varint(wallMs).varint(sentMs).varint(echoMs);
    }

    static ClockReading read(WireReader in) throws WireException {
        ClockReading reading = new ClockReading(in.varint(), in.varint(), in.varint());
        if (reading.wallMs < 0 || reading.sentMs < 1 || reading.echoMs < 0) {
            throw new WireException("a clock out of range");
        }
        return reading;
    }
}
