package org.davebank.transport;

import java.util.LinkedHashMap;
import java.util.Map;
import org.davebank.base.Address;
import org.davebank.transport.packet.PacketCodec;

/**
 * Addresses that sent packets for unknown sessions, most likely peers that do not know yet that
 * this process has restarted. A HELLO to such an address may not exceed the bytes received from it,
 * so that forged sources cannot amplify traffic.
 */
final class Strangers {

    private static final int STRANGERS_MAX = 64;

    private final Map<Address, int[]> creditBytes = new LinkedHashMap<>();

    /** Counts a packet; true if the address has sent enough bytes for a HELLO. */
    boolean onPacket(Address from, int bytes) {
        int[] credit = creditBytes.get(from);
        if (credit == null) {
            if (creditBytes.size() >= STRANGERS_MAX) {
                creditBytes.remove(creditBytes.keySet().iterator().next());
            }
            credit = new int[1];
            creditBytes.put(from, credit);
        }
        credit[0] = Math.min(4 * PacketCodec.HELLO_BYTES, credit[0] + bytes);
        return credit[0] >= PacketCodec.HELLO_BYTES;
    }

    /** Subtracts a HELLO that is sent to the address. */
    void spend(Address to) {
        int[] credit = creditBytes.get(to);
        if (credit != null) {
            credit[0] -= PacketCodec.HELLO_BYTES;
        }
    }
}
