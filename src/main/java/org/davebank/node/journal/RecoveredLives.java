package org.davebank.node.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCodec;
import org.davebank.node.port.Disk;
import org.davebank.node.wire.Life;
import org.davebank.node.wire.LifeCodec;
import org.davebank.node.wire.NodeRefused;

/**
 * The lives in a journal: all of its own member, and the newest known life of each other member.
 */
public final class RecoveredLives {

    /** Number of former addresses that a node remembers, the newest. */
    private static final int ADDRESSES_MAX = 8;

    private static final int TEXT_BYTES_MAX = 4_096;

    public final LifeChain chain = new LifeChain();
    public final Map<MemberId, Life> known = new TreeMap<>();

    /** This member's addresses, oldest first. */
    public final List<Address> addresses = new ArrayList<>();

    /** Identity of the folder in the last life; see {@link Disk#identity}. */
    public String identity = "";

    public String place = "";

    /** Whether the last life began in a moved folder and was never established. */
    public boolean moved;

    /** A life of this member. Written again when a life that began in a moved folder settles. */
    public static byte[] writeOwn(
            Life life, boolean moved, String identity, String place, Address address) {
        WireWriter out = LifeCodec.write(new WireWriter(), life).bool(moved);
        return out.text(identity).text(place).text(address.host()).u16(address.port()).toBytes();
    }

    void readOwn(WireReader in) throws WireException, NodeRefused {
        Life life = LifeCodec.readLife(in);
        if (chain.isEmpty() || !chain.newest().equals(life)) {
            if (!chain.add(life.nonce()).equals(life)) {
                throw new NodeRefused("the journal lacks lives of its node");
            }
        }
        moved = in.bool();
        identity = in.text(TEXT_BYTES_MAX);
        place = in.text(TEXT_BYTES_MAX);
        Address address = LifeCodec.readAddress(in);
        addresses.remove(address);
        addresses.addLast(address);
        if (addresses.size() > ADDRESSES_MAX) {
            addresses.removeFirst();
        }
    }

    public static byte[] writeKnown(MemberId member, Life life) {
        return LifeCodec.write(new WireWriter(24).i64(member.value()), life).toBytes();
    }

    void readKnown(WireReader in) throws WireException {
        known.put(SystemCodec.readMember(in), LifeCodec.readLife(in));
    }
}
