package org.davebank.base;

/** A spill that counts its uses: what a spill on a disk would cost, whatever the machine. */
public final class CountedSpill implements Spill {

    private final HeapSpill inner = new HeapSpill();
    private long reads;
    private long writes;

    /** The number of reads since the last {@link #reset}. */
    public long reads() {
        return reads;
    }

    /** The number of appends and replacements since the last {@link #reset}. */
    public long writes() {
        return writes;
    }

    public void reset() {
        reads = 0;
        writes = 0;
    }

    @Override
    public long append(byte[] bytes) {
        writes++;
        return inner.append(bytes);
    }

    @Override
    public void read(long position, byte[] into) {
        reads++;
        inner.read(position, into);
    }

    @Override
    public void replace(long position, byte[] bytes) {
        writes++;
        inner.replace(position, bytes);
    }
}
