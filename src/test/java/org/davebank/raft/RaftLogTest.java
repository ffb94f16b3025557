package org.davebank.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.HeapSpill;
import org.davebank.base.RandomSource;
import org.davebank.base.RottenSpill;
import org.davebank.base.SpillDamaged;
import org.junit.jupiter.api.Test;

/** A log of which little stays in memory, against a plain list. */
class RaftLogTest {

    private static final int MEMORY = 2_000;

    private final RandomSource random = new RandomSource(5);
    private final RaftLog log = new RaftLog(new HeapSpill(), MEMORY);
    private final List<Entry> model = new ArrayList<>();
    private long term = 1;

    private Entry next(long index) {
        byte[] data = new byte[random.nextInt(300)];
        random.nextBytes(data);
        return new Entry(index, term, EntryKind.COMMAND, data);
    }

    private void append(int count) {
        List<Entry> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            added.add(next(model.size() + 1L));
            model.add(added.getLast());
        }
        log.append(added);
    }

    @Test
    void whatLeftMemoryIsReadSentAndComparedAsIfItWereThere() {
        for (int round = 0; round < 400; round++) {
            term += random.nextInt(2);
            append(1 + random.nextInt(5));
            if (random.chance(0.1)) {
                // A new leader replaces what is not committed.
                long first = log.commitIndex() + 1;
                model.subList((int) first - 1, model.size()).clear();
                term++;
                Entry other = next(first);
                model.add(other);
                log.append(List.of(other));
            }
            if (random.chance(0.7)) {
                long before = log.commitIndex();
                assertThat(log.commit(log.lastIndex()))
                        .isEqualTo(model.subList((int) before, model.size()));
            }
            assertThat(log.lastIndex()).isEqualTo(model.size());
            assertThat(log.lastTerm()).isEqualTo(model.getLast().term());
            long at = 1 + random.nextInt(model.size());
            Entry expected = model.get((int) at - 1);
            assertThat(log.entry(at)).isEqualTo(expected);
            assertThat(log.matches(at, expected.term())).isTrue();
            List<Entry> slice = log.slice(at, 1_000, 10);
            assertThat(slice)
                    .isNotEmpty()
                    .isEqualTo(model.subList((int) at - 1, (int) at - 1 + slice.size()));
            long first = log.firstIndexOfTermAt(at);
            assertThat(model.get((int) first - 1).term()).isEqualTo(expected.term());
            assertThat(first == 1 || model.get((int) first - 2).term() < expected.term()).isTrue();
        }
        log.commit(log.lastIndex());
        append(1);
        long inAll = model.stream().mapToLong(Entry::bytes).sum();
        assertThat(log.bytes()).as("of " + inAll).isLessThan(inAll / 5);
    }

    @Test
    void aRestoredLogKeepsWhatWasWrittenLastAtEachIndex() {
        for (int round = 0; round < 300; round++) {
            long index = model.isEmpty() ? 1 : model.size() + 1L - random.nextInt(2);
            if (random.chance(0.05)) {
                index = 1 + random.nextInt(model.size() + 1);
                term++;
            }
            Entry entry = next(index);
            model.subList((int) index - 1, model.size()).clear();
            model.add(entry);
            log.restore(entry);
            assertThat(log.lastIndex()).isEqualTo(index);
            assertThat(log.durableIndex()).isEqualTo(index);
        }
        assertThat(log.range(1, log.lastIndex())).isEqualTo(model);
        assertThat(log.commitIndex()).isZero();
        assertThat(log.commit(log.lastIndex())).isEqualTo(model);
    }

    @Test
    void aFlippedBitOfABlockIsNeverTakenForAnEntry() {
        RottenSpill spill = new RottenSpill(3);
        RaftLog rotten = new RaftLog(spill, MEMORY);
        for (int i = 1; i <= 200; i++) {
            rotten.append(List.of(next(i)));
            rotten.commit(i);
        }
        spill.rot();
        assertThat(rotten.entry(200).index()).isEqualTo(200);
        for (int i = 1; i <= 100; i++) {
            int index = i;
            assertThatThrownBy(() -> rotten.entry(index)).isInstanceOf(SpillDamaged.class);
            assertThatThrownBy(() -> rotten.slice(index, 1 << 20, 10))
                    .isInstanceOf(SpillDamaged.class);
        }
    }
}
