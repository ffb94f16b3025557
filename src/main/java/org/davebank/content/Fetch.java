package org.davebank.content;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.base.Sha256;

/**
 * One file on its way in, asked for in chunks from whoever has it, several at a time. It exists only
 * when all its bytes are here and their hash is its name.
 *
 * <pre>
 * state      Arrived, next    Arrived, all here and right   wrong hash             Failed
 * FETCHING   FETCHING, Write  COMPLETE                      FETCHING from another  FETCHING from the
 *                                                           source alone, FAILED   others, FAILED
 *                                                           after the last         after the last
 * </pre>
 *
 * <p>Invariants: (F1) bytes are written in order and once a pass; (F2) no more than {@link
 * #WINDOW_CHUNKS} chunks are under way or waiting for an earlier one; (F3) no more than {@link
 * #UNKEPT_BYTES_MAX} bytes, and those of the window, are written and not yet on disk. Not
 * thread-safe.
 */
public final class Fetch {

    public static final int WINDOW_CHUNKS = 8;
    public static final long UNKEPT_BYTES_MAX = 8L << 20;

    /** What happens to the fetch. */
    public sealed interface Input {
        /** The first input. */
        record Begin() implements Input {}

        /** A source has answered with the bytes at this offset. */
        @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
        record Arrived(long offset, byte[] chunk) implements Input {}

        /** A source cannot give what it was asked for at this offset. */
        record Failed(MemberId source, long offset) implements Input {}

        /** Everything below this offset is on disk. */
        record Kept(long bytes) implements Input {}
    }

    /** What is to be done. */
    public sealed interface Effect {
        record Ask(MemberId source, long offset, int length) implements Effect {}

        @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
        record Write(long offset, byte[] chunk) implements Effect {}

        /** All bytes are written and are those of the name. The last effect. */
        record Complete() implements Effect {}

        /** Nobody can give the file. The last effect. */
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

    /**
     * @param sources who has the file, as far as is known
     */
    public Fetch(String name, long fileBytes, int chunkBytes, List<MemberId> sources) {
        Invariant.check(Sha256.isName(name), "a file is named by its hash");
        Invariant.check(fileBytes >= 0 && chunkBytes > 0, "sizes make sense");
        this.name = name;
        this.fileBytes = fileBytes;
        this.chunkBytes = chunkBytes;
        this.sources = new ArrayList<>(sources);
    }

    /** Nothing here depends on time: whoever asks for chunks says when an answer is too late. */
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
            return; // Of an earlier pass, or asked of somebody else meanwhile and here already.
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

    /** The source is asked no more. */
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
        // Some source lies and nobody can tell which: each of the others is tried alone.
        Invariant.check(asked.isEmpty(), "nothing is under way when all is here");
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
            effects.add(new Effect.GiveUp("no holder could give the file whole"));
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
