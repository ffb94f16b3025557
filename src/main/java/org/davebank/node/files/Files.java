package org.davebank.node.files;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.base.WireWriter;
import org.davebank.content.Fetch;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.Recovered;
import org.davebank.node.port.Disk;
import org.davebank.node.port.Surroundings;
import org.davebank.node.port.Time;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.storage.RecordKind;
import org.jspecify.annotations.Nullable;

/**
 * The files that this node stores in its folder {@code content/}, each named by its hash.
 *
 * <pre>
 * Invariants
 *   W1  a file gets its name only when all its bytes are on disk; other files in the folder are
 *       deleted at the next start
 *   W2  this node confirms a file only after this process has synced the file, its name and the
 *       count of removals as of which it is kept: data of an earlier process may be only in the
 *       page cache
 *   W3  a drop that is not newer than that count is ignored
 * </pre>
 */
public final class Files {

    static final String FOLDER = "content/";

    /** Other parts of the process put files here for the node to adopt. */
    static final String INCOMING = "incoming/";

    /** Maximum number of concurrent fetches. */
    static final int INCOMING_MAX = 16;

    /** Maximum number of requests that wait for one file. */
    static final int WAITING_MAX = 256;

    /** Maximum number of concurrent chunk reads; chunks stay in memory until they are sent. */
    static final int READS_MAX = 16;

    /** Maximum number of queued chunk reads. */
    static final int READS_WAITING_MAX = 1_024;

    /** Maximum number of files in an inventory. */
    static final int INVENTORY_MAX = 32_000;

    /**
     * Files of an earlier process that one inventory syncs. Most are on disk already and cost
     * little.
     */
    static final int INVENTORY_SYNCS_MAX = 1_024;

    static final long FILE_BYTES_MAX = 2L << 30;

    /** A chunk that has not arrived after this time is requested from another node. */
    static final long CHUNK_TIMEOUT_NS = 5_000_000_000L;

    /** Bytes written between syncs. */
    private static final long SYNC_BYTES = 4L << 20;

    /**
     * @param asOf the count of removals as of which this node has confirmed the file
     * @param synced whether a sync of this life covers the file and its name
     * @param arrival distinguishes the file from an earlier, dropped file of the same name
     */
    private record Held(long bytes, long asOf, boolean synced, long arrival) {
        Held asOf(long count) {
            return new Held(bytes, Math.max(asOf, count), synced, arrival);
        }

        Held whenSynced() {
            return new Held(bytes, asOf, true, arrival);
        }
    }

    private static final class Incoming {
        final Fetch fetch;
        final long bytes;
        final List<Consumer<Reply>> waiting = new ArrayList<>();
        long asOf;
        long syncedTo;

        Incoming(Fetch fetch, long bytes) {
            this.fetch = fetch;
            this.bytes = bytes;
        }
    }

    /** A queued chunk read and its callback, which gets null if the disk cannot read the chunk. */
    private record Read(
            String file, long offset, int length, Consumer<byte @Nullable []> waiting) {}

    private final Surroundings node;
    private final FileSettings settings;
    private final Disk disk;
    private final Time time;
    private final NodeJournal journal;
    private final Map<String, Held> held = new TreeMap<>();
    private final Map<String, Incoming> incoming = new LinkedHashMap<>();
    private final Map<Long, Read> reads = new TreeMap<>();
    private final Deque<Read> waitingReads = new ArrayDeque<>();
    private long heldBytes;
    private long nextRead;
    private long arrivals;

    public Files(
            Surroundings node, FileSettings settings, Disk disk, Time time, NodeJournal journal) {
        this.node = node;
        this.settings = settings;
        this.disk = disk;
        this.time = time;
        this.journal = journal;
    }

