package org.davebank.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.davebank.base.RandomSource;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a journal are missing or changed: each harm has its sentence, and none is an invention. */
class LostPartsTest {

    private static final JournalSettings SMALL = new JournalSettings(1024, 256, 1 << 20);
    private static final int RECORDS = 100;
    private static final String STATE = Journal.STATE_FILE;
    private static final String WITHOUT = ", and without it the journal cannot be verified";

    private final RandomSource random = new RandomSource(11);

    /** A hundred records, each synced on its own, over several segments; and a vote. */
    private Folder written() {
        return written(RECORDS);
    }

    private Folder written(int records) {
        Folder folder = new Folder();
        Journal journal = folder.open(SMALL, random).journal();
        journal.append(new JournalRecord(RecordKind.GROUP, 3, new byte[4]));
        for (int i = 0; i < records; i++) {
            journal.append(new JournalRecord(RecordKind.ENTRY, 3, new byte[] {(byte) i, 1, 2, 3}));
            folder.commit(journal);
            if (i == records / 2) {
                journal.append(new JournalRecord(RecordKind.HARD_STATE, 3, vote(5, 77)));
                folder.commit(journal);
            }
        }
        journal.mark();
        folder.execute(journal.drain());
        folder.sync();
        return folder;
    }

    private static byte[] vote(long term, long member) {
        WireWriter out = new WireWriter().varint(term);
        return member == 0 ? out.bool(false).toBytes() : out.bool(true).i64(member).toBytes();
    }

    private static String newest(Folder folder) {
        String newest = "";
        for (String name : folder.files.keySet()) {
            byte[] bytes = folder.files.get(name);
            newest = Journal.isSegment(name) && bytes[0] != 0 ? name : newest;
        }
        return newest;
    }

    private static void flip(Folder folder, String file, int at) {
        folder.files.get(file)[at] ^= 0x10;
    }

    private record Harm(String name, Consumer<Folder> change, String sentence) {}

