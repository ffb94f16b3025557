package org.davebank.node.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.job.ImportJob;
import org.davebank.node.journal.Genesis;
import org.davebank.node.journal.Recovered;
import org.davebank.node.replica.SystemMachine;
import org.davebank.node.wire.NodeRefused;
import org.davebank.raft.Configuration;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.davebank.raft.HardState;
import org.davebank.raft.LogPosition;
import org.davebank.storage.JournalRecord;
import org.davebank.storage.RecordKind;
import org.junit.jupiter.api.Test;

class CloneRecordsTest {

    private static final MemberId ANNA = new MemberId(0x1111_2222_3333_4441L);
    private static final MemberId BERT = new MemberId(0x1111_2222_3333_4442L);
    private static final long NETWORK = 0x5555_6666_7777_0001L;
    private static final String SHA256 = "ab".repeat(32);
    private static final CloneIds IDS = new CloneIds(0x0123_4567_89ab_cdefL, 42);

    private final CloneRecords names = new CloneRecords(IDS);

    private JournalRecord renamed(RecordKind kind, int group, byte[] payload) throws Exception {
        JournalRecord renamed = names.rename(new JournalRecord(kind, group, payload));
        assertThat(renamed).isNotNull();
        assertThat(renamed.kind()).isEqualTo(kind);
        assertThat(renamed.group()).isEqualTo(group);
        assertNoOldId(renamed.payload());
        return renamed;
    }

    private static void assertNoOldId(byte[] payload) {
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        for (int i = 0; i + 8 <= payload.length; i++) {
            assertThat(bytes.getLong(i)).isNotIn(ANNA.value(), BERT.value(), NETWORK);
        }
    }

    private static byte[] entry(Entry entry) {
        WireWriter out = new WireWriter();
        entry.write(out);
        return out.toBytes();
    }

    private static byte[] configuration(Configuration configuration) {
        WireWriter out = new WireWriter();
        configuration.write(out);
        return out.toBytes();
    }

    @Test
    void membersGetOtherIdsAndNoTwoTheSame() {
        TreeMap<MemberId, Long> seen = new TreeMap<>();
        for (long old = -5_000; old <= 5_000; old++) {
            if (old != 0) {
                MemberId renamed = IDS.of(new MemberId(old));
                assertThat(renamed.value()).isNotEqualTo(old);
                assertThat(seen.put(renamed, old)).isNull();
            }
        }
        // With this secret the member 42 would become zero.
        assertThat(seen.get(IDS.of(new MemberId(42)))).isEqualTo(42);
        assertThat(new CloneIds(1, 43).of(ANNA)).isNotEqualTo(IDS.of(ANNA));
    }

    @Test
    void whoANodeIsAndWhatFoundedItAreRenamed() throws Exception {
        WireReader identity =
                new WireReader(
                        renamed(RecordKind.IDENTITY, 0, Recovered.writeIdentity(ANNA, "Anna"))
                                .payload());
        assertThat(identity.i64()).isEqualTo(IDS.of(ANNA).value());
        assertThat(identity.text(64)).isEqualTo("Anna");
        Genesis genesis =
                new Genesis(
                        NETWORK,
                        4,
                        3,
                        "GBP",
                        2,
                        List.of(new Genesis.Voter(ANNA, "Anna"), new Genesis.Voter(BERT, "Bert")));
        byte[] founded = renamed(RecordKind.FOUNDED, 0, Recovered.writeGenesis(genesis)).payload();
        assertThat(Recovered.readGenesis(new WireReader(founded)))
                .isEqualTo(
                        new Genesis(
                                IDS.networkId(),
                                4,
                                3,
                                "GBP",
                                2,
                                List.of(
                                        new Genesis.Voter(IDS.of(ANNA), "Anna"),
                                        new Genesis.Voter(IDS.of(BERT), "Bert"))));
    }

    @Test
    void votesAndConfigurationsAreRenamedAndTermsStay() throws Exception {
        byte[] hard = Recovered.writeHardState(new HardState(7, BERT));
        byte[] after = renamed(RecordKind.HARD_STATE, 3, hard).payload();
        assertThat(Recovered.readHardState(new WireReader(after)))
                .isEqualTo(new HardState(7, IDS.of(BERT)));

        byte[] none = Recovered.writeHardState(HardState.NONE);
        assertThat(renamed(RecordKind.HARD_STATE, 3, none).payload()).isEqualTo(none);

        Configuration old = new Configuration(List.of(ANNA), List.of(BERT));
        Configuration other = new Configuration(List.of(IDS.of(ANNA)), List.of(IDS.of(BERT)));
        byte[] group = renamed(RecordKind.GROUP, 3, configuration(old)).payload();
        assertThat(group).isEqualTo(configuration(other));

        byte[] changed = entry(new Entry(9, 8, EntryKind.CONFIGURATION, configuration(old)));
        assertThat(renamed(RecordKind.ENTRY, 3, changed).payload())
                .isEqualTo(entry(new Entry(9, 8, EntryKind.CONFIGURATION, configuration(other))));

        Recovered.Dropped dropped =
                new Recovered.Dropped(new HardState(11, ANNA), new LogPosition(10, 20));
        assertThat(renamed(RecordKind.GROUP_DROPPED, 4, dropped.toBytes()).payload())
                .isEqualTo(
                        new Recovered.Dropped(
                                        new HardState(11, IDS.of(ANNA)), new LogPosition(10, 20))
                                .toBytes());
        assertThat(names.groups()).containsExactly(new GroupId(3));
        assertThat(names.terms())
                .isEqualTo(new TreeMap<>(Map.of(new GroupId(3), 8L, new GroupId(4), 11L)));
    }

