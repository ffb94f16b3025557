package org.davebank.simulator.demand;

import org.davebank.base.RandomSource;

/** Draws value dates that take effect during a run, or lie at the limit of what is accepted. */
public final class ValueDates {

    /** A value date so near that it takes effect during the run or soon after. */
    private static final int SOON_MS_MAX = 20_000;

    /** The furthest value date that is accepted, plus or minus {@link #SOON_MS_MAX}. */
    private static final long FAR_MS = 2_678_400_000L;

    private ValueDates() {}

    /** The value date that was drawn (0 for none) or, now and then, another one. */
    public static long instead(long drawnMs, long nowMs, RandomSource random) {
        if (drawnMs == 0) {
            return random.chance(0.1) ? nowMs + random.between(0, SOON_MS_MAX) : 0;
        }
        return random.chance(0.1)
                ? nowMs + FAR_MS + random.between(-SOON_MS_MAX, SOON_MS_MAX)
                : drawnMs;
    }
}
