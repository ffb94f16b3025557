package org.davebank.transport.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.davebank.base.RandomSource;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

    @Test
    void agreesWithASetOfAllNumbersSeen() {
        RandomSource random = new RandomSource(3);
        int size = 2048;
        SlidingWindow window = new SlidingWindow(size);
        TreeSet<Long> seen = new TreeSet<>();
        long base = 0;
        int old = 0;
        for (int i = 0; i < 100_000; i++) {
            base += random.chance(0.001) ? random.nextInt(3 * size) : random.nextInt(3);
            long number = Math.max(0, base - random.nextInt(size + 200));
            boolean tooOld = !seen.isEmpty() && seen.last() - number >= size;
            old += tooOld ? 1 : 0;
            boolean fresh = !tooOld && !seen.contains(number);
            assertThat(window.isFresh(number)).isEqualTo(fresh);
            if (fresh) {
                window.mark(number);
                seen.add(number);
                seen.headSet(seen.last() - 2 * size).clear();
            }
        }
        assertThat(old).as("cases below the window").isGreaterThan(1000);
        assertThat(window.isFresh(-1)).isFalse();
    }
}
