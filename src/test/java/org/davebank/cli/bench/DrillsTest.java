package org.davebank.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.bot.DaveBot;
import org.davebank.cli.bank.BotCommand;
import org.davebank.cli.drill.Drilled;
import org.davebank.client.Bodies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code bench}, {@code failover} and {@code bot} decide without a network. */
class DrillsTest {

    private static final String WHOLE =
            """
            {"supernode":"S1","system_quorum":true,
             "nodes":[
               {"name":"S1","state":"alive","pid":11,"replicas":[
                 {"shard":null,"term":3},{"shard":0,"term":4}]},
               {"name":"W1","state":"alive","pid":12,"replicas":[
                 {"shard":0,"term":4},{"shard":1,"term":2}]}],
             "shards":[
               {"shard":0,"leader":"S1","quorum":true,"term":4,"replicas":["S1","W1"]},
               {"shard":1,"leader":"W1","quorum":true,"term":2,"replicas":["W1"]}]}
            """;

    private static ClusterAnswer cluster(String json) {
        return Bodies.read(json, ClusterAnswer.class);
    }

    @ParameterizedTest
    @CsvSource({"0, S1", "1, S1", "2, W1", "3, S1", "4, S1"})
    void shardLeadersAndTheSupernodeAreKilledInTurn(int number, String victim) {
        assertThat(FailoverCommand.victim(cluster(WHOLE), number)).isEqualTo(victim);
    }

    @Test
    void whatAVictimLedIsNamed() {
        assertThat(Drilled.led(cluster(WHOLE), "S1")).isEqualTo("system, shard 0");
        assertThat(Drilled.led(cluster(WHOLE), "W1")).isEqualTo("shard 1");
    }

    @Test
    void aWholeNetworkLacksNothing() {
        assertThat(Drilled.lack(cluster(WHOLE), null, 0)).isEmpty();
        assertThat(Drilled.lack(cluster(WHOLE), "W1", 7)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"system_quorum\":true | \"system_quorum\":false | there is no supernode",
                "\"leader\":\"W1\" | \"leader\":null | shard 1 has no quorum",
                "\"shard\":1,\"term\":2} | \"shard\":1,\"term\":1} | shard 1 has no replica on W1",
                "\"name\":\"W1\",\"state\":\"alive\" | \"name\":\"W1\",\"state\":\"dead\""
                        + " | shard 0 has no replica on W1",
                "\"pid\":12 | \"pid\":7 | W1 is not back yet"
            })
    void whatIsMissingAfterAKillIsWaitedFor(String was, String is, String lack) {
        String broken = WHOLE.replace(was, is);
        assertThat(broken).isNotEqualTo(WHOLE);
        assertThat(Drilled.lack(cluster(broken), "W1", 7)).isEqualTo(lack);
    }

    @Test
    void aGapOfThreeSecondsIsStillGood() {
        assertThat(new FailoverCommand.Row(1, "S1", "", 3_000, 0, 0).isGood()).isTrue();
        assertThat(new FailoverCommand.Row(1, "S1", "", 3_001, 0, 0).isGood()).isFalse();
        assertThat(new FailoverCommand.Row(1, "S1", "", -1, 0, 0).isGood()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"3000, 3000, true", "3001, 0, false", "-1, 0, false", "900, 3001, false"})
    void aKillInMidTransferIsGoodWhenWritesAndDecisionsFollowWithinThreeSeconds(
            long gapMs, long decidedMs, boolean good) {
        Drilled.Kill kill = new Drilled.Kill("W1", "shard 1", List.of(1), 12, 0, 0);
        assertThat(new TransferDrill.Row(1, kill, gapMs, 700, decidedMs, Map.of()).isGood())
                .isEqualTo(good);
    }

    @Test
    void percentilesAreOfTheNearestRank() {
        Percentiles values = new Percentiles();
        assertThat(values.at(50)).isZero();
        for (long value = 2_000; value >= 1; value--) {
            values.add(value);
        }
        assertThat(values.at(50)).isEqualTo(1_000);
        assertThat(values.at(99)).isEqualTo(1_980);
        assertThat(values.at(100)).isEqualTo(2_000);
        assertThat(values.at(0.01)).isEqualTo(1);
    }

    @Test
    void aLevelIsOneLineOfElevenFieldsForThePeers() {
        BenchFigures figures =
                new BenchFigures("udp", new BenchLevel(64, 1), 80_000.4, 0.5, 1.25, 9.876, 6, 3);
        assertThat(figures.line())
                .isEqualTo("R\tdavebank\tudp\t64\t1\t80000\t0.500\t1.250\t9.88\t6.00\t3");
    }

    @Test
    void theBotTellsWhatHappensMeanwhile() {
        DaveBot.Counts before = new DaveBot.Counts(3, 10, 0, 0, 0, 5);
        DaveBot.Counts now = new DaveBot.Counts(3, 1_048, 2, 0, 0, 1_234);
        assertThat(BotCommand.line(before, now, 2))
                .isEqualTo(
                        "1,048 posted, 2 rejected, 0 not done, 0 unknown; 520 a second,"
                                + " slowest 1,234 ms");
    }
}
