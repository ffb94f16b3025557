package org.davebank.node.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireWriter;
import org.davebank.io.OfflineDisk;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.Recovered;
import org.davebank.node.port.Disk;
import org.davebank.node.wire.NodeRefused;
import org.davebank.raft.Configuration;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.davebank.raft.HardState;
import org.davebank.storage.Journal;
import org.davebank.storage.JournalRecord;
import org.davebank.storage.JournalSettings;
import org.davebank.storage.RecordKind;
import org.davebank.storage.Recovery;
import org.davebank.storage.SegmentImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Journals of many small segments on a real disk. */
@Timeout(60)
class JournalCloneTest {

    private static final int SEGMENT_BYTES = 16 << 10;
    private static final int ENTRIES = 400;
    private static final GroupId SHARD = GroupId.ofShard(0);
    private static final MemberId SELF = new MemberId(0x1111_2222_3333_4441L);
    private static final CloneIds IDS = new CloneIds(5, 6);

    @TempDir Path folder;

    private final RandomSource random = new RandomSource(1);

    private Path old() {
        return folder.resolve("old");
    }

    private Path fresh() {
        return folder.resolve("fresh");
    }

    /** A journal as a node with one shard leaves it behind, a proof at its end included. */
    private void writeOld() throws IOException {
        try (OfflineDisk disk = new OfflineDisk(old())) {
            List<JournalRecord> none = new ArrayList<>();
            NodeJournal journal = new NodeJournal(open(disk.disk(), none), disk.disk());
            journal.save(RecordKind.IDENTITY, 0, Recovered.writeIdentity(SELF, "Anna"));
            WireWriter founding = new WireWriter();
            Configuration.ofVoters(List.of(SELF)).write(founding);
            journal.save(RecordKind.GROUP, SHARD.value(), founding.toBytes());
            byte[] hard = Recovered.writeHardState(new HardState(3, SELF));
            journal.save(RecordKind.HARD_STATE, SHARD.value(), hard);
            for (int i = 1; i <= ENTRIES; i++) {
                WireWriter entry = new WireWriter();
                new Entry(i, 3, EntryKind.COMMAND, new byte[i]).write(entry);
                journal.save(RecordKind.ENTRY, SHARD.value(), entry.toBytes());
            }
            boolean[] synced = new boolean[1];
            journal.afterSync(() -> synced[0] = true);
            journal.flush();
            disk.await(ticket -> synced(journal, ticket), () -> synced[0]);
            journal.mark();
        }
    }

    private Journal open(Disk disk, List<JournalRecord> records) {
        Recovery found = recover(disk, records);
        assertThat(found).isInstanceOf(Recovery.Recovered.class);
        return ((Recovery.Recovered) found).journal();
    }

    private Recovery recover(Disk disk, List<JournalRecord> records) {
        List<SegmentImage> segments = new ArrayList<>();
        byte[] state = null;
        for (String file : disk.files()) {
            if (Journal.isSegment(file)) {
                segments.add(new SegmentImage(file, () -> disk.read(file)));
            } else if (file.equals(Journal.STATE_FILE)) {
                state = disk.read(file);
            }
        }
        return Journal.open(
                new JournalSettings(SEGMENT_BYTES), segments, state, random, records::add);
    }

    private List<JournalRecord> records(Path of) throws IOException {
        List<JournalRecord> records = new ArrayList<>();
        try (OfflineDisk disk = new OfflineDisk(of)) {
            open(disk.disk(), records);
        }
        return records;
    }

    private JournalClone copy() throws Exception {
        try (OfflineDisk old = new OfflineDisk(old());
                OfflineDisk fresh = new OfflineDisk(fresh())) {
            JournalClone clone =
                    JournalClone.copy(
                            old.disk(), fresh.disk(), SEGMENT_BYTES, IDS, random, bytes -> {});
            fresh.await(clone::synced, clone::isDurable);
            return clone;
        }
    }

    private void seal(JournalClone copied, SortedMap<GroupId, Long> terms) throws Exception {
        try (OfflineDisk fresh = new OfflineDisk(fresh())) {
            JournalClone sealed =
                    JournalClone.seal(
                            copied, fresh.disk(), SEGMENT_BYTES, terms, random, bytes -> {});
            fresh.await(sealed::synced, sealed::isDurable);
        }
    }

