package org.davebank.membership;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/** Messages that stand alone, as bytes. */
final class MembershipBytes {

    private MembershipBytes() {}

    static byte[] encode(MembershipMessage message) {
        WireWriter out = new WireWriter();
        MembershipCodec.write(out, message);
        return out.toBytes();
    }

    static MembershipMessage decode(byte[] bytes) throws WireException {
        WireReader in = new WireReader(bytes);
        MembershipMessage message = MembershipCodec.read(in);
        in.end();
        return message;
    }
}
