package org.davebank.base;

/** A spill of which any byte that is read can be made to come back with a flipped bit. */
public final class RottenSpill implements Spill {

    private final HeapSpill inner = new HeapSpill();
    private final RandomSource random;
    private boolean rotten;

    public RottenSpill(long seed) {
        this.random = new RandomSource(seed);
    }

    /** From now on every read has one flipped bit. */
    public void rot() {
        rotten = true;
    }

    @Override
    public long append(byte[] bytes) {
        return inner.append(bytes);
    }

    @Override
    public void read(long position, byte[] into) {
        inner.read(position, into);
        if (rotten) {
            into[random.nextInt(into.length)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    @Override
    public void replace(long position, byte[] bytes) {
        inner.replace(position, bytes);
    }
}
