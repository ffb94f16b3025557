package org.davebank.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.RandomSource;
import org.junit.jupiter.api.Test;

class HashIndexTest {

    private final HashIndex index = new HashIndex();

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
        assertThat(index.bytes()).isLessThan(entries * 22L);
    }

    @Test
    void equalHashesAreAllCandidates() {
        for (long hash : new long[] {0, -1, 0x00ff_ffff_ff00_0000L}) {
            List<Long> expected = new ArrayList<>();
            for (long sequence = 0; sequence < 100; sequence++) {
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
}
