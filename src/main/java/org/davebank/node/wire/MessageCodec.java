package org.davebank.node.wire;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCodec;
import org.davebank.membership.MembershipCodec;
import org.davebank.node.settings.MessageVersions;
import org.davebank.raft.RaftCodec;

/** {@link NodeMessage} as bytes. Reading is total: any bytes give a message or a WireException. */
public final class MessageCodec {

    /** The newest version that this build speaks. */
    public static final int VERSION = MessageVersions.OURS.newest();

    /**
     * Nodes that meet do not know yet what the other one reads. So a {@link LifeMessage} begins with the
     * newest version that its sender speaks, and is read whatever that is: since this version its fields
     * have not changed and never will, new ones come behind them, and a reader ignores those that it
     * does not know.
     */
    private static final int MEETING_VERSION_MIN = 4;

    private static final int CONSENSUS = 1;
    private static final int GOSSIP = 2;

    /** The second byte of a message of these kinds. */
    public static final int REQUEST = 3;

    public static final int RESPONSE = 4;

    private static final int REPORT = 5;
    private static final int LIFE = 6;

    private MessageCodec() {}

    /** The message in the newest version. */
    public static byte[] encode(NodeMessage message) {
        return encode(message, VERSION);
    }

    /** The message as a node reads it that speaks no newer version than this one. */
    public static byte[] encode(NodeMessage message, int version) {
        WireWriter out = new WireWriter().u8(version);
        switch (message) {
            case NodeMessage.Consensus m -> {
                out.u8(CONSENSUS).i64(m.from().value()).i64(m.to().value());
                m.clock().write(out);
                out.varint(m.frames().size());
                for (NodeMessage.Frame frame : m.frames()) {
                    out.varint(frame.group().value());
                    RaftCodec.write(out, frame.message());
                }
            }
            case NodeMessage.Gossip m -> {
                out.u8(GOSSIP);
                MembershipCodec.write(out, m.message());
            }
            case NodeMessage.Request m -> {
                out.u8(REQUEST).i64(m.id());
                RequestCodec.write(out, m.body(), version);
            }
            case NodeMessage.Response m -> {
                out.u8(RESPONSE).i64(m.id());
                ReplyCodec.write(out, m.reply());
            }
            case NodeMessage.Report m -> {
                out.u8(REPORT);
                ReportCodec.write(out, m.report(), version);
            }
            case LifeMessage m -> LifeCodec.write(out.u8(LIFE), m);
        }
        return out.toBytes();
    }

    public static NodeMessage decode(byte[] bytes) throws WireException {
        return decode(bytes, MessageVersions.OURS);
    }

    /** Refuses a message of another version than these as a whole. */
    public static NodeMessage decode(byte[] bytes, MessageVersions versions) throws WireException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        int kind = in.u8();
        boolean meeting = kind == LIFE && version >= MEETING_VERSION_MIN;
        if (!meeting && !versions.contains(version)) {
            throw new WireException(
                    "a message of version "
                            + version
                            + ", and this node reads "
                            + versions.text()
                            + ": upgrade "
                            + (version > versions.newest() ? "this node" : "the sender"));
        }
        NodeMessage message =
                switch (kind) {
                    case CONSENSUS -> readConsensus(in);
                    case GOSSIP -> new NodeMessage.Gossip(MembershipCodec.read(in));
                    case REQUEST -> new NodeMessage.Request(in.i64(), RequestCodec.read(in));
                    case RESPONSE -> new NodeMessage.Response(in.i64(), ReplyCodec.read(in));
                    case REPORT -> new NodeMessage.Report(ReportCodec.read(in, version));
                    case LIFE -> LifeCodec.read(in);
                    default -> throw new WireException("unknown message kind " + kind);
                };
        if (!meeting || version <= versions.newest()) {
            in.end();
        }
        return message;
    }

    private static NodeMessage.Consensus readConsensus(WireReader in) throws WireException {
        var from = SystemCodec.readMember(in);
        var to = SystemCodec.readMember(in);
        ClockReading clock = ClockReading.read(in);
        int count = in.listSize(2);
        List<NodeMessage.Frame> frames = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            frames.add(new NodeMessage.Frame(readGroup(in), RaftCodec.read(in)));
        }
        return new NodeMessage.Consensus(from, to, clock, frames);
    }

    static GroupId readGroup(WireReader in) throws WireException {
        return new GroupId(in.count(GroupId.VALUE_MAX));
    }
}
