package org.davebank.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.membership.Village.MS;
import static org.davebank.membership.Village.SECOND;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipTest {

    private static long deaths(Village village) {
        return village.changes.stream().filter(c -> c.state() == MemberState.DEAD).count();
    }

    @Test
    void aFounderHasJoinedAtOnceAndAJoinerOnceSomebodyAnswers() {
        Village village = new Village(1);
        Village.Inhabitant founder = village.add("n1", 1, 1, "n1");
        assertThat(founder.membership.joined()).isTrue();
        Village.Inhabitant joiner = village.add("n2", 2, 1, "n9", "n1");
        assertThat(joiner.membership.joined()).isFalse();
        village.run(SECOND);
        assertThat(joiner.sawJoined).isTrue();
        assertThat(joiner.membership.joined()).isTrue();
        assertThat(founder.sees("n2")).isEqualTo(MemberState.ALIVE);
        assertThat(joiner.sees("n1")).isEqualTo(MemberState.ALIVE);
    }

    @Test
    void aJoinerWaitsForItsSeed() {
        Village village = new Village(2);
        Village.Inhabitant early = village.add("n2", 2, 1, "n1");
        village.run(60 * SECOND);
        assertThat(early.membership.joined()).isFalse();
        assertThat(village.sent).as("it backs off").isLessThan(60);
        village.add("n1", 1, 1);
        village.run(6 * SECOND);
        assertThat(early.sawJoined).isTrue();
    }

    @Test
    void aHundredMembersMeetByOneSeedWithinSeconds() {
        Village village = new Village(3);
        for (int i = 1; i <= 100; i++) {
            village.add("n" + i, i, 1, "n1");
        }
        long tookNs = village.runUntil(() -> village.allAgree(MemberState.ALIVE), 30 * SECOND);
        assertThat(tookNs).isBetween(0L, 4 * SECOND);
        village.run(2 * SECOND);
        assertThat(deaths(village)).isZero();
        assertThat(village.largestBytes).isBetween(900, village.settings.packetBytesMax());
    }

    @Test
    void aChainOfSeedsIsOneNetwork() {
        Village village = new Village(4);
        village.add("n1", 1, 1);
        for (int i = 2; i <= 12; i++) {
            village.add("n" + i, i, 1, "n" + (i - 1));
        }
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 30 * SECOND))
                .isBetween(0L, 10 * SECOND);
    }

    @Test
    void aDeadProcessIsSuspectedWithinASecondAndDeadWithinThree() {
        long suspectNs = 0;
        long suspectWorstNs = 0;
        long deadWorstNs = 0;
        for (int seed = 1; seed <= 20; seed++) {
            Village village = Village.of(6, seed);
            village.kill("n" + (1 + seed % 6));
            String victim = "n" + (1 + seed % 6);
            long startNs = village.nowNs;
            assertThat(village.runUntil(() -> !village.changes.isEmpty(), 5 * SECOND))
                    .isNotNegative();
            long firstNs = village.changes.getFirst().atNs() - startNs;
            assertThat(village.changes.getFirst().state()).isEqualTo(MemberState.SUSPECT);
            suspectNs += firstNs;
            suspectWorstNs = Math.max(suspectWorstNs, firstNs);
            assertThat(village.runUntil(() -> village.allSee(victim, MemberState.DEAD), 9 * SECOND))
                    .isNotNegative();
            deadWorstNs = Math.max(deadWorstNs, village.nowNs - startNs);
            assertThat(village.changes)
                    .as("nobody else is accused")
                    .allMatch(c -> c.about().name().equals(victim));
        }
        assertThat(suspectNs / 20).isLessThan(700 * MS);
        assertThat(suspectWorstNs).isLessThan(1_000 * MS);
        assertThat(deadWorstNs).isLessThan(3_000 * MS);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 12, 30})
    void deathIsNoticedInNetworksOfAnySize(int members) {
        Village village = Village.of(members, members);
        village.kill("n2");
        long tookNs = village.runUntil(() -> village.allSee("n2", MemberState.DEAD), 20 * SECOND);
        assertThat(tookNs).isBetween(SECOND, 7 * SECOND);
        assertThat(deaths(village)).isEqualTo(members - 1L);
    }

    @Test
    void halfOfTheNetworkDyingAtOnceIsNoticed() {
        Village village = Village.of(6, 5);
        List.of("n4", "n5", "n6").forEach(village::kill);
        long tookNs =
                village.runUntil(
                        () ->
                                village.allSee("n4", MemberState.DEAD)
                                        && village.allSee("n5", MemberState.DEAD)
                                        && village.allSee("n6", MemberState.DEAD),
                        30 * SECOND);
        assertThat(tookNs).isBetween(0L, 8 * SECOND);
        assertThat(deaths(village)).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyFifthPacketLostForFiveMinutesKillsNobody(long seed) {
        Village village = Village.of(8, seed);
        village.loss = 0.2;
        village.duplication = 0.05;
        village.run(300 * SECOND);
        assertThat(deaths(village)).isZero();
        assertThat(village.changes)
                .as("the loss was felt at all")
                .anyMatch(c -> c.state() == MemberState.SUSPECT);
        village.loss = 0;
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 10 * SECOND))
                .isNotNegative();
    }

    @Test
    void deathIsNoticedUnderLossToo() {
        Village village = Village.of(6, 11);
        village.loss = 0.2;
        village.kill("n3");
        assertThat(village.runUntil(() -> village.allSee("n3", MemberState.DEAD), 30 * SECOND))
                .isBetween(0L, 8 * SECOND);
    }

    @Test
    void aFalseSuspicionIsRefutedByAHigherIncarnation() {
        Village village = Village.of(6, 12);
        Member victim = village.get("n3").membership.roster.self();
        Rumour slander =
                new Rumour(
                        victim,
                        MemberState.SUSPECT,
                        village.get("n2").membership.roster.self().id(),
                        0);
        village.step(
                "n1",
                new MembershipInput.Received(
                        Village.addressOf("n2"),
                        new MembershipMessage.Gossip(
                                village.get("n2").membership.roster.self().id(),
                                List.of(slander))));
        assertThat(village.get("n1").sees("n3")).isEqualTo(MemberState.SUSPECT);
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 5 * SECOND))
                .isBetween(0L, SECOND);
        assertThat(village.get("n3").membership.roster.self().incarnation())
                .isEqualTo(victim.incarnation() + 1);
        assertThat(village.get("n3").persistedIncarnation).isEqualTo(victim.incarnation() + 1);
        assertThat(village.get("n3").membership.health.score()).isLessThanOrEqualTo(1);
    }

    @Test
    void othersVouchForAMemberWhoseDirectLinkIsBroken() {
        Village village = Village.of(6, 13);
        village.block("n1", "n2"); // n1 cannot reach n2; n2 reaches n1.
        village.run(60 * SECOND);
        assertThat(deaths(village)).isZero();
        assertThat(village.changes).isEmpty();
    }

    @Test
    void aMemberThatHearsButCannotSpeakIsDeclaredDeadByAll() {
        Village village = Village.of(6, 14);
        for (int i = 1; i <= 5; i++) {
            village.block("n6", "n" + i);
        }
        assertThat(village.runUntil(() -> village.allSee("n6", MemberState.DEAD), 20 * SECOND))
                .isNotNegative();
        assertThat(village.changes.stream().filter(c -> !c.by().equals("n6")))
                .as("only the mute one is accused by the others")
                .allMatch(c -> c.about().name().equals("n6"));
        village.blocked.clear();
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 30 * SECOND))
                .isBetween(0L, 15 * SECOND);
    }

    @Test
    void twoHalvesMergeAfterAPartition() {
        Village village = Village.of(7, 15);
        for (int a = 1; a <= 3; a++) {
            for (int b = 4; b <= 7; b++) {
                village.block("n" + a, "n" + b);
                village.block("n" + b, "n" + a);
            }
        }
        village.run(60 * SECOND);
        assertThat(village.get("n1").sees("n7")).isEqualTo(MemberState.DEAD);
        assertThat(village.get("n7").sees("n1")).isEqualTo(MemberState.DEAD);
        assertThat(village.get("n7").sees("n4")).isEqualTo(MemberState.ALIVE);
        village.blocked.clear();
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 30 * SECOND))
                .isBetween(0L, 6 * SECOND);
    }

    @Test
    void halvesMergeByTheirGravesWhenTheSeedIsGone() {
        Village village = Village.of(6, 23);
        village.kill("n1");
        for (int a = 2; a <= 3; a++) {
            for (int b = 4; b <= 6; b++) {
                village.block("n" + a, "n" + b);
                village.block("n" + b, "n" + a);
            }
        }
        village.run(60 * SECOND);
        assertThat(village.get("n2").sees("n6")).isEqualTo(MemberState.DEAD);
        village.blocked.clear();
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 60 * SECOND))
                .isBetween(0L, 12 * SECOND);
    }

    @ParameterizedTest
    @ValueSource(longs = {250, 450, 900, 60_000})
    void aLateTickIsNoEvidenceAgainstOthers(long lateMs) {
        Village village = Village.of(4, 24);
        village.kill("n2");
        village.kill("n3");
        village.kill("n4");
        Village.Inhabitant slow = village.get("n1");
        // From here on n1 alone runs: a probe is under way, nobody answers, and a tick comes late.
        long dueNs = slow.membership.nextDeadlineNs();
        for (int i = 0; i < 2; i++) {
            village.run(dueNs - village.nowNs);
            dueNs = slow.membership.nextDeadlineNs();
        }
        assertThat(village.changes).isEmpty();
        village.pause("n1");
        village.run(dueNs - village.nowNs + lateMs * MS);
        village.resume("n1");
        village.step("n1", new MembershipInput.Tick());
        assertThat(village.changes).isEmpty();
    }

    @Test
    void aSuspicionDoesNotRunOutWhileThisProcessStandsStill() {
        Village village = Village.of(4, 25);
        village.kill("n2");
        village.runUntil(() -> village.get("n1").sees("n2") == MemberState.SUSPECT, 9 * SECOND);
        village.pause("n1");
        village.run(60 * SECOND);
        assertThat(village.get("n3").sees("n2")).isEqualTo(MemberState.DEAD);
        village.get("n1").unread.clear();
        village.resume("n1");
        village.step("n1", new MembershipInput.Tick());
        assertThat(village.get("n1").sees("n2")).isEqualTo(MemberState.SUSPECT);
        village.run(5 * SECOND);
        assertThat(village.get("n1").sees("n2")).isEqualTo(MemberState.DEAD);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aPausedMemberThatResumesAccusesNobodyAndIsBackAtOnce(long seed) {
        Village village = Village.of(6, seed);
        village.run(village.random.between(0, SECOND));
        village.pause("n4");
        assertThat(village.runUntil(() -> village.allSee("n4", MemberState.DEAD), 20 * SECOND))
                .isBetween(0L, 4 * SECOND);
        village.run(village.random.between(0, 30 * SECOND));
        village.changes.clear();
        village.resume("n4");
        assertThat(village.get("n4").membership.health.score()).isPositive();
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 20 * SECOND))
                .isBetween(0L, 1_000 * MS);
        village.run(60 * SECOND);
        assertThat(village.changes.stream().filter(c -> c.by().equals("n4"))).isEmpty();
        assertThat(village.changes).noneMatch(c -> c.state() == MemberState.DEAD);
        assertThat(village.get("n4").membership.health.score()).as("recovers").isZero();
    }

    @Test
    void aStarvedMemberDoesNotAccuse() {
        Village village = Village.of(6, 16);
        for (int i = 0; i < 60; i++) {
            village.pause("n2");
            village.run(700 * MS);
            village.resume("n2");
            village.run(50 * MS);
        }
        assertThat(village.changes.stream().filter(c -> c.by().equals("n2")))
                .noneMatch(c -> c.state() == MemberState.DEAD);
        assertThat(village.changes.stream().filter(c -> !c.about().name().equals("n2"))).isEmpty();
    }

    @Test
    void aRevivedMemberIsAliveAtOnce() {
        Village village = Village.of(6, 17);
        village.kill("n5");
        village.runUntil(() -> village.allSee("n5", MemberState.DEAD), 20 * SECOND);
        village.get("n5").persistedIncarnation =
                village.get("n5").membership.roster.self().incarnation();
        village.revive("n5", "n1", "n2");
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 20 * SECOND))
                .isBetween(0L, 1_000 * MS);
    }

    @Test
    void aRevivedMemberThatForgotItsIncarnationIsToldAndRaisesIt() {
        Village village = Village.of(6, 18);
        village.kill("n5");
        village.runUntil(() -> village.allSee("n5", MemberState.DEAD), 20 * SECOND);
        village.get("n5").persistedIncarnation = -1; // comes back with incarnation 0
        village.revive("n5", "n1");
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 20 * SECOND))
                .isBetween(0L, 1_500 * MS);
        assertThat(village.get("n5").membership.roster.self().incarnation()).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWipedMemberWithItsOldNameSupersedesItsOldLife(boolean oldIsKnownDead) {
        Village village = Village.of(6, 19);
        Member old = village.get("n5").membership.roster.self();
        village.kill("n5");
        if (oldIsKnownDead) {
            village.run(8 * SECOND);
        }
        Village.Inhabitant fresh = village.add("n5", 77, 0, "n1");
        assertThat(
                        village.runUntil(
                                () ->
                                        village.inhabitants.values().stream()
                                                .allMatch(one ->
                                                        supersedes(
                                                                one.membership,
                                                                old,
                                                                fresh.membership.roster.self())),
                                20 * SECOND))
                .isBetween(0L, 2 * SECOND);
        village.run(30 * SECOND);
        assertThat(village.allAgree(MemberState.ALIVE)).isTrue();
        village.run(village.settings.deadRetentionNs() + 10 * SECOND);
        for (Village.Inhabitant one : village.inhabitants.values()) {
            assertThat(one.membership.find(old.id())).as("forgotten by %s", one.name).isNull();
            assertThat(one.membership.members()).hasSize(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"n1", "n5"})
    void aJoinerWithTheNameOfALivingMemberIsRefusedAndNobodyNoticesIt(String seed) {
        for (double loss : new double[] {0, 0.2}) {
            Village village = Village.of(6, 20);
            Member holder = village.get("n5").membership.roster.self();
            village.loss = loss;
            Village.Inhabitant second = village.add("n9", "n5", 2_000, 99, seed);
            assertThat(village.runUntil(() -> second.nameTakenBy != null, 20 * SECOND))
                    .isBetween(0L, 3 * SECOND);
            assertThat(second.nameTakenBy).isEqualTo(holder);
            assertThat(second.sawJoined).isFalse();
            village.loss = 0;
            village.run(10 * SECOND);
            assertThat(village.get("n5").membership.roster.self().id()).isEqualTo(holder.id());
            for (Village.Inhabitant one : village.inhabitants.values()) {
                if (one != second) {
                    assertThat(one.membership.find(second.membership.roster.self().id())).isNull();
                    assertThat(one.sees("n5")).isEqualTo(MemberState.ALIVE);
                }
            }
        }
    }

    @Test
    void aWipedMemberAtAnotherAddressWaitsUntilItsOldLifeIsKnownToBeDead() {
        Village village = Village.of(6, 21);
        Member old = village.get("n5").membership.roster.self();
        village.kill("n5");
        Village.Inhabitant fresh = village.add("n9", "n5", 2_000, 0, "n1");
        assertThat(village.runUntil(() -> fresh.sawJoined, 20 * SECOND))
                .isBetween(SECOND, 5 * SECOND);
        village.run(2 * SECOND);
        for (Village.Inhabitant one : village.inhabitants.values()) {
            if (!one.dead) {
                assertThat(supersedes(one.membership, old, fresh.membership.roster.self()))
                        .isTrue();
            }
        }
    }

    @Test
    void aHolderThatTheOthersReachKeepsItsNameThoughTheJoinerDoesNotReachIt() {
        Village village = Village.of(6, 22);
        village.block("n9", "n5");
        village.block("n5", "n9");
        Village.Inhabitant second = village.add("n9", "n5", 2_000, 0, "n1", "n2", "n3");
        assertThat(village.runUntil(() -> second.nameTakenBy != null, 60 * SECOND))
                .isBetween(10 * SECOND, 12 * SECOND);
        assertThat(second.sawJoined).isFalse();
        village.run(5 * SECOND);
        assertThat(
                        village.get("n1")
                                .membership
                                .find(village.get("n5").membership.roster.self().id()))
                .isNotNull()
                .extracting(MemberStatus::state)
                .isEqualTo(MemberState.ALIVE);
    }

    private static boolean supersedes(Membership view, Member old, Member fresh) {
        MemberStatus oldStatus = view.find(old.id());
        MemberStatus byName = Village.findByName(view, old.name());
        return oldStatus != null
                && oldStatus.state() == MemberState.DEAD
                && byName != null
                && byName.member().id().equals(fresh.id())
                && byName.state() == MemberState.ALIVE;
    }

    @Test
    void aLeaverIsShownAsLeftAndComesBackWhenItRestarts() {
        Village village = Village.of(6, 20);
        village.step("n2", new MembershipInput.Leave());
        village.run(100 * MS);
        village.kill("n2");
        village.run(400 * MS);
        assertThat(village.allSee("n2", MemberState.LEFT)).isTrue();
        village.run(20 * SECOND);
        assertThat(village.allSee("n2", MemberState.LEFT)).isTrue();
        assertThat(village.changes).noneMatch(c -> c.state() == MemberState.SUSPECT);
        village.revive("n2", "n1");
        assertThat(village.runUntil(() -> village.allAgree(MemberState.ALIVE), 9 * SECOND))
                .isBetween(0L, 2 * SECOND);
    }

    @Test
    void aQuietNetworkSendsLittle() {
        Village village = Village.of(6, 22);
        long before = village.sent;
        village.run(60 * SECOND);
        // A probe and its answer every 200 ms, and an exchange every few seconds.
        assertThat((village.sent - before) / 60 / 6).isLessThan(12);
        assertThat(village.changes).isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        TreeSet<Long> traces = new TreeSet<>();
        for (long seed : new long[] {5, 5, 6}) {
            Village village = Village.of(9, seed);
            village.loss = 0.2;
            village.duplication = 0.1;
            village.kill("n3");
            village.run(20 * SECOND);
            traces.add(village.traceHash);
        }
        assertThat(traces).hasSize(2);
    }
}