    @Test
    void everyRecordIsThereInItsOrderWithOtherMembersAndNewerTermsAtTheEnd() throws Exception {
        writeOld();
        List<JournalRecord> before = records(old());
        JournalClone clone = copy();
        assertThat(clone.terms()).isEqualTo(new TreeMap<>(Map.of(SHARD, 3L)));
        seal(clone, new TreeMap<>(Map.of(SHARD, 9L)));

        List<JournalRecord> after = records(fresh());
        CloneRecords names = new CloneRecords(IDS);
        List<String> expected = new ArrayList<>();
        for (JournalRecord each : before) {
            JournalRecord renamed = names.rename(each);
            assertThat(renamed).isNotNull();
            expected.add(text(renamed));
        }
        byte[] raised = Recovered.writeHardState(new HardState(9, null));
        expected.add(text(new JournalRecord(RecordKind.HARD_STATE, SHARD.value(), raised)));
        assertThat(after.stream().map(JournalCloneTest::text)).isEqualTo(expected);
        assertThat(before).hasSize(ENTRIES + 3);
        assertThat(segments(fresh())).isGreaterThan(4);
    }

    private static String text(JournalRecord record) {
        return record.kind()
                + " "
                + record.group()
                + " "
                + HexFormat.of().formatHex(record.payload());
    }

    private static long segments(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.filter(file -> file.toString().endsWith(".log")).count();
        }
    }

    @Test
    void aCloneIsProvenToItsEndSoThatLaterDamageIsFound() throws Exception {
        writeOld();
        seal(copy(), new TreeMap<>());
        flip(fresh().resolve("journal-00000003.log"), 5_000);
        try (OfflineDisk disk = new OfflineDisk(fresh())) {
            assertThat(recover(disk.disk(), new ArrayList<>()))
                    .isInstanceOf(Recovery.Damaged.class);
        }
    }

    @Test
    void aDamagedJournalIsNotCloned() throws Exception {
        writeOld();
        flip(old().resolve("journal-00000001.log"), 5_000);
        assertThatThrownBy(this::copy)
                .isInstanceOf(NodeRefused.class)
                .hasMessageContaining("journal-00000001.log is unreadable from byte");
    }

    @Test
    void aJournalWhoseEndIsTornIsClonedToItsLastWholeRecord() throws Exception {
        writeOld();
        long whole = segments(old());
        // A copy of a running node: its last segment stops anywhere, above the last proof.
        try (OfflineDisk disk = new OfflineDisk(old())) {
            List<JournalRecord> records = new ArrayList<>();
            NodeJournal journal = new NodeJournal(open(disk.disk(), records), disk.disk());
            for (int i = ENTRIES + 1; i <= ENTRIES + 20; i++) {
                WireWriter entry = new WireWriter();
                new Entry(i, 3, EntryKind.COMMAND, new byte[700]).write(entry);
                journal.save(RecordKind.ENTRY, SHARD.value(), entry.toBytes());
            }
            journal.flush(); // No sync of it is ever reported.
        }
        assertThat(segments(old())).isGreaterThanOrEqualTo(whole);
        List<JournalRecord> before = records(old());
        Path torn = newestUsed();
        byte[] bytes = Files.readAllBytes(torn);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        flip(torn, end - 1);
        seal(copy(), new TreeMap<>());
        assertThat(records(fresh()).size()).isBetween(ENTRIES + 3, before.size());
    }

    private static void synced(NodeJournal journal, long ticket) {
        journal.synced(ticket);
        journal.flush();
    }

    private Path newestUsed() throws IOException {
        try (Stream<Path> files = Files.list(old())) {
            List<Path> all = files.filter(f -> f.toString().endsWith(".log")).sorted().toList();
            for (Path file : all.reversed()) {
                for (byte each : Files.readAllBytes(file)) {
                    if (each != 0) {
                        return file;
                    }
                }
            }
        }
        throw new AssertionError("no segment is used");
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
