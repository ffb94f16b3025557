package org.davebank.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.davebank.base.HeapSpill;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.davebank.base.RottenSpill;
import org.davebank.base.SpillDamaged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordLogTest {

    @ParameterizedTest
    @ValueSource(ints = {64, 1_000, 65_536})
    void everyRecordIsFoundAtItsSequence(int pageBytes) {
        RandomSource random = new RandomSource(pageBytes);
        RecordLog log = new RecordLog(pageBytes, new HeapSpill());
        RecordCursor cursor = new RecordCursor();
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            // The longest that fits, the shortest, and what lies between.
            byte[] record = new byte[random.chance(0.1) ? pageBytes - 2 : random.nextInt(60)];
            random.nextBytes(record);
            assertThat(log.append(record, record.length)).isEqualTo(i);
            expected.add(record);
            int sequence = random.nextInt(expected.size());
            log.moveTo(sequence, cursor);
            byte[] found =
                    Arrays.copyOfRange(
                            cursor.bytes(), cursor.start(), cursor.start() + cursor.length());
            assertThat(Arrays.equals(found, expected.get(sequence))).isTrue();
        }
        for (int i = 0; i < expected.size(); i++) {
            log.moveTo(i, cursor);
            assertThat(cursor.length()).isEqualTo(expected.get(i).length);
        }
        assertThat(log.count()).isEqualTo(expected.size());
        for (long absent : new long[] {-1, expected.size()}) {
            assertThatThrownBy(() -> log.moveTo(absent, cursor))
                    .isInstanceOf(Invariant.Broken.class);
        }
        assertThatThrownBy(() -> log.append(new byte[pageBytes], pageBytes - 1))
                .isInstanceOf(Invariant.Broken.class);
    }

    @Test
    void memoryDoesNotGrowWithTheRecordsAndAChangeInPlaceLasts() {
        RecordLog log = new RecordLog(100, new HeapSpill());
        RecordCursor cursor = new RecordCursor();
        byte[] record = new byte[48];
        for (int i = 0; i < 100_000; i++) {
            log.append(record, record.length);
        }
        assertThat(log.bytes()).as("of 4,800,000 bytes").isLessThan(2_300_000);
        log.moveTo(7, cursor);
        cursor.bytes()[cursor.start()] = 5;
        log.changed(7, cursor);
        for (int i = 1_000; i < 1_000 + 2 * RecordLog.CACHED_PAGES * 2; i++) {
            log.moveTo(i, cursor); // Drives the page out of the cache.
        }
        log.moveTo(7, cursor);
        assertThat(cursor.bytes()[cursor.start()]).isEqualTo((byte) 5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aFlippedBitOfASpilledPageIsNeverTakenForARecord(long seed) {
        RottenSpill spill = new RottenSpill(seed);
        RecordLog log = new RecordLog(1_000, spill);
        byte[] record = new byte[48];
        for (int i = 0; i < 2_000; i++) {
            log.append(record, record.length);
        }
        spill.rot();
        RecordCursor cursor = new RecordCursor();
        log.moveTo(1_999, cursor); // That one is in memory.
        for (int i = 0; i < 200; i++) {
            int sequence = i;
            assertThatThrownBy(() -> log.moveTo(sequence, cursor))
                    .isInstanceOf(SpillDamaged.class)
                    .hasMessageContaining("the 1000 bytes at ");
        }
    }
}
