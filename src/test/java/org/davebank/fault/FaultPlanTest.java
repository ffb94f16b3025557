package org.davebank.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final FaultPlan PLAN =
            new FaultPlan(
                    "slow-2",
                    FaultKind.DELAY,
                    List.of(new Address("10.0.0.1", 5001), new Address("::1", 5002)),
                    Direction.IN,
                    0.25,
                    5_000_000,
                    1_000_000,
                    60_000_000_000L);

    private static byte[] encoded() {
        WireWriter out = new WireWriter();
        PLAN.write(out);
        return out.toBytes();
    }

    @Test
    void aPlanSurvivesTheWire() throws WireException {
        WireReader in = new WireReader(encoded());
        assertEquals(PLAN, FaultPlan.read(in));
        in.end();
    }

    @Test
    void everyTruncationIsATypedError() {
        byte[] bytes = encoded();
        for (int length = 0; length < bytes.length; length++) {
            WireReader in = new WireReader(bytes, 0, length);
            assertThrows(WireException.class, () -> FaultPlan.read(in));
        }
    }

    @Test
    void damagedBytesGiveAPlanOrATypedError() {
        RandomSource random = new RandomSource(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = encoded();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextLong();
            try {
                FaultPlan.read(new WireReader(bytes));
            } catch (WireException e) {
                refused++;
            }
        }
        assertEquals(true, refused > 1_000, "refused " + refused);
    }

    @Test
    void limitsAreKept() {
        assertThrows(IllegalArgumentException.class, () -> Plans.isolate("", 1));
        assertThrows(IllegalArgumentException.class, () -> Plans.isolate("f", 0));
        assertThrows(
                IllegalArgumentException.class, () -> Plans.isolate("f", FaultPlan.TTL_NS_MAX + 1));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new FaultPlan(
                                "f",
                                FaultKind.LOSS,
                                List.of(),
                                Direction.BOTH,
                                Double.NaN,
                                0,
                                0,
                                1));
    }
}
