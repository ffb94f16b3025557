package org.davebank.transport;

import java.util.Arrays;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/** A sent packet that requires an acknowledgement, and its content. Reused. */
final class SentPacket {

    enum State {
        IN_FLIGHT,
        ACKED,
        LOST
    }

    long counter;
    long sentNs;
    int bytes;
    Priority priority = Priority.LOG;
    State state = State.IN_FLIGHT;

    /** The largest counter that this packet acknowledged, or -1. */
    long ackedUpTo;

    int count;
    private @Nullable OutMessage[] messages = new OutMessage[4];
    private int[] chunks = new int[4];

    void add(OutMessage message, int chunk) {
        if (count == chunks.length) {
            messages = Arrays.copyOf(messages, count * 2);
            chunks = Arrays.copyOf(chunks, count * 2);
        }
        messages[count] = message;
        chunks[count] = chunk;
        count++;
    }

    OutMessage message(int i) {
        OutMessage message = messages[i];
        if (message == null) {
            throw new IllegalStateException("a message at each place below count");
        }
        return message;
    }

    int chunk(int i) {
        return chunks[i];
    }

    void clear() {
        Arrays.fill(messages, 0, count, null);
        count = 0;
        ackedUpTo = -1;
        state = State.IN_FLIGHT;
    }
}