    private static final List<Harm> HARMS =
            List.of(
                    new Harm("none", folder -> {}, ""),
                    new Harm(
                            "the newest segment is missing",
                            folder -> {
                                String newest = newest(folder);
                                folder.files.tailMap(newest).keySet().removeIf(Journal::isSegment);
                            },
                            "NEWEST is missing: the journal ends at position N and was synced up to"
                                    + " position N"),
                    new Harm(
                            "the newest segment is missing and the next one is ready",
                            folder -> {
                                String newest = newest(folder);
                                folder.files.remove(newest);
                                folder.files.put("journal-00000099.log", new byte[1024]);
                            },
                            "NEWEST is missing: the journal ends at position N and was synced up to"
                                    + " position N"),
                    new Harm(
                            "a segment ready for later is missing",
                            folder -> {
                                String newest = newest(folder);
                                folder.files
                                        .tailMap(newest, false)
                                        .keySet()
                                        .removeIf(Journal::isSegment);
                            },
                            ""),
                    new Harm(
                            "the newest three segments are missing",
                            folder -> {
                                for (int i = 0; i < 3; i++) {
                                    folder.files
                                            .tailMap(newest(folder))
                                            .keySet()
                                            .removeIf(Journal::isSegment);
                                }
                            },
                            "SEGMENT is missing: the journal ends at position N and was synced up to"
                                    + " position N"),
                    new Harm(
                            "all segments are missing",
                            folder -> folder.files.keySet().removeIf(Journal::isSegment),
                            "journal-00000001.log is missing: the journal ends at position 0 and was"
                                    + " synced up to position N"),
                    new Harm(
                            "a segment in the middle is missing",
                            folder -> folder.files.remove("journal-00000002.log"),
                            "journal-00000002.log is missing, and journal-00000003.log is there"),
                    new Harm(
                            "the newest segment is zeros",
                            folder -> Arrays.fill(folder.files.get(newest(folder)), (byte) 0),
                            "NEWEST is unreadable from byte 0 on: the journal ends at position N and"
                                    + " was synced up to position N"),
                    new Harm(
                            "the newest segment is empty",
                            folder -> folder.files.put(newest(folder), new byte[0]),
                            "NEWEST is cut off at byte 0 of 1024"),
                    new Harm(
                            "the newest segment is shorter",
                            folder -> {
                                String newest = newest(folder);
                                byte[] half = Arrays.copyOf(folder.files.get(newest), 600);
                                folder.files.put(newest, half);
                            },
                            "NEWEST is cut off at byte 600 of 1024"),
                    new Harm(
                            "a byte of the newest segment's header is flipped",
                            folder -> flip(folder, newest(folder), 17),
                            "NEWEST is unreadable from byte 0 on: the journal ends at position N and"
                                    + " was synced up to position N"),
                    new Harm(
                            "a byte of the newest segment's first record is flipped",
                            folder -> flip(folder, newest(folder), 60),
                            "NEWEST is unreadable from byte 48 on: the journal ends at position N"
                                    + " and was synced up to position N"),
                    new Harm(
                            "a byte of the first segment's header is flipped",
                            folder -> flip(folder, "journal-00000001.log", 30),
                            "journal-00000001.log is unreadable from byte 0 on: the journal ends at"
                                    + " position 0 and was synced up to position N"),
                    new Harm(
                            "a byte of the first record is flipped",
                            folder -> flip(folder, "journal-00000001.log", 61),
                            "journal-00000001.log is unreadable from byte 48 on: the journal ends at"
                                    + " position 48 and was synced up to position N"),
                    new Harm(
                            "a segment is longer",
                            folder -> folder.files.put("journal-00000002.log", new byte[1025]),
                            "journal-00000002.log is longer than a segment"),
                    new Harm(
                            "the state file is missing",
                            folder -> folder.files.remove(STATE),
                            "journal-state is missing" + WITHOUT),
                    new Harm(
                            "the state file is zeros",
                            folder -> Arrays.fill(folder.files.get(STATE), (byte) 0),
                            "journal-state is unreadable in both its slots" + WITHOUT),
                    new Harm(
                            "the state file is empty",
                            folder -> folder.files.put(STATE, new byte[0]),
                            "journal-state is unreadable in both its slots" + WITHOUT),
                    new Harm(
                            "a byte of each slot is flipped",
                            folder -> {
                                flip(folder, STATE, 100);
                                flip(folder, STATE, JournalState.SLOT_BYTES + 3_000);
                            },
                            "journal-state is unreadable in both its slots" + WITHOUT),
                    new Harm(
                            "the state file is another journal's",
                            folder -> {
                                LostPartsTest elsewhere = new LostPartsTest();
                                elsewhere.random.nextLong();
                                Folder other = elsewhere.written(3);
                                folder.files.put(STATE, other.files.get(STATE));
                            },
                            "journal-state belongs to another journal" + WITHOUT));

    @TestFactory
    Stream<DynamicTest> eachHarmHasItsSentence() {
        return HARMS.stream().map(harm -> DynamicTest.dynamicTest(harm.name(), () -> check(harm)));
    }

    private void check(Harm harm) {
        Folder folder = written();
        String newest = newest(folder);
        harm.change().accept(folder);
        Folder.Opening opening = folder.open(SMALL, random);
        String pattern =
                harm.sentence()
                        .replace(".", "\\.")
                        .replace("NEWEST", newest.replace(".", "\\."))
                        .replace("SEGMENT", "journal-\\d{8}\\.log")
                        .replace(" N", " \\d+");
        assertThat(opening.why()).matches(pattern);
        if (pattern.isEmpty()) {
            assertThat(entries(opening.records())).isEqualTo(RECORDS);
            assertThat(opening.recovered().notice()).isEmpty();
        }
    }

