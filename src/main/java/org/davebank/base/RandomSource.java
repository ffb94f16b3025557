package org.davebank.base;

/**
 * Seeded, forkable randomness, so that one seed determines a whole run.
 *
 * <p>The generator is SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014). It is not cryptographic: keys come from {@code SecureRandom} at the edge.
 * Not thread-safe.
 */
public final class RandomSource {

    private long state;

    public RandomSource(long seed) {
        this.state = seed;
    }

    /** A new source whose numbers are independent of this one's later numbers. */
    public RandomSource fork() {
        return new RandomSource(nextLong());
    }

    public long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        return mix64(state);
    }

    /** Uniform in [0, bound). {@code bound} must be positive. */
    public int nextInt(int bound) {
        Invariant.check(bound > 0, "bound is positive");
        return (int) Math.floorMod(nextLong(), (long) bound);
    }

    /** Uniform in [low, high]. */
    public long between(long low, long high) {
        Invariant.check(low <= high, "low <= high", low, high);
        return low + Math.floorMod(nextLong(), high - low + 1);
    }

    /** True with the given probability, 0 to 1. */
    public boolean chance(double probability) {
        return (nextLong() >>> 11) * 0x1.0p-53 < probability;
    }

    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) nextLong();
        }
    }

    /** The finalizer of SplitMix64: a good 64-bit mix for hashing as well. */
    public static long mix64(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
