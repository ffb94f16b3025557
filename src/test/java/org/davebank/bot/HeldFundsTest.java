package org.davebank.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeldFundsTest {

    private static final String RUN = "bot-h-";
    private static final String ANN = "00000001";

    private final Entry hold = entry("h", Kind.HOLD, 10_00, RUN + 1, null, 5_000);
    private final HeldFunds held =
            new HeldFunds(RUN, Map.of(RUN + 9, Order.capture(RUN + 9, hold, 2_00, true)));

    private static Entry entry(
            String id,
            Kind kind,
            long amountMinor,
            @Nullable String key,
            @Nullable String of,
            long expiresMs) {
        return new Entry(
                id,
                key,
                null,
                kind,
                ANN,
                null,
                amountMinor,
                true,
                null,
                0,
                0,
                0,
                1,
                1,
                null,
                of,
                expiresMs);
    }

    private static Entry step(Kind kind, long amountMinor, @Nullable String key) {
        return entry("s", kind, amountMinor, key, "h", 0);
    }

    @Test
    void partsAreTakenUntilNothingIsLeft() {
        assertThat(held.take(hold, true)).isNull();
        assertThat(held.take(step(Kind.CAPTURE, 4_00, RUN + 2), true)).isNull();
        assertThat(held.leastMinor()).isEqualTo(6_00);
        assertThat(held.take(step(Kind.RELEASE, 6_00, RUN + 3), true)).isNull();
        assertThat(held.leastMinor()).isZero();
        assertThat(held.take(step(Kind.CAPTURE, 1, RUN + 4), true)).contains("than it held");
    }

    @Test
    void theLastCaptureFreesTheRestAndNothingIsTakenAfterIt() {
        held.take(hold, true);
        assertThat(held.take(step(Kind.CAPTURE, 2_00, RUN + 9), true)).isNull();
        assertThat(held.leastMinor()).isZero();
        assertThat(held.take(step(Kind.CAPTURE, 1_00, RUN + 2), true)).contains("had ended");
    }

    @Test
    void aCaptureToAnotherShardMayBeDecidedAfterTheEnd() {
        held.take(hold, true);
        held.take(step(Kind.RELEASE, 7_00, null), true);
        assertThat(held.leastMinor()).isZero();
        assertThat(held.mostMinor()).isEqualTo(3_00);
        assertThat(held.take(step(Kind.CAPTURE, 3_00, RUN + 2), false)).isNull();
        assertThat(held.mostMinor()).isZero();
    }

    @Test
    void aHoldIsOverdueUntilTheBankHasEndedIt() {
        held.take(hold, true);
        assertThat(held.overdue(5_000)).isNull();
        assertThat(held.overdue(5_001)).isEqualTo(hold);
        held.take(step(Kind.RELEASE, 10_00, null), true);
        assertThat(held.overdue(5_001)).isNull();
    }
}
