package org.davebank.node;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.davebank.base.Sha256;
import org.davebank.content.IncomingFile;

/** Takes files from other nodes into this node's {@code content} folder. */
final class Files {

    static final String FOLDER = "content/";

    /** Files on their way in at the same time; the one touched longest ago gives way. */
    static final int INCOMING_MAX = 16;

    static final long FILE_BYTES_MAX = 2L << 30;

    private final Disk disk;
    private final NodeJournal journal;
    private final Map<String, IncomingFile> incoming = new LinkedHashMap<>();

    Files(Disk disk, NodeJournal journal) {
        this.disk = disk;
        this.journal = journal;
    }

    /** Answers Done once the chunk is taken; the last one only when the whole file is durable. */
    void store(RequestBody.StoreChunk chunk, Consumer<Reply> answer) {
        String name = chunk.sha256();
        if (!Sha256.isName(name) || chunk.fileBytes() > FILE_BYTES_MAX || chunk.offset() < 0) {
            answer.accept(new Reply.Declined("no such file can be"));
            return;
        }
        IncomingFile file = incoming.remove(name);
        if (file == null || chunk.offset() == 0 && file.received() == 0) {
            file = new IncomingFile(name, chunk.fileBytes());
        }
        incoming.put(name, file);
        makeRoom();
        switch (file.accept(chunk.offset(), chunk.chunk())) {
            case REPEATED -> answer.accept(new Reply.Done(new byte[0]));
            case WRITE -> {
                disk.write(part(name), chunk.offset(), chunk.chunk());
                answer.accept(new Reply.Done(new byte[0]));
            }
            case COMPLETE -> {
                disk.write(part(name), chunk.offset(), chunk.chunk());
                disk.rename(part(name), FOLDER + name);
                journal.touch();
                journal.afterSync(() -> answer.accept(new Reply.Done(new byte[0])));
            }
            case GAP -> {
                incoming.remove(name);
                answer.accept(new Reply.Declined("chunks are missing, begin again"));
            }
            case CORRUPT -> {
                incoming.remove(name);
                answer.accept(new Reply.Declined("the bytes are not those of the name"));
            }
        }
    }

    private void makeRoom() {
        Iterator<String> oldest = incoming.keySet().iterator();
        while (incoming.size() > INCOMING_MAX) {
            oldest.next();
            oldest.remove();
        }
    }

    private static String part(String name) {
        return FOLDER + name + ".part";
    }
}
