package org.davebank.simulator.disk;

import org.davebank.base.Spill;

/** A spill that takes almost everything, so that even the little data of a run goes through it. */
final class HungrySpill implements Spill {

    private final Spill kept;
    private final int hunger;

    /**
     * @param kept the spill that stores everything
     * @param hunger divisor for what usually stays in memory; 1 or more
     */
    HungrySpill(Spill kept, int hunger) {
        this.kept = kept;
        this.hunger = hunger;
    }

    @Override
    public long append(byte[] bytes) {
        return kept.append(bytes);
    }

    @Override
    public void read(long position, byte[] into) {
        kept.read(position, into);
    }

    @Override
    public void replace(long position, byte[] bytes) {
        kept.replace(position, bytes);
    }

    @Override
    public int kept(int usual) {
        return Math.max(1, usual / hunger);
    }
}
