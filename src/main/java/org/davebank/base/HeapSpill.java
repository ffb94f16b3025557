package org.davebank.base;

import java.util.TreeMap;

/** A spill in memory, for simulated nodes and tests. */
public final class HeapSpill implements Spill {

    private final TreeMap<Long, byte[]> kept = new TreeMap<>();
    private long end;

    @Override
    public long append(byte[] bytes) {
        long position = end;
        kept.put(position, bytes.clone());
        end += bytes.length;
        return position;
    }

    @Override
    public void read(long position, byte[] into) {
        System.arraycopy(at(position, into.length), 0, into, 0, into.length);
    }

    @Override
    public void replace(long position, byte[] bytes) {
        System.arraycopy(bytes, 0, at(position, bytes.length), 0, bytes.length);
    }

    /** Flips a bit of each stored block, like a failing disk; for tests. */
    public void rot(RandomSource random) {
        kept.values()
                .forEach(bytes -> {
                    if (bytes.length > 0) {
                        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                });
    }

    private byte[] at(long position, int length) {
        byte[] bytes = kept.get(position);
        if (bytes == null || bytes.length != length) {
            throw new Invariant.Broken("no block of " + length + " bytes is at " + position);
        }
        return bytes;
    }
}
