package org.davebank.node.wire;

import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.jspecify.annotations.Nullable;

/** Encodes an {@link Event}. Decoding is total. */
public final class EventCodec {

    private static final int NAME_BYTES_MAX = 64;

    private EventCodec() {}

    public static void write(WireWriter out, Event event) {
        GroupId group = event.group();
        out.i64(event.time())
                .text(event.node())
                .varint(event.sequence())
                .u8(event.kind().ordinal());
        out.varint(group == null ? 0 : group.value() + 1L);
        out.varint(event.term()).varint(event.index()).text(event.text());
    }

    public static Event read(WireReader in) throws WireException {
        long time = in.i64();
        String node = in.text(NAME_BYTES_MAX);
        long sequence = in.varint();
        EventKind[] kinds = EventKind.values();
        int kind = in.u8();
        if (kind >= kinds.length) {
            throw new WireException("unknown event kind " + kind);
        }
        int group = in.count(GroupId.VALUE_MAX + 1);
        @Nullable GroupId about = group == 0 ? null : new GroupId(group - 1);
        return new Event(
                time,
                node,
                sequence,
                kinds[kind],
                about,
                in.varint(),
                in.varint(),
                in.text(Event.TEXT_BYTES_MAX));
    }
}
