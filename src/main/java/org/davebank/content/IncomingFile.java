package org.davebank.content;

import java.security.MessageDigest;
import org.davebank.base.Invariant;
import org.davebank.base.Sha256;

/**
 * One file on its way in. Chunks come in order; a repeated one is recognised by its offset.
 *
 * <pre>
 * RECEIVING → RECEIVING, COMPLETE (all bytes, hash right), CORRUPT (all bytes, hash wrong)
 * </pre>
 */
public final class IncomingFile {

    /** What a chunk did to the file. */
    public enum Outcome {
        /** The chunk is next and is to be written at its offset. */
        WRITE,
        /** As WRITE, and the file is now whole and verified. */
        COMPLETE,
        /** The chunk was there before: nothing to do. */
        REPEATED,
        /** Bytes before this chunk are missing: begin again at {@link IncomingFile#received}. */
        GAP,
        /** All bytes are here and their hash is not the file's name: throw everything away. */
        CORRUPT
    }

    private final String name;
    private final long fileBytes;
    private final MessageDigest digest = Sha256.digest();
    private long received;

    public IncomingFile(String name, long fileBytes) {
        Invariant.check(Sha256.isName(name), "a file is named by its hash");
        this.name = name;
        this.fileBytes = fileBytes;
    }

    public Outcome accept(long offset, byte[] chunk) {
        if (offset + chunk.length <= received && chunk.length > 0) {
            return Outcome.REPEATED;
        }
        if (offset != received || chunk.length > fileBytes - received) {
            return Outcome.GAP;
        }
        digest.update(chunk);
        received += chunk.length;
        if (received < fileBytes) {
            return Outcome.WRITE;
        }
        return Sha256.name(digest.digest()).equals(name) ? Outcome.COMPLETE : Outcome.CORRUPT;
    }

    public long received() {
        return received;
    }
}
