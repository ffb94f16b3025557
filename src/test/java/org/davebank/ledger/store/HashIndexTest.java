package org.davebank.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.davebank.base.CountedSpill;
import org.davebank.base.HeapSpill;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.davebank.base.RottenSpill;
import org.davebank.base.SpillDamaged;
import org.junit.jupiter.api.Test;

class HashIndexTest {

    private final HashIndex index = new HashIndex(new HeapSpill());

    private List<Long> candidates(long hash) {
        List<Long> found = new ArrayList<>();
        index.probe(hash);
        for (long at = index.next(); at >= 0; at = index.next()) {
            found.add(at);
        }
        return found;
    }

    @Test
    void everyEntryIsAmongTheFewCandidatesOfItsHash() {
        int entries = 200_000;
        for (int i = 0; i < entries; i++) {
            index.add(RandomSource.mix64(i), i);
        }
        long candidates = 0;
        for (int i = 0; i < entries; i++) {
            List<Long> found = candidates(RandomSource.mix64(i));
            assertThat(found.contains((long) i)).isTrue();
            candidates += found.size();
        }
        assertThat(candidates).isLessThan(entries + 100);
        int strangers = 0;
        for (int i = 0; i < entries; i++) {
            strangers += candidates(RandomSource.mix64(-1L - i)).size();
        }
        assertThat(strangers).isLessThan(100);
        assertThat(index.bytes()).isLessThan(entries * 5L);
    }

    @Test
    void manyEntriesNeedThreeBytesEachAndStrangersReadHardlyAnyPage() {
        CountedSpill spill = new CountedSpill();
        HashIndex large = new HashIndex(spill);
        int entries = 2_000_000;
        for (int i = 0; i < entries; i++) {
            large.add(RandomSource.mix64(i), i);
        }
        assertThat(large.bytes()).isLessThan(entries * 13L / 4);
        spill.reset();
        for (int i = 0; i < 10_000; i++) {
            large.probe(RandomSource.mix64(-1L - i));
            assertThat(large.next()).isEqualTo(-1);
        }
        assertThat(spill.reads()).isLessThan(500);
        for (int i = 0; i < entries; i += 99) {
            large.probe(RandomSource.mix64(i));
            assertThat(large.next()).isEqualTo(i);
        }
    }

    @Test
    void equalHashesAreAllCandidates() {
        for (long hash : new long[] {0, -1, 0x00ff_ffff_ff00_0000L}) {
            List<Long> expected = new ArrayList<>();
            for (long sequence = 0; sequence < 1_500; sequence++) {
                index.add(hash, sequence);
                expected.add(sequence);
            }
            assertThat(candidates(hash)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void anEntryCanBeMovedToANewerRecord() {
        index.add(7, 1);
        index.add(7, 2);
        index.replace(7, 1, 3);
        assertThat(candidates(7)).containsExactlyInAnyOrder(3L, 2L);
    }

    @Test
    void anEntryCanBeMovedWhereverItLies() {
        int entries = 1_000;
        for (int i = 0; i < entries; i++) {
            index.add(7, i);
        }
        for (int i = 0; i < entries; i++) {
            index.replace(7, i, entries + i);
        }
        List<Long> expected = LongStream.range(entries, 2 * entries).boxed().toList();
        assertThat(candidates(7)).containsExactlyInAnyOrderElementsOf(expected);
        assertThatThrownBy(() -> index.replace(7, 5, 6)).isInstanceOf(Invariant.Broken.class);
        assertThatThrownBy(() -> index.replace(8, 5, 6)).isInstanceOf(Invariant.Broken.class);
    }

    @Test
    void aFlippedBitOfASpilledPageIsNeverTakenForASlot() {
        RottenSpill spill = new RottenSpill(4);
        HashIndex rotten = new HashIndex(spill);
        int entries = 400_000;
        for (int i = 0; i < entries; i++) {
            rotten.add(RandomSource.mix64(i), i);
        }
        spill.rot();
        int noticed = 0;
        for (int i = 0; i < 1_000; i++) {
            try {
                rotten.probe(RandomSource.mix64(i));
                boolean found = false;
                for (long at = rotten.next(); at >= 0; at = rotten.next()) {
                    found |= at == i;
                }
                assertThat(found).isTrue(); // It was in memory.
            } catch (SpillDamaged e) {
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(500);
    }
}
