package org.davebank.service.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.Address;
import org.davebank.fault.Direction;
import org.davebank.fault.FaultKind;
import org.davebank.fault.FaultPlan;
import org.davebank.service.ServiceProblem;
import org.davebank.service.faults.NetworkFault.Kind;
import org.davebank.service.faults.NetworkFault.Parameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkFaultTest {

    private static NetworkFault fault(
            String kind,
            @Nullable BigDecimal percent,
            @Nullable Long delayMs,
            @Nullable Long jitterMs,
            @Nullable String peers,
            @Nullable String direction) {
        List<String> names = peers == null ? null : List.of(peers.split(" "));
        return NetworkFault.of(
                Kind.of(kind), new Parameters(percent, delayMs, jitterMs, names, direction));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "isolate   |     |    |    |             |      | W is cut off from all others",
                "partition |     |    |    | A B         |      | W is cut off from A, B",
                "partition |     |    |    | A A         | in   | W hears nothing from A",
                "partition |     |    |    | A           | out  | W is not heard by A",
                "partition |     |    |    | A B C D E F | both | W is cut off from A, B, C, D and 2 more",
                "loss      | 5   |    |    |             |      | 5 % of W's packets are lost",
                "loss      | 0.5 |    |    | A           | in   | 0.5 % of W's packets are lost, incoming only, only with A",
                "loss      | 100 |    |    |             | out  | 100 % of W's packets are lost, outgoing only",
                "delay     |     | 50 |    |             |      | W's packets are late by 50 ms",
                "delay     |     | 50 | 20 |             |      | W's packets are late by 50 to 70 ms",
                "duplicate | 10  |    |    |             |      | 10 % of W's packets arrive twice",
                "duplicate | 10  | 0  | 5  |             |      | 10 % of W's packets arrive twice, the copy late by 0 to 5 ms",
                "reorder   | 20  |    |    |             |      | 20 % of W's packets are held back by 20 ms",
            })
    void whatIsMeantIsSaidInWords(
            String kind,
            @Nullable BigDecimal percent,
            @Nullable Long delayMs,
            @Nullable Long jitterMs,
            @Nullable String peers,
            @Nullable String direction,
            String text) {
        assertThat(fault(kind, percent, delayMs, jitterMs, peers, direction).text("W"))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quake     |         |       |       |   |    | kind must be isolate, partition, loss, delay, duplicate, reorder or clock",
                "LOSS      | 5       |       |       |   |    | kind must be isolate",
                "isolate   | 5       |       |       |   |    | isolate takes no parameters",
                "isolate   |         |       |       | A |    | isolate takes no parameters",
                "partition |         |       |       |   |    | partition needs peers",
                "partition | 5       |       |       | A |    | partition takes no percent; it takes peers, direction",
                "partition |         |       |       | A | up | direction must be in, out or both",
                "loss      |         |       |       |   |    | loss needs percent, a number above 0 and at most 100",
                "loss      | 0       |       |       |   |    | loss needs percent",
                "loss      | -1      |       |       |   |    | loss needs percent",
                "loss      | 100.1   |       |       |   |    | loss needs percent",
                "loss      | 1.00001 |       |       |   |    | loss needs percent",
                "loss      | 5       | 10    |       |   |    | loss takes no delay_ms; it takes percent, peers, direction",
                "delay     |         |       |       |   |    | delay needs delay_ms, a whole number from 1 to 60000",
                "delay     |         | 0     |       |   |    | delay_ms must be a whole number from 1 to 60000",
                "delay     |         | 60001 |       |   |    | delay_ms must be a whole number from 1 to 60000",
                "delay     |         | 50    | 60001 |   |    | jitter_ms must be a whole number from 0 to 60000",
                "delay     |         | 50    | -1    |   |    | jitter_ms must be a whole number from 0 to 60000",
                "delay     | 5       | 50    |       |   |    | delay takes no percent",
                "reorder   | 5       | 0     |       |   |    | delay_ms must be a whole number from 1 to 60000",
                "duplicate |         | 5     |       |   |    | duplicate needs percent",
            })
    void whatMeansNothingIsRefusedWithWhatIsAllowed(
            String kind,
            @Nullable BigDecimal percent,
            @Nullable Long delayMs,
            @Nullable Long jitterMs,
            @Nullable String peers,
            @Nullable String direction,
            String problem) {
        assertThatThrownBy(() -> fault(kind, percent, delayMs, jitterMs, peers, direction))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST))
                .hasMessageStartingWith(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "isolate   |      |    |   |     |     | {}",
                "partition |      |    |   | A B | in  | {peers=[A, B], direction=in}",
                "loss      | 10.0 |    |   |     |     | {percent=10, direction=both}",
                "delay     |      | 50 | 2 | A   | out | {delay_ms=50, jitter_ms=2, peers=[A], direction=out}",
            })
    void theListOfFaultsSaysWhatAFaultWasTold(
            String kind,
            @Nullable BigDecimal percent,
            @Nullable Long delayMs,
            @Nullable Long jitterMs,
            @Nullable String peers,
            @Nullable String direction,
            String parameters) {
        List<String> listed = fault(kind, percent, delayMs, jitterMs, peers, direction).listed();
        assertThat(NetworkFault.parameters(listed)).hasToString(parameters);
    }

    @Test
    void tooManyPeersOrNoneAreRefused() {
        for (List<String> peers :
                List.of(
                        List.<String>of(),
                        List.of(""),
                        java.util.stream.IntStream.range(0, NetworkFault.PEERS_MAX + 1)
                                .mapToObj(i -> "W" + i)
                                .toList())) {
            assertThatThrownBy(() ->
                            NetworkFault.of(
                                    Kind.PARTITION, new Parameters(null, null, null, peers, null)))
                    .isInstanceOf(ServiceProblem.class)
                    .hasMessageContaining("peers");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindHasThePlanOfItsName(Kind kind) {
        boolean chance = kind == Kind.LOSS || kind == Kind.DUPLICATE || kind == Kind.REORDER;
        Parameters parameters =
                new Parameters(
                        chance ? new BigDecimal("2.5") : null,
                        kind == Kind.DELAY ? 50L : null,
                        kind == Kind.DELAY ? 20L : null,
                        kind == Kind.PARTITION ? List.of("A") : null,
                        kind == Kind.PARTITION ? "out" : null,
                        kind == Kind.CLOCK ? -3_600_000L : null,
                        kind == Kind.CLOCK ? 500L : null);
        List<Address> peers = List.of(new Address("10.0.0.1", 5001));
        FaultPlan plan = NetworkFault.of(kind, parameters).plan("f", peers, 7);
        assertThat(plan.kind()).isEqualTo(FaultKind.valueOf(kind.name()));
        assertThat(plan.peers()).isEqualTo(peers);
        assertThat(plan.probability()).isEqualTo(chance ? 0.025 : 1);
        assertThat(plan.ttlNs()).isEqualTo(7);
        assertThat(plan.jumpMs()).isEqualTo(kind == Kind.CLOCK ? -3_600_000L : 0);
        assertThat(plan.driftPpm()).isEqualTo(kind == Kind.CLOCK ? 500L : 0);
        assertThat(plan.direction())
                .isEqualTo(kind == Kind.PARTITION ? Direction.OUT : Direction.BOTH);
        assertThat(plan.delayNs())
                .isEqualTo(
                        switch (kind) {
                            case DELAY -> 50_000_000L;
                            case REORDER -> 20_000_000L;
                            default -> 0L;
                        });
        assertThat(plan.jitterNs()).isEqualTo(kind == Kind.DELAY ? 20_000_000L : 0);
    }
}