    /** Takes over the files of an earlier process; deletes incomplete and unknown files. */
    public void recover(List<String> onDisk, Map<String, Recovered.Content> recorded) {
        Set<String> whole = new TreeSet<>();
        for (String file : onDisk) {
            String name = file.startsWith(FOLDER) ? file.substring(FOLDER.length()) : "";
            if (recorded.containsKey(name)) {
                whole.add(name);
            } else if (file.startsWith(FOLDER) || file.startsWith(INCOMING)) {
                disk.remove(file);
            }
        }
        recorded.forEach((name, content) -> {
            if (whole.contains(name)) {
                hold(name, new Held(content.bytes(), content.asOf(), false, ++arrivals));
            }
        });
    }

    private void hold(String name, Held now) {
        Held before = held.put(name, now);
        heldBytes += now.bytes() - (before == null ? 0 : before.bytes());
    }

    private void forget(String name) {
        Held before = held.remove(name);
        heldBytes -= before == null ? 0 : before.bytes();
    }

    boolean has(String name) {
        return held.containsKey(name);
    }

    /** Takes over a file from {@link #INCOMING}, whose hash was computed while it was written. */
    void adopt(String from, String name, long bytes, long asOf, Consumer<Reply> answer) {
        if (isFull(bytes)) {
            answer.accept(full());
            return;
        }
        if (isDiskShort(0)) { // The file uses its space already.
            answer.accept(new Reply.Busy(node.name() + Disk.FULL));
            return;
        }
        if (waitingReads.size() >= READS_WAITING_MAX) {
            answer.accept(new Reply.Busy("too many chunks wait to be read here"));
            return;
        }
        // It may have been adopted before and deleted since.
        waitingReads.addLast(
                new Read(
                        from,
                        0,
                        (int) Math.min(1, bytes),
                        found -> {
                            if (found == null) {
                                answer.accept(new Reply.Declined("the file is no longer here"));
                                return;
                            }
                            disk.include(from);
                            journal.touch();
                            journal.afterSync(() -> giveName(from, name, bytes, asOf, answer));
                        }));
        readWaiting();
    }

    /** Gives the durable bytes their name, and answers when the name is durable too. */
    private void giveName(String from, String name, long bytes, long asOf, Consumer<Reply> answer) {
        disk.rename(from, FOLDER + name);
        note(name, bytes, asOf);
        Held before = held.get(name);
        hold(name, before == null ? new Held(bytes, asOf, false, ++arrivals) : before.asOf(asOf));
        vouchAfterSync(name, answer);
    }

    /** Answers Done after the next sync, unless the file has been dropped or replaced by then. */
    private void vouchAfterSync(String name, Consumer<Reply> answer) {
        long arrival = arrival(name);
        journal.afterSync(() -> {
            boolean still = synced(name, arrival);
            answer.accept(
                    still
                            ? new Reply.Done(new byte[0])
                            : new Reply.Declined(node.name() + " has lost the file"));
        });
    }

    private long arrival(String name) {
        Held here = held.get(name);
        return here == null ? 0 : here.arrival();
    }

    /** Marks the file of that arrival as synced. Returns false when it has been dropped. */
    private boolean synced(String name, long arrival) {
        Held still = held.get(name);
        if (still == null || still.arrival() != arrival) {
            return false;
        }
        hold(name, still.whenSynced());
        return true;
    }

    private void note(String name, long bytes, long asOf) {
        byte[] record = new WireWriter().text(name).varint(bytes).varint(asOf).toBytes();
        journal.save(RecordKind.CONTENT, 0, record);
    }

    private boolean isFull(long more) {
        long coming = 0;
        for (Incoming each : incoming.values()) {
            coming += each.bytes;
        }
        return heldBytes + coming + more > settings.bytesMax();
    }

    private boolean isDiskShort(long more) {
        return disk.roomBytes() - more < Disk.ROOM_BYTES_MIN;
    }

    private Reply full() {
        return new Reply.Full(node.name() + " keeps as many files as it may");
    }