    @Test
    void entriesOfTheBooksAreLeftAsTheyAre() throws Exception {
        // Even where the bytes look like a member.
        byte[] data = new WireWriter().varint(5).i64(ANNA.value()).toBytes();
        byte[] old = entry(new Entry(5, 2, EntryKind.COMMAND, data));
        JournalRecord record = new JournalRecord(RecordKind.ENTRY, 1, old);
        assertThat(names.rename(record).payload()).isEqualTo(old);
        byte[] empty = entry(new Entry(6, 2, EntryKind.NOOP, new byte[0]));
        assertThat(renamed(RecordKind.ENTRY, 1, empty).payload()).isEqualTo(empty);
    }

    @Test
    void whatTheNodeKeepsAndItsCountersStayAndAddressesAreForgotten() throws Exception {
        byte[] number = new WireWriter().varint(77).toBytes();
        assertThat(renamed(RecordKind.INCARNATION, 0, number).payload()).isEqualTo(number);
        assertThat(renamed(RecordKind.FENCE, 0, number).payload()).isEqualTo(number);
        assertThat(names.terms()).containsEntry(GroupId.SYSTEM, 77L);
        byte[] content = new WireWriter().text(SHA256).varint(5).varint(1).toBytes();
        assertThat(renamed(RecordKind.CONTENT, 0, content).payload()).isEqualTo(content);
        byte[] addresses = Recovered.writeAddresses(Map.of(BERT, new Address("127.0.0.1", 5_002)));
        assertThat(names.rename(new JournalRecord(RecordKind.NOTE, 0, addresses))).isNull();
    }

    @Test
    void everyCommandOfTheSystemGroupIsTheSameWithOtherMembers() throws Exception {
        List<SystemCommand> old = commands(NETWORK, ANNA, BERT);
        assertThat(old.stream().map(Object::getClass).distinct())
                .hasSize(SystemCommand.class.getPermittedSubclasses().length);
        byte[] data = SystemMachine.bytes(new SystemMachine.Batch(1_234, old));
        byte[] after =
                renamed(RecordKind.ENTRY, 0, entry(new Entry(2, 1, EntryKind.COMMAND, data)))
                        .payload();
        Entry entry = Entry.read(new WireReader(after));
        assertThat(SystemMachine.read(entry.data()))
                .isEqualTo(
                        new SystemMachine.Batch(
                                1_234, commands(IDS.networkId(), IDS.of(ANNA), IDS.of(BERT))));
        assertThat(entry.index()).isEqualTo(2);
    }

    private static List<SystemCommand> commands(long network, MemberId anna, MemberId bert) {
        ImportJob job =
                new ImportJob(
                        "job",
                        "rows.csv",
                        SHA256,
                        10,
                        "",
                        false,
                        true,
                        false,
                        "admin",
                        99,
                        List.of(bert, anna),
                        ImportJob.State.WAITING,
                        null,
                        0,
                        ImportJob.Progress.NONE);
        List<SystemCommand> commands = new ArrayList<>();
        commands.add(new SystemCommand.Found(network, 4, 3, "GBP", 6));
        commands.add(new SystemCommand.RecordMember(anna, "Anna", true));
        commands.add(new SystemCommand.PlaceShard(1, List.of(bert, anna)));
        commands.add(new SystemCommand.CreateImport(job));
        commands.add(new SystemCommand.ClaimImport("job", bert, 0));
        commands.add(
                new SystemCommand.ReportImport(
                        "job", 1, ImportJob.State.RUNNING, ImportJob.Progress.NONE));
        commands.add(new SystemCommand.CancelImport("job"));
        commands.add(new SystemCommand.UseNonce(5, 6));
        commands.add(
                new SystemCommand.PlanFault("f", "Anna", "isolate", "text", 1, 9, List.of("a=b")));
        commands.add(new SystemCommand.EndFault("f"));
        commands.add(new SystemCommand.RecordFile(SHA256, 10, false, List.of(anna, bert), 1));
        commands.add(new SystemCommand.HoldFile(SHA256, bert, 1));
        commands.add(new SystemCommand.ReleaseFile(SHA256, anna));
        commands.add(new SystemCommand.KeepFile(SHA256));
        commands.add(new SystemCommand.DoomFile(SHA256, 3));
        commands.add(new SystemCommand.Audit(1, "admin", "kill", "Anna", "done", "r"));
        return commands;
    }

    @Test
    void whatNoNodeWritesIsRefused() {
        JournalRecord record = new JournalRecord(RecordKind.TRUNCATE, 1, new byte[0]);
        assertThatThrownBy(() -> names.rename(record)).isInstanceOf(NodeRefused.class);
    }
}