    private static long entries(List<JournalRecord> records) {
        return records.stream().filter(record -> record.kind() == RecordKind.ENTRY).count();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 41, 5_000, JournalState.SLOT_BYTES - 1})
    void aFlippedByteOfOneSlotIsNoticedAndRepaired(int at) {
        for (int slot = 0; slot < JournalState.SLOTS; slot++) {
            Folder folder = written();
            flip(folder, STATE, slot * JournalState.SLOT_BYTES + at);
            Folder.Opening opening = folder.open(SMALL, random);
            assertThat(entries(opening.records())).isEqualTo(RECORDS);
            assertThat(opening.recovered().notice())
                    .isEqualTo(
                            "one of the two slots of journal-state was unreadable and is rewritten;"
                                    + " the other one and the journal agree");
            folder.commit(opening.journal());
            assertThat(folder.open(SMALL, random).recovered().notice()).isEmpty();
        }
    }

    /** Whatever is taken away of what was synced: the journal is not used, or it has everything. */
    @Test
    void neverAreThereSilentlyFewerRecords() {
        for (int records = 1; records < 60; records++) {
            Folder whole = written(records);
            for (String file : List.copyOf(whole.files.keySet())) {
                for (int harm = 0; harm < 4; harm++) {
                    Folder folder = whole.copy();
                    byte[] bytes = folder.files.get(file);
                    int at = random.nextInt(bytes.length);
                    switch (harm) {
                        case 0 -> folder.files.remove(file);
                        case 1 -> Arrays.fill(bytes, (byte) 0);
                        case 2 -> folder.files.put(file, Arrays.copyOf(bytes, at));
                        default -> flip(folder, file, at);
                    }
                    Folder.Opening opening = folder.open(SMALL, random);
                    if (opening.why().isEmpty()) {
                        assertThat(entries(opening.records()))
                                .as("%d records, harm %d of %s at %d", records, harm, file, at)
                                .isEqualTo(records);
                    }
                }
            }
        }
    }

    @Test
    void aTermThatOnlyTheStateFileKnowsComesBack() throws Exception {
        Folder folder = written();
        Journal journal = folder.open(SMALL, random).journal();
        folder.commit(journal);
        journal.append(new JournalRecord(RecordKind.HARD_STATE, 3, vote(9, 0)));
        for (JournalEffect effect : journal.drain()) {
            if (effect instanceof JournalWrite write && write.file().equals(STATE)) {
                folder.execute(List.of(effect)); // The record is torn off.
            }
        }
        folder.sync();
        for (int life = 0; life < 3; life++) {
            Folder.Opening opening = folder.open(SMALL, random);
            assertThat(lastTerm(opening.records())).isEqualTo(9);
            folder.commit(opening.journal());
        }
    }

    private static long lastTerm(List<JournalRecord> records) throws Exception {
        long term = 0;
        for (JournalRecord record : records) {
            if (record.kind() == RecordKind.HARD_STATE) {
                term = new WireReader(record.payload()).varint();
            }
        }
        return term;
    }

    /**
     * Power cuts at any moment, with syncs that are late: what was reported is there in the next life,
     * and no cut is taken for damage.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aPowerCutIsNeverTakenForDamage(long seed) throws Exception {
        RandomSource chaos = new RandomSource(seed);
        Folder folder = new Folder();
        long reported = 0;
        long reportedTerm = 0;
        for (int life = 0; life < 80; life++) {
            Folder.Opening opening = folder.open(SMALL, chaos);
            assertThat(opening.why()).as("life %d", life).isEmpty();
            long entries = entries(opening.records());
            long term = lastTerm(opening.records());
            assertThat(entries).isGreaterThanOrEqualTo(reported);
            assertThat(term).isGreaterThanOrEqualTo(reportedTerm);
            Journal journal = opening.journal();
            if (opening.records().isEmpty()) {
                journal.append(new JournalRecord(RecordKind.GROUP, 3, new byte[4]));
            }
            int turns = chaos.nextInt(25);
            for (int i = 0; i < turns; i++) {
                for (int n = chaos.nextInt(4); n > 0; n--) {
                    byte[] payload = new byte[chaos.nextInt(90)];
                    journal.append(new JournalRecord(RecordKind.ENTRY, 3, payload));
                    entries++;
                }
                if (chaos.chance(0.3)) {
                    term++;
                    byte[] payload = vote(term, chaos.nextInt(2));
                    journal.append(new JournalRecord(RecordKind.HARD_STATE, 3, payload));
                }
                folder.execute(journal.drain());
                Journal.Drained drained = journal.drained();
                if (chaos.chance(0.6)) {
                    folder.sync();
                    journal.synced(drained);
                    if (journal.provenThrough() == journal.syncedThrough()) {
                        reported = entries;
                        reportedTerm = term;
                    }
                }
            }
            if (chaos.chance(0.2)) {
                folder.sync(); // The process is killed, the machine goes on.
            } else if (chaos.chance(0.5)) {
                folder.cutPowerAtRandom(chaos);
            } else {
                folder.cutPowerAfter(chaos.nextInt(60_000));
            }
        }
        assertThat(new ArrayList<>(folder.files.keySet())).hasSizeGreaterThan(5);
    }
}