    /** Fetches a file from the nodes that have it. Answers Done when it is durable here. */
    public void fetch(RequestBody.FetchFile body, Consumer<Reply> answer) {
        String name = body.sha256();
        Held here = held.get(name);
        if (here != null) {
            confirm(body, here, answer);
            return;
        }
        Incoming under = incoming.get(name);
        if (under != null) {
            if (under.waiting.size() >= WAITING_MAX) {
                answer.accept(new Reply.Busy("too many requests wait for the file"));
                return;
            }
            under.waiting.add(answer);
            under.asOf = Math.max(under.asOf, body.asOf());
            return;
        }
        if (body.bytes() > FILE_BYTES_MAX || isFull(body.bytes())) {
            answer.accept(full());
            return;
        }
        if (isDiskShort(body.bytes())) {
            answer.accept(new Reply.Busy(node.name() + Disk.FULL));
            return;
        }
        if (incoming.size() >= INCOMING_MAX) {
            answer.accept(
                    new Reply.Busy(node.name() + " fetches " + INCOMING_MAX + " files already"));
            return;
        }
        Incoming fresh =
                new Incoming(
                        new Fetch(name, body.bytes(), settings.chunkBytes(), body.sources()),
                        body.bytes());
        fresh.asOf = body.asOf();
        fresh.waiting.add(answer);
        incoming.put(name, fresh);
        step(name, fresh, new Fetch.Input.Begin());
    }

    /** Confirms an existing file once the file and its count of removals are durable. */
    private void confirm(RequestBody.FetchFile body, Held here, Consumer<Reply> answer) {
        String name = body.sha256();
        if (!here.synced()) {
            disk.include(FOLDER + name);
            journal.touch();
        }
        if (body.asOf() > here.asOf()) {
            hold(name, here.asOf(body.asOf()));
            note(name, here.bytes(), body.asOf());
        }
        vouchAfterSync(name, answer);
    }

    private void step(String name, Incoming file, Fetch.Input input) {
        for (Fetch.Effect effect : file.fetch.step(input, time.nowNs())) {
            switch (effect) {
                case Fetch.Effect.Ask e -> ask(name, file, e);
                case Fetch.Effect.Write e -> {
                    disk.write(part(name), e.offset(), e.chunk());
                    written(name, file, e.offset() + e.chunk().length);
                }
                case Fetch.Effect.Complete e -> complete(name, file);
                case Fetch.Effect.GiveUp e -> {
                    incoming.remove(name);
                    disk.remove(part(name));
                    file.waiting.forEach(each -> each.accept(new Reply.Declined(e.why())));
                }
            }
        }
    }

    private void ask(String name, Incoming file, Fetch.Effect.Ask ask) {
        node.ask(
                new RequestBody.ReadChunk(ask.source(), name, ask.offset(), ask.length()),
                CHUNK_TIMEOUT_NS,
                reply ->
                        step(
                                name,
                                file,
                                reply instanceof Reply.Done done
                                        ? new Fetch.Input.Arrived(ask.offset(), done.bytes())
                                        : new Fetch.Input.Failed(ask.source(), ask.offset())));
    }

    private void written(String name, Incoming file, long end) {
        file.syncedTo = Math.min(file.syncedTo, end); // A new pass starts from the beginning.
        if (end - file.syncedTo >= SYNC_BYTES) {
            file.syncedTo = end;
            journal.touch();
            journal.afterSync(() -> step(name, file, new Fetch.Input.Kept(end)));
        }
    }

    private void complete(String name, Incoming file) {
        if (file.bytes == 0) {
            disk.write(part(name), 0, new byte[0]);
        }
        journal.touch();
        journal.afterSync(() -> {
            incoming.remove(name);
            giveName(
                    part(name),
                    name,
                    file.bytes,
                    file.asOf,
                    reply -> file.waiting.forEach(each -> each.accept(reply)));
        });
    }

    private static String part(String name) {
        return FOLDER + name + ".part";
    }

