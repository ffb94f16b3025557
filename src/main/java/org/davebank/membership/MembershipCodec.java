package org.davebank.membership;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a {@link MembershipMessage}. Decoding is total: it gives a message or a {@link
 * WireException}.
 */
public final class MembershipCodec {

    private static final int PROBE = 1;
    private static final int PROBE_ACK = 2;
    private static final int PROBE_REQUEST = 3;
    private static final int PROBE_NACK = 4;
    private static final int GOSSIP = 5;
    private static final int EXCHANGE = 6;

    /**
     * Minimum size of a rumour: id, name, role, address, port, agent, incarnation, state, by, age.
     */
    private static final int RUMOUR_BYTES_MIN = 22;

    private static final int HOST_BYTES_MAX = 255;

    private MembershipCodec() {}

    public static void write(WireWriter out, MembershipMessage message) {
        out.u8(
                switch (message) {
                    case MembershipMessage.Probe m -> PROBE;
                    case MembershipMessage.ProbeAck m -> PROBE_ACK;
                    case MembershipMessage.ProbeRequest m -> PROBE_REQUEST;
                    case MembershipMessage.ProbeNack m -> PROBE_NACK;
                    case MembershipMessage.Gossip m -> GOSSIP;
                    case MembershipMessage.Exchange m -> EXCHANGE;
                });
        out.i64(message.from().value());
        switch (message) {
            case MembershipMessage.Probe m -> out.i64(m.sequence()).i64(m.target().value());
            case MembershipMessage.ProbeAck m -> out.i64(m.sequence());
            case MembershipMessage.ProbeRequest m -> {
                out.i64(m.sequence()).i64(m.target().value());
                writeAddress(out, m.targetAddress());
            }
            case MembershipMessage.ProbeNack m -> out.i64(m.sequence());
            case MembershipMessage.Gossip m -> {}
            case MembershipMessage.Exchange m -> out.bool(m.answerWanted());
        }
        out.varint(message.rumours().size());
        for (Rumour rumour : message.rumours()) {
            writeRumour(out, rumour);
        }
    }

    public static MembershipMessage read(WireReader in) throws WireException {
        int kind = in.u8();
        MemberId from = readMemberId(in);
        return switch (kind) {
            case PROBE ->
                    new MembershipMessage.Probe(from, in.i64(), readMemberId(in), readRumours(in));
            case PROBE_ACK -> new MembershipMessage.ProbeAck(from, in.i64(), readRumours(in));
            case PROBE_REQUEST ->
                    new MembershipMessage.ProbeRequest(
                            from, in.i64(), readMemberId(in), readAddress(in), readRumours(in));
            case PROBE_NACK -> new MembershipMessage.ProbeNack(from, in.i64(), readRumours(in));
            case GOSSIP -> new MembershipMessage.Gossip(from, readRumours(in));
            case EXCHANGE -> new MembershipMessage.Exchange(from, in.bool(), readRumours(in));
            default -> throw new WireException("unknown membership message " + kind);
        };
    }

    /** The encoded size of the message. */
    static int sizeOf(MembershipMessage message) {
        WireWriter out = new WireWriter();
        write(out, message);
        return out.size();
    }

    static int sizeOf(Rumour rumour) {
        WireWriter out = new WireWriter();
        writeRumour(out, rumour);
        return out.size();
    }

    private static void writeRumour(WireWriter out, Rumour rumour) {
        writeMember(out, rumour.member());
        out.u8(rumour.state().ordinal());
        MemberId by = rumour.by();
        out.bool(by != null);
        if (by != null) {
            out.i64(by.value());
        }
        out.varint(rumour.ageMs());
    }

    private static List<Rumour> readRumours(WireReader in) throws WireException {
        int count = in.listSize(RUMOUR_BYTES_MIN);
        List<Rumour> rumours = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Member member = readMember(in);
            MemberState state = pick(MemberState.values(), in.u8());
            @Nullable MemberId by = in.bool() ? readMemberId(in) : null;
            long ageMs = in.varint();
            if (ageMs < 0 || ageMs > Rumour.AGE_MS_MAX) {
                throw new WireException("age out of range: " + ageMs);
            }
            rumours.add(new Rumour(member, state, by, ageMs));
        }
        return rumours;
    }

    public static void writeMember(WireWriter out, Member member) {
        out.i64(member.id().value()).text(member.name()).u8(member.role().ordinal());
        writeAddress(out, member.address());
        out.u16(member.httpPort());
        Address agent = member.agent();
        out.bool(agent != null);
        if (agent != null) {
            writeAddress(out, agent);
        }
        out.varint(member.incarnation());
    }

    public static Member readMember(WireReader in) throws WireException {
        MemberId id = readMemberId(in);
        String name = in.text(Member.NAME_LENGTH_MAX);
        if (!Member.isName(name)) {
            throw new WireException("not a node name");
        }
        MemberRole role = pick(MemberRole.values(), in.u8());
        Address address = readAddress(in);
        int httpPort = in.u16();
        @Nullable Address agent = in.bool() ? readAddress(in) : null;
        long incarnation = in.varint();
        if (incarnation < 0 || incarnation > Member.INCARNATION_MAX) {
            throw new WireException("incarnation out of range: " + incarnation);
        }
        return new Member(id, name, role, address, httpPort, agent, incarnation);
    }

    private static void writeAddress(WireWriter out, Address address) {
        out.text(address.host()).u16(address.port());
    }

    private static Address readAddress(WireReader in) throws WireException {
        String host = in.text(HOST_BYTES_MAX);
        int port = in.u16();
        if (host.isEmpty() || port == 0) {
            throw new WireException("not an address");
        }
        return new Address(host, port);
    }

    private static MemberId readMemberId(WireReader in) throws WireException {
        long value = in.i64();
        if (value == 0) {
            throw new WireException("a member id is never zero");
        }
        return new MemberId(value);
    }

    private static <T> T pick(T[] values, int code) throws WireException {
        if (code >= values.length) {
            throw new WireException("unknown code " + code);
        }
        return values[code];
    }
}
