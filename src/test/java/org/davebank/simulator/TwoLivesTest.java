package org.davebank.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.base.MemberId;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Folders that are copied, moved and put back: which life goes on, and what becomes of the other. */
class TwoLivesTest {

    private static List<MemberId> members(List<Houses.House> houses) {
        return houses.stream().map(Houses.House::member).toList();
    }

    private static boolean serves(List<Houses.House> houses) {
        return houses.stream().allMatch(Houses.House::runs)
                && houses.stream().anyMatch(Houses.House::leads);
    }

    private static void startAll(List<Houses.House> houses) {
        houses.forEach(Houses.House::start);
    }

    private static void endAll(List<Houses.House> houses) {
        houses.forEach(Houses.House::end);
    }

    /** Networks of one and of three, the original first or the copy first. */
    @TestFactory
    Stream<DynamicTest> theSecondOfTwoNetworksIsRefusedAndTheFirstServesOn() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int nodes : new int[] {1, 3}) {
            for (boolean copyFirst : new boolean[] {false, true}) {
                for (boolean together : new boolean[] {false, true}) {
                    tests.add(
                            DynamicTest.dynamicTest(
                                    nodes
                                            + " nodes, "
                                            + (copyFirst ? "copy" : "original")
                                            + " first, the others "
                                            + (together ? "at once" : "one by one"),
                                    () -> secondIsRefused(nodes, copyFirst, together)));
                }
            }
        }
        return tests.stream();
    }

    private static void secondIsRefused(int nodes, boolean copyFirst, boolean together) {
        Houses houses = new Houses(nodes);
        List<Houses.House> original = houses.original();
        startAll(original);
        houses.run(5);
        assertThat(serves(original)).isTrue();
        List<MemberId> members = members(original);
        endAll(original);
        List<Houses.House> copy = houses.copyOf(original);
        List<Houses.House> first = copyFirst ? copy : original;
        List<Houses.House> second = copyFirst ? original : copy;
        startAll(first);
        houses.run(5);
        assertThat(serves(first)).isTrue();
        for (Houses.House house : second) {
            house.start();
            houses.run(together ? 0 : 5);
        }
        houses.run(8);
        for (int i = 0; i < nodes; i++) {
            String here = copyFirst ? "/net" : "/copy";
            String there = copyFirst ? "/copy" : "/net";
            String name = "/server-" + (i + 1);
            assertThat(second.get(i).whyEnded())
                    .startsWith(
                            here
                                    + name
                                    + " is a copy of "
                                    + there
                                    + name
                                    + ", which runs as server-"
                                    + (i + 1)
                                    + " at "
                                    + first.get(i).address()
                                    + ": stop that network first, or ")
                    .endsWith("up --clone --data " + here);
            assertThat(second.get(i).setAside()).isZero();
        }
        assertThat(serves(first)).isTrue();
        assertThat(members(first)).isEqualTo(members);
        endAll(first);
        startAll(second);
        houses.run(6);
        assertThat(serves(second)).as("neither is harmed").isTrue();
        assertThat(members(second)).isEqualTo(members);
    }

    /** How a folder is put back, and in which life of its node the copy was made. */
    private enum Return {
        A_COPY_OF_THE_LAST_LIFE,
        A_COPY_OF_AN_EARLIER_LIFE,
        A_SNAPSHOT_OF_AN_EARLIER_LIFE
    }

    @TestFactory
    Stream<DynamicTest> aFolderThatWasPutBackBecomesANewMember() {
        return Stream.of(Return.values())
                .map(how -> DynamicTest.dynamicTest(how.name(), () -> putBack(how)));
    }

    private static void putBack(Return how) {
        Houses houses = new Houses(3);
        List<Houses.House> all = houses.original();
        startAll(all);
        houses.run(5);
        Houses.House one = all.get(2);
        MemberId member = one.member();
        Map<String, byte[]> copy = one.copy();
        if (how != Return.A_COPY_OF_THE_LAST_LIFE) {
            one.end();
            one.start();
        }
        houses.run(3);
        one.end();
        boolean snapshot = how == Return.A_SNAPSHOT_OF_AN_EARLIER_LIFE;
        one.putBack(copy, snapshot ? one.identity() : "restored");
        one.start();
        houses.run(6);
        assertThat(one.runs()).as(one.whyEnded()).isTrue();
        assertThat(one.member()).isNotEqualTo(member);
        assertThat(one.setAside()).isEqualTo(1);
        assertThat(one.events)
                .filteredOn(event -> event.kind() == EventKind.FOLDER_SET_ASIDE)
                .singleElement()
                .extracting(Event::text)
                .asString()
                .startsWith("/net/server-3 is an older copy of what it was");
    }

    @Test
    void aNetworkWhoseFoldersWereAllMovedGoesOnAsItself() {
        for (int nodes : new int[] {1, 3}) {
            Houses houses = new Houses(nodes);
            List<Houses.House> all = houses.original();
            startAll(all);
            houses.run(5);
            List<MemberId> members = members(all);
            endAll(all);
            all.forEach(each -> each.putBack(each.copy(), "another disk"));
            startAll(all);
            houses.run(5);
            assertThat(serves(all)).isTrue();
            assertThat(members(all)).isEqualTo(members);
            endAll(all);
            startAll(all);
            houses.run(5);
            assertThat(serves(all)).as("and again").isTrue();
        }
    }

    @Test
    void aNodeThatComesBackElsewhereWithItsOwnFolderIsItself() {
        Houses houses = new Houses(3);
        List<Houses.House> all = houses.original();
        startAll(all);
        houses.run(5);
        Houses.House one = all.get(1);
        MemberId member = one.member();
        one.end();
        Houses.House elsewhere = houses.house("net", 2, 5009);
        elsewhere.putBack(one.copy(), one.identity());
        elsewhere.start();
        houses.run(5);
        assertThat(elsewhere.runs()).as(elsewhere.whyEnded()).isTrue();
        assertThat(elsewhere.member()).isEqualTo(member);
    }

    @Test
    void aSnapshotOfARunningNodeStartedElsewhereIsRefused() {
        Houses houses = new Houses(3);
        List<Houses.House> all = houses.original();
        startAll(all);
        houses.run(5);
        Houses.House copy = houses.house("copy", 2, 6002);
        copy.putBack(all.get(1).copy(), all.get(1).identity());
        copy.start();
        houses.run(5);
        assertThat(copy.whyEnded())
                .contains("/copy/server-2 is a copy of /net/server-2, which runs");
        assertThat(serves(all)).isTrue();
    }
}
