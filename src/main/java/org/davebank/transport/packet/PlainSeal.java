package org.davebank.transport.packet;

import java.util.zip.CRC32C;
import org.davebank.base.RandomSource;

/**
 * The simulator's seal: the body in plain text, and a checksum over salt, counter, header and body
 * instead of a tag. Not thread-safe.
 */
public final class PlainSeal implements Seal {

    private final long salt;
    private final CRC32C sum = new CRC32C();

    public PlainSeal(long salt) {
        this.salt = salt;
    }

    private long check(long counter, byte[] packet, int offset, int length) {
        sum.reset();
        sum.update(packet, offset, length);
        return RandomSource.mix64(sum.getValue() ^ RandomSource.mix64(salt + counter));
    }

    @Override
    public int seal(long counter, byte[] plain, int plainLength, byte[] packet, int headerLength) {
        System.arraycopy(plain, 0, packet, headerLength, plainLength);
        int end = headerLength + plainLength;
        long check = check(counter, packet, 0, end);
        PacketCodec.putLong(packet, end, check);
        PacketCodec.putLong(packet, end + 8, ~check);
        return end + TAG_BYTES;
    }

    @Override
    public int open(
            long counter, byte[] packet, int offset, int headerLength, int length, byte[] plain) {
        int plainLength = length - headerLength - TAG_BYTES;
        if (plainLength < 0 || plainLength > plain.length) {
            return -1;
        }
        int end = offset + length - TAG_BYTES;
        long check = check(counter, packet, offset, headerLength + plainLength);
        if (PacketCodec.getLong(packet, end) != check
                || PacketCodec.getLong(packet, end + 8) != ~check) {
            return -1;
        }
        System.arraycopy(packet, offset + headerLength, plain, 0, plainLength);
        return plainLength;
    }
}
