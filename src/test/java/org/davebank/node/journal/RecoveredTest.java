package org.davebank.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.HeapSpill;
import org.davebank.base.MemberId;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerRules;
import org.davebank.node.settings.Formats;
import org.davebank.node.settings.MessageVersions;
import org.davebank.node.wire.NodeRefused;
import org.davebank.raft.Configuration;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.davebank.storage.JournalRecord;
import org.davebank.storage.RecordKind;
import org.junit.jupiter.api.Test;

class RecoveredTest {

    private static final GroupId SHARD = GroupId.ofShard(2);

    /** A folder in which a shard has gone over to the second rules, as a build reads it. */
    private static Recovered read(LedgerRules... known) {
        Formats formats = new Formats(MessageVersions.OURS, List.of(known));
        Recovered recovered = new Recovered(new HeapSpill(), 1 << 20, formats);
        WireWriter founding = new WireWriter();
        Configuration.ofVoters(List.of(new MemberId(7))).write(founding);
        recovered.read(new JournalRecord(RecordKind.GROUP, SHARD.value(), founding.toBytes()));
        WireWriter entry = new WireWriter();
        new Entry(1, 1, EntryKind.RULES, Entry.rulesData(2)).write(entry);
        recovered.read(new JournalRecord(RecordKind.ENTRY, SHARD.value(), entry.toBytes()));
        return recovered;
    }

    @Test
    void aFolderThatGoesByRulesOfANewerBuildIsRefusedByName() {
        assertThatThrownBy(() -> read(LedgerRules.FIRST).finish())
                .isInstanceOf(NodeRefused.class)
                .hasMessage(
                        SHARD
                                + " goes by rules 2 in this folder, and this build knows those up to"
                                + " 1: start the node with the build that it ran last, or with a newer"
                                + " one");
    }

    @Test
    void aBuildThatKnowsTheRulesReadsIt() throws Exception {
        Recovered recovered =
                read(LedgerRules.FIRST, new LedgerRules(2, 1, false, false, false, false));
        recovered.finish();
        assertThat(recovered.groups).containsKey(SHARD);
    }
}