    /** Reads a chunk for another node. */
    public void read(RequestBody.ReadChunk body, Consumer<Reply> answer) {
        Held here = held.get(body.sha256());
        boolean fits =
                here != null
                        && body.offset() >= 0
                        && body.length() > 0
                        && body.length() <= FileSettings.CHUNK_BYTES_MAX
                        && body.offset() <= here.bytes() - body.length();
        if (!fits) {
            answer.accept(new Reply.Declined(node.name() + " has no such chunk"));
        } else if (waitingReads.size() >= READS_WAITING_MAX) {
            answer.accept(new Reply.Busy("too many chunks wait to be read here"));
        } else {
            String name = body.sha256();
            waitingReads.addLast(
                    new Read(
                            FOLDER + name,
                            body.offset(),
                            body.length(),
                            found -> {
                                if (found == null) {
                                    forget(name);
                                    answer.accept(
                                            new Reply.Declined(node.name() + " has lost the file"));
                                } else {
                                    answer.accept(new Reply.Done(found));
                                }
                            }));
            readWaiting();
        }
    }

    private void readWaiting() {
        while (!waitingReads.isEmpty() && reads.size() < READS_MAX) {
            Read next = waitingReads.removeFirst();
            long ticket = nextRead++;
            reads.put(ticket, next);
            disk.readPart(next.file(), next.offset(), next.length(), ticket);
        }
    }

    /** @param bytes null when the disk could not read them */
    public void readDone(long ticket, byte @Nullable [] bytes) {
        Read read = reads.remove(ticket);
        if (read == null) {
            return;
        }
        read.waiting().accept(bytes);
        readWaiting();
    }

    /** Deletes a copy unless it has been confirmed since. */
    public void drop(RequestBody.DropFile body, Consumer<Reply> answer) {
        Held here = held.get(body.sha256());
        if (here != null && here.asOf() >= body.removal()) {
            answer.accept(new Reply.Declined("the file was requested since"));
            return;
        }
        if (here != null) {
            forget(body.sha256());
            disk.remove(FOLDER + body.sha256());
            journal.touch();
        }
        journal.afterSync(() -> answer.accept(new Reply.Done(new byte[0])));
    }

    /**
     * Answers with the names of all durable files, 32 bytes each. Other nodes rely on them, so
     * files of an earlier process are synced first, a limited number per answer.
     */
    public void inventory(Consumer<Reply> answer) {
        Map<String, Long> found = new TreeMap<>();
        held.forEach((name, file) -> {
            if (!file.synced() && found.size() < INVENTORY_SYNCS_MAX) {
                found.put(name, file.arrival());
                disk.include(FOLDER + name);
            }
        });
        if (found.isEmpty()) {
            answer.accept(new Reply.Done(syncedNames()));
            return;
        }
        journal.touch();
        journal.afterSync(() -> {
            found.forEach(this::synced);
            answer.accept(new Reply.Done(syncedNames()));
        });
    }

    private byte[] syncedNames() {
        WireWriter names = new WireWriter(Math.min(held.size(), INVENTORY_MAX) * 32 + 1);
        int left = INVENTORY_MAX;
        for (Map.Entry<String, Held> each : held.entrySet()) {
            if (left > 0 && each.getValue().synced()) {
                names.raw(HexFormat.of().parseHex(each.getKey()));
                left--;
            }
        }
        return names.toBytes();
    }

    public static Set<String> readInventory(byte[] bytes) {
        Set<String> names = new TreeSet<>();
        for (int at = 0; at + 32 <= bytes.length; at += 32) {
            names.add(HexFormat.of().formatHex(bytes, at, at + 32));
        }
        return names;
    }

    /** What all files here take. */
    public long heldBytes() {
        return heldBytes;
    }

    /** Names of all files that this node stores. */
    public Set<String> names() {
        return new TreeSet<>(held.keySet());
    }
}
