package org.davebank.simulator.disk;

import org.davebank.base.Spill;

/** A spill that wants almost everything, so that the little data of a run meets it. */
final class HungrySpill implements Spill {

    private final Spill kept;
    private final int hunger;

    /**
     * @param kept where everything lies
     * @param hunger of so many things that usually stay in memory one is to stay; 1 or more
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
