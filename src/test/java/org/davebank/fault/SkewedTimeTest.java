package org.davebank.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.davebank.node.port.Time;
import org.junit.jupiter.api.Test;

class SkewedTimeTest {

    private long nowNs;
    private final SkewedTime fast =
            new SkewedTime(
                    new Time() {
                        @Override
                        public long nowNs() {
                            return nowNs;
                        }

                        @Override
                        public long wallMs() {
                            return nowNs / 1_000_000;
                        }
                    },
                    100);

    @Test
    void aClockThatIsFastByAHundredMillionthsGainsAMillisecondInTenSeconds() {
        nowNs = 10_000_000_000L;
        assertEquals(10_001_000_000L, fast.nowNs());
        assertEquals(10_001, fast.wallMs());
    }

    @Test
    void theWallClockJumpsAndTheMonotonicClockDoesNot() {
        fast.jumpTo(-3_600_000, 0);
        assertEquals(-3_600_000, fast.wallMs());
        assertEquals(0, fast.nowNs());
    }
}
