package org.davebank.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.davebank.storage.Recovery.Damaged;
import org.davebank.storage.Recovery.Recovered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

    private static final JournalSettings SMALL = new JournalSettings(1024, 256, 1 << 20);

    private final RandomSource random = new RandomSource(7);
    private final Folder folder = new Folder();

    private Folder.Opening open() {
        return open(SMALL, folder);
    }

    private Folder.Opening open(JournalSettings settings, Folder from) {
        return from.open(settings, random);
    }

    private static JournalRecord note(int group, byte[] payload) {
        return new JournalRecord(RecordKind.NOTE, group, payload);
    }

    private JournalRecord randomRecord(int lengthMax) {
        byte[] payload = new byte[random.nextInt(lengthMax + 1)];
        random.nextBytes(payload);
        RecordKind[] kinds = {RecordKind.ENTRY, RecordKind.CONTENT, RecordKind.NOTE};
        return new JournalRecord(kinds[random.nextInt(3)], random.nextInt(9), payload);
    }

    private void commit(Journal journal) {
        folder.commit(journal);
    }

    private static List<String> texts(List<JournalRecord> records) {
        return records.stream()
                .map(r -> r.kind() + "/" + r.group() + "/" + Arrays.toString(r.payload()))
                .toList();
    }

    @Test
    void recordsComeBackInOrderOverSegmentBoundaries() {
        List<JournalRecord> written = new ArrayList<>();
        for (int life = 0; life < 5; life++) {
            Folder.Opening recovered = open();
            assertThat(texts(recovered.records())).isEqualTo(texts(written));
            assertThat(recovered.tornTail()).isFalse();
            for (int i = 0; i < 40; i++) {
                JournalRecord record = randomRecord(256);
                written.add(record);
                recovered.journal().append(record);
                if (random.chance(0.4)) {
                    commit(recovered.journal());
                }
            }
            commit(recovered.journal());
        }
        assertThat(texts(open().records())).isEqualTo(texts(written));
        assertThat(folder.files).hasSizeGreaterThan(10);
        assertThat(folder.files).containsKeys("journal-00000001.log", "journal-state");
    }

    @Test
    void aSegmentIsPreallocatedBeforeItIsNeededAndWritesStayInside() {
        Journal journal = open().journal();
        List<String> allocated = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            journal.append(randomRecord(120));
            for (JournalEffect effect : journal.drain()) {
                switch (effect) {
                    case JournalPreallocate preallocate -> allocated.add(preallocate.file());
                    case JournalWrite write -> {
                        assertThat(allocated).contains(write.file());
                        long end = write.offset() + write.bytes().length;
                        assertThat(end).isLessThanOrEqualTo(1024);
                    }
                }
            }
        }
        assertThat(allocated).doesNotHaveDuplicates().hasSizeGreaterThan(3);
    }

    @Test
    void nothingAppendedMeansNothingToWrite() {
        Journal journal = open().journal();
        commit(journal); // the opening itself
        assertThat(journal.drain()).isEmpty();
        journal.append(note(1, new byte[3]));
        assertThat(journal.bufferedBytes).isPositive();
        commit(journal);
        assertThat(journal.bufferedBytes).isZero();
        assertThat(journal.syncedThrough()).isEqualTo(journal.appendedBytes());
    }

    @Test
    void anIdleJournalProvesItsLastSyncOnceAndThenStaysQuiet() {
        Journal journal = open().journal();
        journal.append(note(1, new byte[3]));
        commit(journal);
        journal.mark();
        assertThat(journal.drain()).hasSize(1);
        journal.synced(journal.drained());
        journal.mark();
        assertThat(journal.drain()).isEmpty();
    }

    @Test
    void reopeningNamesTheFilesThatNoSyncIsProvenFor() {
        Journal journal = open().journal();
        while (journal.segment < 3) {
            journal.append(randomRecord(200));
            commit(journal);
        }
        Folder.Opening reopened = open();
        assertThat(reopened.recovered().unprovenFiles())
                .contains("journal-00000003.log")
                .doesNotContain("journal-00000001.log");
    }

    @Test
    void aCrashAtEveryByteOfTheTailLeavesAPrefix() {
        Journal journal = open().journal();
        List<JournalRecord> durable = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            durable.add(randomRecord(100));
            journal.append(durable.getLast());
        }
        commit(journal);
        List<JournalRecord> all = new ArrayList<>(durable);
        for (int i = 0; i < 14; i++) {
            all.add(randomRecord(100));
            journal.append(all.getLast());
        }
        folder.execute(journal.drain());
        long tailBytes =
                folder.unsynced.stream()
                        .mapToLong(e -> e instanceof JournalWrite w ? w.bytes().length : 0)
                        .sum();
        int longest = 0;
        for (long bytes = 0; bytes <= tailBytes; bytes++) {
            Folder crashed = folder.copy();
            crashed.cutPowerAfter(bytes);
            Folder.Opening recovered = open(SMALL, crashed);
            int count = recovered.records().size();
            assertThat(count).isBetween(durable.size(), all.size());
            assertThat(count).isGreaterThanOrEqualTo(longest);
            assertThat(texts(recovered.records())).isEqualTo(texts(all.subList(0, count)));
            longest = count;
        }
        assertThat(longest).isEqualTo(all.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0x80, 0xff})
    void everyFlippedByteBelowAProvenSyncIsDamage(int mask) {
        Journal journal = open().journal();
        for (int i = 0; i < 12; i++) {
            journal.append(randomRecord(200));
            commit(journal);
        }
        long proven = journal.provenThrough();
        journal.mark();
        commit(journal);
        for (int i = 0; i < proven; i++) {
            String name = JournalFormat.fileName(i / 1024 + 1);
            byte[] file = folder.files.get(name);
            if (i % 1024 >= endOfSegment(file)) {
                continue; // The unused end of a segment carries nothing.
            }
            file[i % 1024] ^= (byte) mask;
            assertThat(open(SMALL, folder).recovery())
                    .as("byte %d", i)
                    .isInstanceOfSatisfying(
                            Damaged.class, damaged -> assertThat(damaged.file()).isEqualTo(name));
            file[i % 1024] ^= (byte) mask;
        }
        assertThat(open(SMALL, folder).recovery()).isInstanceOf(Recovered.class);
    }

    private static int endOfSegment(byte[] file) {
        int at = JournalFormat.HEADER_BYTES;
        while (at + JournalFormat.RECORD_HEADER_BYTES <= file.length && file[at + 4] != 0) {
            at += JournalFormat.RECORD_HEADER_BYTES + JournalFormat.i32(file, at);
        }
        return at;
    }

    @Test
    void zeroedOrShortenedProvenRegionsAreDamage() {
        Journal journal = open().journal();
        while (journal.segment < 4) {
            journal.append(randomRecord(200));
            commit(journal);
        }
        journal.append(randomRecord(10));
        commit(journal);
        for (String name : List.of("journal-00000001.log", "journal-00000002.log")) {
            byte[] saved = folder.files.put(name, new byte[1024]);
            assertThat(open(SMALL, folder).recovery()).isInstanceOf(Damaged.class);
            folder.files.put(name, Arrays.copyOf(saved, 300));
            assertThat(open(SMALL, folder).recovery()).isInstanceOf(Damaged.class);
            folder.files.remove(name);
            assertThat(open(SMALL, folder).recovery()).isInstanceOf(Damaged.class);
            folder.files.put(name, saved);
        }
        assertThat(open(SMALL, folder).recovery()).isInstanceOf(Recovered.class);
    }

    @Test
    void aRecordThatTheDiskPutElsewhereNeverParses() {
        Journal journal = open().journal();
        byte[] payload = new byte[40];
        for (int i = 0; i < 6; i++) {
            journal.append(note(1, payload)); // All equal, so that only their place differs.
        }
        folder.execute(journal.drain());
        folder.sync();
        int recordBytes = JournalFormat.RECORD_HEADER_BYTES + 40;
        byte[] file = folder.files.get("journal-00000001.log");
        byte[] saved = file.clone();
        for (int from = 0; from < 6; from++) {
            for (int to = 0; to < 8; to++) {
                if (from == to) {
                    continue;
                }
                System.arraycopy(
                        saved,
                        JournalFormat.HEADER_BYTES + from * recordBytes,
                        file,
                        JournalFormat.HEADER_BYTES + to * recordBytes,
                        recordBytes);
                assertThat(open().records()).hasSize(Math.min(to, 6));
                System.arraycopy(saved, 0, file, 0, file.length);
            }
        }
    }

    @Test
    void aSegmentOfAnotherFolderIsNotBelieved() {
        Journal journal = open().journal();
        while (journal.segment < 3) {
            journal.append(note(1, new byte[100]));
            commit(journal);
        }
        byte[] foreign = folder.files.get("journal-00000002.log").clone();
        folder.files.clear();
        Journal other = open().journal();
        other.append(note(2, new byte[100]));
        commit(other);
        folder.files.put("journal-00000002.log", foreign);
        assertThat(open().records()).hasSize(1);
    }

    /**
     * Each life writes records that name the life. Whatever a crash leaves of them, the next life sees
     * a prefix; a record that some life did not see can never come back in a later one.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void recordsBeyondACutNeverComeBackOverManyCrashes(long seed) {
        RandomSource chaos = new RandomSource(seed);
        List<JournalRecord> expectedFloor = new ArrayList<>();
        List<JournalRecord> expectedCeiling = new ArrayList<>();
        for (int life = 0; life < 60; life++) {
            Folder.Opening recovered = open();
            List<String> seen = texts(recovered.records());
            assertThat(seen.size()).isBetween(expectedFloor.size(), expectedCeiling.size());
            assertThat(seen).isEqualTo(texts(expectedCeiling.subList(0, seen.size())));
            Journal journal = recovered.journal();
            expectedFloor = new ArrayList<>(recovered.records());
            expectedCeiling = new ArrayList<>(recovered.records());
            int count = chaos.nextInt(12);
            for (int i = 0; i < count; i++) {
                // Few different payloads of few lengths, so that lives resemble each other.
                JournalRecord record = note(life % 3, new byte[] {(byte) chaos.nextInt(2), 7, 7});
                journal.append(record);
                expectedCeiling.add(record);
                if (chaos.chance(0.3)) {
                    folder.execute(journal.drain());
                    if (chaos.chance(0.5)) {
                        folder.sync();
                        journal.synced(journal.drained());
                        expectedFloor = new ArrayList<>(expectedCeiling);
                    }
                }
            }
            folder.execute(journal.drain());
            if (chaos.chance(0.5)) {
                folder.cutPowerAtRandom(chaos);
            } else {
                folder.cutPowerAfter(chaos.nextInt(600));
            }
        }
    }

    /**
     * The second life loses its first record, and the third one loses the erasing of what the second
     * left: only the salt of the third life's own first record keeps that from coming back.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 10, 11, 12, 13, 14})
    void whatALifeLeftBehindItsLostFirstRecordStaysLost(int recordsBefore) {
        Journal first = open().journal();
        for (int i = 0; i < recordsBefore; i++) {
            first.append(note(1, new byte[85 + i % 3]));
        }
        commit(first);
        Folder.Opening second = open();
        List<byte[]> before = folder.images().stream().map(image -> image.content().get()).toList();
        second.journal().append(note(2, new byte[30]));
        second.journal().append(note(2, new byte[31]));
        int cut = (int) (second.journal().writtenThrough() % 1024);
        String file = JournalFormat.fileName(second.journal().writtenThrough() / 1024 + 1);
        folder.execute(second.journal().drain());
        folder.sync(); // The disk has it, and nobody was told so yet.
        int lost = JournalFormat.RECORD_HEADER_BYTES + JournalFormat.SALT_BYTES;
        int index = new ArrayList<>(folder.files.keySet()).indexOf(file);
        System.arraycopy(before.get(index), cut, folder.files.get(file), cut, lost);

        Folder.Opening third = open();
        assertThat(third.records()).hasSize(recordsBefore);
        folder.execute(third.journal().drain());
        folder.cutPowerAfter(lost);

        assertThat(open().records()).hasSize(recordsBefore);
    }

    @Test
    void whatASegmentWithALostHeaderHeldStaysLost() {
        Journal first = open().journal();
        int count = 0;
        while (first.segment < 2) {
            first.append(note(1, new byte[40]));
            count++;
            folder.execute(first.drain());
        }
        first.append(note(1, new byte[40]));
        folder.execute(first.drain());
        folder.sync();
        Arrays.fill(
                folder.files.get("journal-00000002.log"), 0, JournalFormat.HEADER_BYTES, (byte) 0);

        Folder.Opening second = open();
        assertThat(second.records()).hasSize(count - 1);
        folder.execute(second.journal().drain());
        folder.cutPowerAfter(JournalFormat.HEADER_BYTES);

        assertThat(open().records()).hasSize(count - 1);
    }

    @Test
    void aTornTailIsReportedOnce() {
        Journal first = open().journal();
        first.append(note(1, new byte[40]));
        commit(first);
        folder.files.get("journal-00000001.log")[600] = 1;
        folder.files.put("journal-00000002.log", new byte[1024]);
        folder.files.get("journal-00000002.log")[9] = 1;
        Folder.Opening torn = open();
        assertThat(torn.tornTail()).isTrue();
        assertThat(torn.recovered().cutBytes()).isGreaterThan(100);
        commit(torn.journal());
        assertThat(open().tornTail()).isFalse();
    }

    @Test
    void onlyZerosMeanANewJournal() {
        folder.files.put("journal-00000001.log", new byte[1024]);
        folder.files.put("journal-00000002.log", new byte[0]);
        Folder.Opening recovered = open();
        assertThat(recovered.records()).isEmpty();
        assertThat(recovered.tornTail()).isFalse();
        recovered.journal().append(note(3, new byte[9]));
        commit(recovered.journal());
        assertThat(open().records()).hasSize(1);
    }

    @Test
    void anyBytesGiveAnAnswer() {
        for (int round = 0; round < 2_000; round++) {
            Folder any = new Folder();
            for (int i = 1; i <= random.nextInt(4); i++) {
                byte[] bytes = new byte[random.nextInt(1025)];
                random.nextBytes(bytes);
                any.files.put(JournalFormat.fileName(i), bytes);
            }
            Folder.Opening opening = open(SMALL, any);
            assertThat(opening.records()).isEmpty();
        }
    }

    @Test
    void aFolderOfAnotherSegmentSizeIsRefusedByName() {
        Journal journal = open().journal();
        journal.append(note(1, new byte[10]));
        commit(journal);
        assertThat(open(new JournalSettings(4096), folder).recovery())
                .isEqualTo(
                        new Recovery.Foreign(
                                "the journal has segments of 1024 bytes, and this build has segments"
                                        + " of 4096: begin with --fresh"));
    }

    private static void version(byte[] file, int version, int crcAt) {
        JournalFormat.putI32(file, 8, version);
        JournalFormat.putI32(file, crcAt, JournalFormat.checksum(file, 0, crcAt));
    }

    @Test
    void aJournalOfANewerBuildIsRefusedByName() {
        Journal journal = open().journal();
        journal.append(note(1, new byte[10]));
        commit(journal);
        version(folder.files.get("journal-00000001.log"), 9, JournalFormat.HEADER_BYTES - 4);
        Folder.Opening opening = open();
        assertThat(opening.recovery())
                .isEqualTo(
                        new Recovery.Foreign(
                                "journal-00000001.log is of version 9 and this build reads versions 2"
                                        + " to 3: start the node with the build that wrote it, or with"
                                        + " a newer one"));
        assertThat(opening.records()).isEmpty();
    }

    @Test
    void aStateFileOfANewerBuildIsRefusedByNameAndIsNoDamage() {
        Journal journal = open().journal();
        journal.append(note(1, new byte[10]));
        commit(journal);
        byte[] file = folder.files.get(Journal.STATE_FILE);
        int at = JournalState.read(file).slot() * JournalState.SLOT_BYTES;
        byte[] slot = Arrays.copyOfRange(file, at, at + JournalState.SLOT_BYTES);
        version(slot, 2, JournalState.SLOT_BYTES - 4);
        System.arraycopy(slot, 0, file, at, slot.length);
        assertThat(open().recovery())
                .isEqualTo(
                        new Recovery.Foreign(
                                "journal-state is of version 2 and this build reads version 1: start"
                                        + " the node with the build that wrote it, or with a newer"
                                        + " one"));
    }

    @Test
    void theJournalsOwnKindsAndTooLargePayloadsAreRefused() {
        Journal journal = open().journal();
        assertThatThrownBy(
                        () -> journal.append(new JournalRecord(RecordKind.EPOCH, 0, new byte[8])))
                .isInstanceOf(Invariant.Broken.class);
        assertThatThrownBy(() -> journal.append(note(0, new byte[257])))
                .isInstanceOf(Invariant.Broken.class);
        assertThatThrownBy(() -> journal.synced(new Journal.Drained(1 << 20, 0)))
                .isInstanceOf(Invariant.Broken.class);
    }

    @Test
    void recordsOfTheLargestPayloadFillSegments() {
        JournalSettings settings = new JournalSettings(16 << 20);
        Journal journal = open(settings, folder).journal();
        for (int i = 0; i < 20; i++) {
            journal.append(note(1, new byte[JournalRecord.PAYLOAD_BYTES_MAX]));
        }
        folder.execute(journal.drain());
        folder.sync();
        Folder.Opening recovered = open(settings, folder);
        assertThat(recovered.records()).hasSize(20);
        assertThat(folder.files).hasSizeGreaterThanOrEqualTo(3);
    }
}
