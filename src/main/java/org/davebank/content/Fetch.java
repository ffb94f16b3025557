package org.davebank.content;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.base.Sha256;

/**
 * Fetches a file in chunks from its holders, several chunks at a time. The file is complete only
 * when all bytes have arrived and their hash matches its name.
 *
 * <pre>
 * state      Arrived, next    Arrived, all here and right   wrong hash             Failed
 * FETCHING   FETCHING, Write  COMPLETE                      FETCHING from another  FETCHING from the
 *                                                           source alone, FAILED   others, FAILED
 *                                                           after the last         after the last
 * </pre>
 *
 * <p>Invariants: (F1) bytes are written in order and once per pass; (F2) at most {@link
 * #WINDOW_CHUNKS} chunks are requested or waiting for an earlier one; (F3) at most {@link
 * #UNKEPT_BYTES_MAX} bytes plus those of the window are written but not synced. Not thread-safe.
 */
public final class Fetch {

    public static final int WINDOW_CHUNKS = 8;
    public static final long UNKEPT_BYTES_MAX = 8L << 20;

    /** An input of the fetch. */
    public sealed interface Input {
        /** The first input. */
        record Begin() implements Input {}

        /** A source has answered with the bytes at this offset. */
        @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
        record Arrived(long offset, byte[] chunk) implements Input {}

        /** A source cannot deliver the chunk at this offset. */
        record Failed(MemberId source, long offset) implements Input {}

        /** Everything below this offset is on disk. */
        record Kept(long bytes) implements Input {}
    }

    /** An effect for the caller to execute. */
    public sealed interface Effect {
        record Ask(MemberId source, long offset, int length) implements Effect {}

        @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
        record Write(long offset, byte[] chunk) implements Effect {}

        /** All bytes are written and match the name. The last effect. */
        record Complete() implements Effect {}

        /** No source can deliver the file. The last effect. */
        record GiveUp(String why) implements Effect {}
    }

    private final String name;
    private final long fileBytes;
    private final int chunkBytes;
    private List<MemberId> sources;
    private final TreeMap<Long, MemberId> asked = new TreeMap<>();
    private final TreeMap<Long, byte[]> early = new TreeMap<>();
    private MessageDigest digest = Sha256.digest();
    private long received;
    private long kept;
    private long nextAsk;
    private int turn;
    private boolean over;

    /** @param sources the known holders of the file */
    public Fetch(String name, long fileBytes, int chunkBytes, List<MemberId> sources) {
        Invariant.check(Sha256.isName(name), "a file is named by its hash");
        Invariant.check(fileBytes >= 0 && chunkBytes > 0, "sizes are valid");
        this.name = name;
        this.fileBytes = fileBytes;
        this.chunkBytes = chunkBytes;
        this.sources = new ArrayList<>(sources);
    }

    /**
     * Processes one input. Does not depend on time: the caller reports when an answer is overdue.
     */
    public List<Effect> step(Input input, long nowNs) {
        List<Effect> effects = new ArrayList<>();
        if (over) {
            return effects;
        }
        switch (input) {
            case Input.Begin begin -> {}
            case Input.Arrived arrived -> arrived(arrived.offset(), arrived.chunk(), effects);
            case Input.Failed failed -> failed(failed.source(), failed.offset());
            case Input.Kept keep -> kept = Math.max(kept, keep.bytes());
        }
        if (received == fileBytes && !over) {
            finish(effects);
        }
        askMore(effects);
        return effects;
    }

    private void arrived(long offset, byte[] chunk, List<Effect> effects) {
        MemberId source = asked.get(offset);
        if (source == null) {
            return; // From an earlier pass, or already received from another source.
        }
        if (chunk.length != length(offset)) {
            failed(source, offset);
            return;
        }
        asked.remove(offset);
        early.put(offset, chunk);
        while (!early.isEmpty() && early.firstKey() == received) {
            byte[] next = early.pollFirstEntry().getValue();
            digest.update(next);
            effects.add(new Effect.Write(received, next));
            received += next.length;
        }
    }

    private int length(long offset) {
        return (int) Math.min(chunkBytes, fileBytes - offset);
    }

    /** Stops using the source. */
    private void failed(MemberId source, long offset) {
        if (source.equals(asked.get(offset))) {
            sources.remove(source);
        }
    }

    private void finish(List<Effect> effects) {
        if (Sha256.name(digest.digest()).equals(name)) {
            over = true;
            effects.add(new Effect.Complete());
            return;
        }
        // Some source is wrong, but it is unknown which: tries each of the others alone.
        Invariant.check(asked.isEmpty(), "nothing is pending when all bytes are here");
        sources = sources.size() < 2 ? List.of() : new ArrayList<>(sources.subList(1, 2));
        digest = Sha256.digest();
        received = 0;
        kept = 0;
        nextAsk = 0;
    }

    private void askMore(List<Effect> effects) {
        if (over) {
            return;
        }
        if (sources.isEmpty()) {
            over = true;
            effects.add(new Effect.GiveUp("no holder could deliver the whole file"));
            return;
        }
        asked.replaceAll((offset, source) -> {
            MemberId other = sources.contains(source) ? source : next();
            if (!other.equals(source)) {
                effects.add(new Effect.Ask(other, offset, length(offset)));
            }
            return other;
        });
        while (asked.size() + early.size() < WINDOW_CHUNKS
                && nextAsk < fileBytes
                && nextAsk - kept < UNKEPT_BYTES_MAX) {
            MemberId source = next();
            asked.put(nextAsk, source);
            effects.add(new Effect.Ask(source, nextAsk, length(nextAsk)));
            nextAsk += length(nextAsk);
        }
    }

    private MemberId next() {
        return sources.get(turn++ % sources.size());
    }
}
