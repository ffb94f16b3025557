package org.davebank.node.journal;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.node.wire.Life;

/** All lives of this member, from its journal; the last is the current one. */
public final class LifeChain {

    private final List<Long> nonces = new ArrayList<>();

    /** @return the new current life */
    public Life add(long nonce) {
        nonces.add(nonce);
        return newest();
    }

    public boolean isEmpty() {
        return nonces.isEmpty();
    }

    public Life newest() {
        Invariant.check(!nonces.isEmpty(), "a life has begun");
        return new Life(nonces.size(), nonces.getLast());
    }

    public boolean contains(Life life) {
        return life.number() >= 1
                && life.number() <= nonces.size()
                && nonces.get((int) life.number() - 1) == life.nonce();
    }

    /** Up to {@code most} lives before the current one, newest first. */
    public List<Life> ancestors(int most) {
        List<Life> found = new ArrayList<>();
        for (int number = nonces.size() - 1; number >= 1 && found.size() < most; number--) {
            found.add(new Life(number, nonces.get(number - 1)));
        }
        return found;
    }
}
