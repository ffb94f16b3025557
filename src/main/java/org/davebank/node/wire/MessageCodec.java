package org.davebank.node.wire;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCodec;
import org.davebank.membership.MembershipCodec;
import org.davebank.raft.RaftCodec;

/** {@link NodeMessage} as bytes. Reading is total: any bytes give a message or a WireException. */
public final class MessageCodec {

    /** Bumped when messages change so that an older node refuses them as a whole. */
    public static final int VERSION = 4;

    private static final int CONSENSUS = 1;
    private static final int GOSSIP = 2;

    /** The second byte of a message of these kinds. */
    public static final int REQUEST = 3;

    public static final int RESPONSE = 4;

    private static final int REPORT = 5;
    private static final int LIFE = 6;

    private MessageCodec() {}

    public static byte[] encode(NodeMessage message) {
        WireWriter out = new WireWriter().u8(VERSION);
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
                RequestCodec.write(out, m.body());
            }
            case NodeMessage.Response m -> {
                out.u8(RESPONSE).i64(m.id());
                ReplyCodec.write(out, m.reply());
            }
            case NodeMessage.Report m -> {
                out.u8(REPORT);
                ReportCodec.write(out, m.report());
            }
            case LifeMessage m -> LifeCodec.write(out.u8(LIFE), m);
        }
        return out.toBytes();
    }

    public static NodeMessage decode(byte[] bytes) throws WireException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new WireException("message version " + version + ", this node speaks " + VERSION);
        }
        int kind = in.u8();
        NodeMessage message =
                switch (kind) {
                    case CONSENSUS -> readConsensus(in);
                    case GOSSIP -> new NodeMessage.Gossip(MembershipCodec.read(in));
                    case REQUEST -> new NodeMessage.Request(in.i64(), RequestCodec.read(in));
                    case RESPONSE -> new NodeMessage.Response(in.i64(), ReplyCodec.read(in));
                    case REPORT -> new NodeMessage.Report(ReportCodec.read(in));
                    case LIFE -> LifeCodec.read(in);
                    default -> throw new WireException("unknown message kind " + kind);
                };
        in.end();
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
