package org.davebank.node.wire;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCodec;
import org.davebank.node.settings.MessageVersions;

/** Bytes of {@link LifeMessage} and of the records about lives. */
public final class LifeCodec {

    private static final int NAME_BYTES_MAX = 64;
    private static final int PLACE_BYTES_MAX = 4 * Introduction.PLACE_LENGTH_MAX;
    private static final int HOST_BYTES_MAX = 255;

    private static final int HELLO = 1;
    private static final int OFFER = 2;
    private static final int WELCOME = 3;
    private static final int KNOWN = 4;
    private static final int SAY_HELLO = 5;
    private static final int VISIT = 6;

    private LifeCodec() {}

    public static void write(WireWriter out, LifeMessage message) {
        switch (message) {
            case LifeMessage.Hello m -> write(out.u8(HELLO).i64(m.token()), m.from());
            case LifeMessage.Offer m -> write(write(out.u8(OFFER), m.you()), m.from());
            case LifeMessage.Welcome m -> write(write(out.u8(WELCOME), m.you()), m.from());
            case LifeMessage.Known m -> {
                write(out.u8(KNOWN), m.you()).u8(m.why().ordinal());
                write(out, m.known()).bool(m.alive());
                out.text(m.where().host()).u16(m.where().port());
                out.text(Introduction.cut(m.place())).i64(m.beganMs());
                out.varint(m.notAlone().size());
                m.notAlone().forEach(group -> out.varint(group.value()));
                write(out, m.from());
            }
            case LifeMessage.SayHello m -> out.u8(SAY_HELLO).i64(m.token());
            case LifeMessage.Visit m -> write(out.u8(VISIT), m.reads());
        }
    }

    static LifeMessage read(WireReader in) throws WireException {
        int kind = in.u8();
        return switch (kind) {
            case HELLO -> {
                long token = in.i64();
                yield new LifeMessage.Hello(readIntroduction(in), token);
            }
            case OFFER -> new LifeMessage.Offer(readLife(in), readIntroduction(in));
            case WELCOME -> new LifeMessage.Welcome(readLife(in), readIntroduction(in));
            case KNOWN ->
                    new LifeMessage.Known(
                            readLife(in),
                            LifeMessage.Why.values()[in.count(LifeMessage.Why.values().length - 1)],
                            readLife(in),
                            in.bool(),
                            readAddress(in),
                            in.text(PLACE_BYTES_MAX),
                            in.i64(),
                            readGroups(in),
                            readIntroduction(in));
            case SAY_HELLO -> new LifeMessage.SayHello(in.i64());
            case VISIT -> new LifeMessage.Visit(readVersions(in));
            default -> throw new WireException("unknown word of a meeting " + kind);
        };
    }

    private static List<GroupId> readGroups(WireReader in) throws WireException {
        int count = in.listSize(1);
        List<GroupId> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            groups.add(MessageCodec.readGroup(in));
        }
        return groups;
    }

    public static WireWriter write(WireWriter out, Life life) {
        return out.varint(life.number()).i64(life.nonce());
    }

    public static Life readLife(WireReader in) throws WireException {
        return new Life(in.varint(), in.i64());
    }

    public static Address readAddress(WireReader in) throws WireException {
        return new Address(in.text(HOST_BYTES_MAX), in.u16());
    }

    private static void write(WireWriter out, Introduction from) {
        write(out.i64(from.member().value()).text(from.name()), from.life());
        out.varint(from.ancestors().size());
        from.ancestors().forEach(life -> write(out, life));
        out.u8(from.origin().ordinal()).bool(from.established());
        out.i64(from.beganMs()).text(from.place());
        write(out, from.reads());
    }

    private static void write(WireWriter out, MessageVersions reads) {
        out.u8(reads.oldest()).u8(reads.newest());
    }

    private static MessageVersions readVersions(WireReader in) throws WireException {
        return new MessageVersions(in.u8(), in.u8());
    }

    private static Introduction readIntroduction(WireReader in) throws WireException {
        var member = SystemCodec.readMember(in);
        String name = in.text(NAME_BYTES_MAX);
        Life life = readLife(in);
        int count = in.listSize(9);
        if (count > Introduction.ANCESTORS_MAX) {
            throw new WireException("too many ancestors: " + count);
        }
        List<Life> ancestors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ancestors.add(readLife(in));
        }
        Introduction.Origin[] origins = Introduction.Origin.values();
        return new Introduction(
                member,
                name,
                life,
                ancestors,
                origins[in.count(origins.length - 1)],
                in.bool(),
                in.i64(),
                in.text(PLACE_BYTES_MAX),
                readVersions(in));
    }
}
