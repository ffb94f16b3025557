package org.davebank.simulator.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.davebank.raft.Role;
import org.davebank.simulator.check.ConsensusChecker.Standing;
import org.davebank.simulator.check.ConsensusChecker.Track;
import org.junit.jupiter.api.Test;

/** Each rule is shown a history that breaks it, and one that nearly does. */
class ConsensusCheckerTest {

    private static final GroupId GROUP = GroupId.ofShard(0);

    private final List<Entry> committed = new ArrayList<>();
    private final ConsensusChecker checker =
            new ConsensusChecker((group, entry) -> committed.add(entry));
    private final Track ann = new Track(GROUP, "ann");
    private final Track bob = new Track(GROUP, "bob");

    /** A log of one-byte entries: "1a 1b 2c" has terms 1, 1, 2. */
    private static List<Entry> log(String text) {
        List<Entry> log = new ArrayList<>();
        for (String each : text.isEmpty() ? new String[0] : text.split(" ")) {
            byte[] data = {(byte) each.charAt(1)};
            long term = each.charAt(0) - '0';
            log.add(new Entry(log.size() + 1, term, EntryKind.COMMAND, data));
        }
        return log;
    }

    private void show(Track track, Role role, long term, String text, long commit) {
        show(track, role, term, text, commit, 0, 0);
    }

    private void show(
            Track track, Role role, long term, String text, long commit, long applied, long hash) {
        List<Entry> log = log(text);
        long lastTerm = log.isEmpty() ? 0 : log.getLast().term();
        checker.observe(
                track,
                new Standing(role, term, commit, log.size(), lastTerm, applied),
                index -> log.get((int) index - 1),
                hash);
    }

    private void breaks(String rule, Runnable step) {
        Violation violation = assertThrows(Violation.class, step::run);
        assertTrue(violation.getMessage().startsWith(rule), violation.getMessage());
    }

    @Test
    void aTermHasOneLeader() {
        show(ann, Role.LEADER, 3, "", 0);
        show(ann, Role.FOLLOWER, 3, "", 0);
        show(bob, Role.LEADER, 4, "", 0);
        show(new Track(GroupId.SYSTEM, "bob"), Role.LEADER, 3, "", 0);
        show(new Track(GROUP, "ann"), Role.LEADER, 3, "", 0);
        breaks("C1", () -> show(new Track(GROUP, "bob"), Role.LEADER, 3, "", 0));
    }

    @Test
    void equalIndexAndTermMeanEqualEntries() {
        show(ann, Role.FOLLOWER, 1, "1a 1b", 0);
        show(bob, Role.FOLLOWER, 1, "1a", 0);
        breaks("C2", () -> show(bob, Role.FOLLOWER, 1, "1a 1x", 0));
    }

    @Test
    void equalIndexAndTermMeanEqualLogsBefore() {
        show(ann, Role.FOLLOWER, 2, "1a 1b 2c", 0);
        breaks("C2", () -> show(bob, Role.FOLLOWER, 2, "1a 1x 2c", 0));
    }

    @Test
    void aLeaderOnlyAppends() {
        show(ann, Role.LEADER, 2, "1a 1b", 0);
        show(ann, Role.LEADER, 2, "1a 1b 2c", 0);
        breaks("C3", () -> show(ann, Role.LEADER, 2, "1a 2d", 0));
    }

    @Test
    void aFollowersUncommittedEntriesMayBeReplaced() {
        show(ann, Role.FOLLOWER, 1, "1a 1b 1c", 1);
        show(ann, Role.FOLLOWER, 2, "1a 2d", 1);
        assertEquals(1, committed.size());
    }

    @Test
    void theCommitIndexNeverFalls() {
        show(ann, Role.FOLLOWER, 1, "1a 1b", 2);
        breaks("C4", () -> show(ann, Role.FOLLOWER, 1, "1a 1b", 1));
    }

    @Test
    void committedEntriesAreNotCutOff() {
        show(ann, Role.FOLLOWER, 1, "1a 1b", 2);
        breaks("C5", () -> show(ann, Role.FOLLOWER, 2, "1a 2c", 2));
    }

    @Test
    void whatIsCommittedIsCommittedForAll() {
        show(ann, Role.FOLLOWER, 1, "1a 1b", 2);
        show(bob, Role.FOLLOWER, 2, "1a 2c", 1);
        breaks("C5", () -> show(bob, Role.FOLLOWER, 2, "1a 2c", 2));
    }

    @Test
    void whatWasCommittedIsStillCommittedAfterARestart() {
        show(ann, Role.FOLLOWER, 1, "1a 1b", 2);
        Track again = new Track(GROUP, "ann");
        show(again, Role.FOLLOWER, 2, "1a 2c", 0);
        breaks("C5", () -> show(again, Role.FOLLOWER, 2, "1a 2c", 2));
    }

    @Test
    void aLeaderCountsOnlyEntriesOfItsOwnTerm() {
        show(ann, Role.LEADER, 2, "1a 1b", 0);
        show(ann, Role.LEADER, 2, "1a 1b 2c", 0);
        breaks("C6", () -> show(ann, Role.LEADER, 2, "1a 1b 2c", 2));
    }

    @Test
    void anOwnEntryCommitsTheOlderOnesBeforeIt() {
        show(ann, Role.LEADER, 2, "1a 1b 2c", 0);
        show(ann, Role.LEADER, 2, "1a 1b 2c", 3);
        assertEquals(log("1a 1b 2c"), committed);
        assertEquals(3, checker.committedCount(GROUP));
    }

    @Test
    void onlyCommittedEntriesAreApplied() {
        show(ann, Role.FOLLOWER, 1, "1a 1b", 2, 2, 77);
        breaks("C7", () -> show(ann, Role.FOLLOWER, 1, "1a 1b 1c", 2, 3, 78));
    }

    @Test
    void aTermNeverFalls() {
        show(ann, Role.FOLLOWER, 5, "", 0);
        breaks("C7", () -> show(ann, Role.FOLLOWER, 4, "", 0));
    }

    @Test
    void replicasAgreeInStateAtEqualIndex() {
        show(ann, Role.FOLLOWER, 1, "1a 1b", 2, 1, 77);
        show(ann, Role.FOLLOWER, 1, "1a 1b", 2, 2, 88);
        show(bob, Role.FOLLOWER, 1, "1a 1b", 2, 1, 77);
        breaks("C8", () -> show(bob, Role.FOLLOWER, 1, "1a 1b", 2, 2, 89));
    }
}
