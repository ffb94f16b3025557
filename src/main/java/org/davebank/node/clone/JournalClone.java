package org.davebank.node.clone;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.Recovered;
import org.davebank.node.port.Disk;
import org.davebank.node.wire.NodeRefused;
import org.davebank.raft.HardState;
import org.davebank.storage.Journal;
import org.davebank.storage.JournalRecord;
import org.davebank.storage.JournalSettings;
import org.davebank.storage.RecordKind;
import org.davebank.storage.Recovery;
import org.davebank.storage.SegmentImage;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the journal of a stopped node as the journal of a member of another network.
 *
 * <p>Call {@link #copy} for each node of the copied network, then {@link #seal} for each with the
 * terms of all nodes. After each call, pass every finished sync of the new disk to {@link #synced}
 * until {@link #isDurable}. Not thread-safe.
 *
 * <p>Sealing raises terms. If the folders were copied one after the other while their nodes ran, a
 * node may lack a term in which another node's entry was made. All nodes therefore start in the
 * newest term of any node, without a vote, so that no term is used twice.
 */
public final class JournalClone {

    /** Bytes written between syncs. */
    private static final long FLUSH_BYTES = 8L << 20;

    private final NodeJournal journal;
    private final SortedMap<GroupId, Long> terms = new TreeMap<>();
    private final List<GroupId> held = new ArrayList<>();
    private long records;
    private boolean unproven;
    private boolean durable;

    private JournalClone(Disk disk, Journal journal) {
        this.journal = new NodeJournal(journal, disk);
    }

    /**
     * Reads the journal of one folder and writes its clone into another, which must be empty.
     *
     * @param bytesRead receives the number of bytes read so far
     * @throws NodeRefused when the old journal is damaged or of another version
     */
    public static JournalClone copy(
            Disk old,
            Disk fresh,
            int segmentBytes,
            CloneIds ids,
            RandomSource random,
            LongConsumer bytesRead)
            throws NodeRefused {
        Journal journal = open(fresh, segmentBytes, random, bytes -> {}, record -> {});
        JournalClone clone = new JournalClone(fresh, journal);
        CloneRecords names = new CloneRecords(ids);
        @Nullable String[] refusal = new @Nullable String[1];
        long[] unwritten = new long[1];
        open(
                old,
                segmentBytes,
                random,
                bytesRead,
                record -> {
                    if (refusal[0] == null) {
                        refusal[0] = clone.take(names, record);
                    }
                    unwritten[0] += record.payload().length;
                    if (unwritten[0] >= FLUSH_BYTES) {
                        clone.journal.flush();
                        unwritten[0] = 0;
                    }
                });
        if (refusal[0] != null) {
            throw new NodeRefused(refusal[0]);
        }
        clone.terms.putAll(names.terms());
        clone.held.addAll(names.groups());
        clone.finish();
        return clone;
    }

    /** Copies a record. Returns null, or the reason why that is impossible. */
    private @Nullable String take(CloneRecords names, JournalRecord old) {
        try {
            JournalRecord renamed = names.rename(old);
            if (renamed != null) {
                save(renamed.kind(), renamed.group(), renamed.payload());
            }
            return null;
        } catch (WireException | IllegalArgumentException e) {
            return "the journal is whole but of another version: " + e.getMessage();
        } catch (NodeRefused e) {
            return e.getMessage();
        }
    }

    /**
     * Reads a clone back, verifies it and raises its terms.
     *
     * @param copied the result of {@link #copy} in this folder
     * @param terms at least those of all nodes of the network
     * @param bytesRead receives the number of bytes read so far
     * @throws NodeRefused when it differs from what was written
     */
    public static JournalClone seal(
            JournalClone copied,
            Disk fresh,
            int segmentBytes,
            SortedMap<GroupId, Long> terms,
            RandomSource random,
            LongConsumer bytesRead)
            throws NodeRefused {
        long[] found = new long[1];
        Journal journal = open(fresh, segmentBytes, random, bytesRead, record -> found[0]++);
        if (found[0] != copied.records) {
            throw new NodeRefused(
                    "of " + copied.records + " records of the clone " + found[0] + " were found");
        }
        JournalClone sealed = new JournalClone(fresh, journal);
        for (GroupId group : copied.held) {
            HardState hard = new HardState(terms.getOrDefault(group, 0L), null);
            byte[] payload = Recovered.writeHardState(hard);
            sealed.save(RecordKind.HARD_STATE, group.value(), payload);
        }
        sealed.finish();
        return sealed;
    }

    private static Journal open(
            Disk disk,
            int segmentBytes,
            RandomSource random,
            LongConsumer read,
            Consumer<JournalRecord> records)
            throws NodeRefused {
        List<SegmentImage> segments = new ArrayList<>();
        byte[] state = null;
        long[] bytesRead = new long[1];
        for (String file : disk.files()) {
            if (file.equals(Journal.STATE_FILE)) {
                state = disk.read(file);
            } else if (Journal.isSegment(file)) {
                segments.add(
                        new SegmentImage(
                                file,
                                () -> {
                                    byte[] bytes = disk.read(file);
                                    read.accept(bytesRead[0] += bytes.length);
                                    return bytes;
                                }));
            }
        }
        JournalSettings settings = new JournalSettings(segmentBytes);
        return switch (Journal.open(settings, segments, state, random, records)) {
            case Recovery.Foreign foreign -> throw new NodeRefused(foreign.why());
            case Recovery.Damaged damaged -> throw new NodeRefused(damaged.why());
            case Recovery.Recovered found -> {
                found.unprovenFiles().forEach(disk::include);
                yield found.journal();
            }
        };
    }

    private void save(RecordKind kind, int group, byte[] payload) {
        journal.save(kind, group, payload);
        records++;
    }

    /** Syncs everything, then writes and syncs the proof of it. */
    private void finish() {
        journal.touch();
        journal.afterSync(() -> unproven = true);
        journal.flush();
    }

    /** The sync of the new disk with this ticket has finished. */
    public void synced(long ticket) {
        journal.synced(ticket);
        journal.flush(); // In case the finished sync left data to write.
        if (unproven) {
            unproven = false;
            journal.mark();
            journal.touch();
            journal.afterSync(() -> durable = true);
            journal.flush();
        }
    }

    /** True when the journal and the proof of its sync are on disk. */
    public boolean isDurable() {
        return durable;
    }

    /** The newest term in the old journal, by group. */
    public SortedMap<GroupId, Long> terms() {
        return new TreeMap<>(terms);
    }
}
