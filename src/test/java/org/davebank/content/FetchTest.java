package org.davebank.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.Sha256;
import org.junit.jupiter.api.Test;

class FetchTest {

    private static final int CHUNK_BYTES = 100;
    private static final MemberId A = new MemberId(1);
    private static final MemberId B = new MemberId(2);
    private static final MemberId C = new MemberId(3);

    private final RandomSource random = new RandomSource(5);
    private final Map<MemberId, byte[]> holders = new TreeMap<>();
    private final Deque<Fetch.Effect.Ask> asked = new ArrayDeque<>();
    private final List<MemberId> everAsked = new ArrayList<>();
    private byte[] written = new byte[0];
    private String end = "";

    private static String name(byte[] bytes) {
        return Sha256.name(Sha256.digest().digest(bytes));
    }

    private byte[] file(int bytes) {
        byte[] file = new byte[bytes];
        random.nextBytes(file);
        return file;
    }

    private void take(List<Fetch.Effect> effects) {
        for (Fetch.Effect effect : effects) {
            switch (effect) {
                case Fetch.Effect.Ask ask -> {
                    asked.removeIf(older -> older.offset() == ask.offset());
                    asked.add(ask);
                    everAsked.add(ask.source());
                }
                case Fetch.Effect.Write write -> {
                    written = Arrays.copyOf(written, (int) write.offset() + write.chunk().length);
                    System.arraycopy(
                            write.chunk(), 0, written, (int) write.offset(), write.chunk().length);
                }
                case Fetch.Effect.Complete complete -> end = "complete";
                case Fetch.Effect.GiveUp giveUp -> end = "gave up";
            }
        }
        assertThat(asked.size()).isLessThanOrEqualTo(Fetch.WINDOW_CHUNKS);
    }

    /** Answers in any order until the end; a holder without bytes refuses. */
    private void run(Fetch fetch) {
        take(fetch.step(new Fetch.Input.Begin(), 0));
        while (end.isEmpty()) {
            int turns = random.nextInt(asked.size());
            for (int i = 0; i < turns; i++) {
                asked.addLast(asked.removeFirst());
            }
            Fetch.Effect.Ask ask = asked.removeFirst();
            byte[] bytes = holders.get(ask.source());
            if (bytes == null) {
                take(fetch.step(new Fetch.Input.Failed(ask.source(), ask.offset()), 0));
            } else {
                int from = (int) ask.offset();
                byte[] chunk = Arrays.copyOfRange(bytes, from, from + ask.length());
                take(fetch.step(new Fetch.Input.Arrived(ask.offset(), chunk), 0));
            }
        }
    }

    @Test
    void aFileArrivesWholeInWhateverOrderItsChunksCome() {
        byte[] file = file(4_321);
        holders.put(A, file);
        holders.put(B, file);
        run(new Fetch(name(file), file.length, CHUNK_BYTES, List.of(A, B)));
        assertThat(end).isEqualTo("complete");
        assertThat(written).isEqualTo(file);
        assertThat(everAsked).contains(A, B);
    }

    @Test
    void whoCannotGiveItIsAskedNoMore() {
        byte[] file = file(4_321);
        holders.put(B, file);
        run(new Fetch(name(file), file.length, CHUNK_BYTES, List.of(A, B, C)));
        assertThat(end).isEqualTo("complete");
        assertThat(written).isEqualTo(file);
    }

    @Test
    void withoutAnyHolderItIsGivenUp() {
        byte[] file = file(1_000);
        run(new Fetch(name(file), file.length, CHUNK_BYTES, List.of(A, B)));
        assertThat(end).isEqualTo("gave up");
    }

    @Test
    void aFlippedByteIsNeverTakenForTheFile() {
        byte[] file = file(1_000);
        byte[] flipped = file.clone();
        flipped[777] ^= 1;
        holders.put(A, flipped);
        run(new Fetch(name(file), file.length, CHUNK_BYTES, List.of(A)));
        assertThat(end).isEqualTo("gave up");
    }

    @Test
    void whenTheHashIsWrongAnotherHolderIsTriedAlone() {
        byte[] file = file(1_000);
        byte[] flipped = file.clone();
        flipped[0] ^= 1;
        holders.put(A, flipped);
        holders.put(B, file);
        run(new Fetch(name(file), file.length, CHUNK_BYTES, List.of(A, B)));
        assertThat(end).isEqualTo("complete");
        assertThat(written).isEqualTo(file);
    }

    @Test
    void anEmptyFileIsThereAtOnce() {
        byte[] file = {};
        take(new Fetch(name(file), 0, CHUNK_BYTES, List.of(A)).step(new Fetch.Input.Begin(), 0));
        assertThat(end).isEqualTo("complete");
        assertThat(asked).isEmpty();
    }

    @Test
    void noMoreIsAskedForThanTheDiskHasKept() {
        int chunk = 1 << 20;
        Fetch fetch = new Fetch("0".repeat(64), 64L << 20, chunk, List.of(A));
        take(fetch.step(new Fetch.Input.Begin(), 0));
        int asks = 0;
        while (!asked.isEmpty()) {
            Fetch.Effect.Ask ask = asked.removeFirst();
            asks++;
            take(fetch.step(new Fetch.Input.Arrived(ask.offset(), new byte[chunk]), 0));
        }
        assertThat((long) asks * chunk).isEqualTo(Fetch.UNKEPT_BYTES_MAX);
        take(fetch.step(new Fetch.Input.Kept(4L << 20), 0));
        assertThat(asked).hasSize(4);
    }
}
