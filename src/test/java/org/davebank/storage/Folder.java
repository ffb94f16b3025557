package org.davebank.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/** The journal files of one node in memory, with writes that a power cut may lose or tear. */
final class Folder {

    final TreeMap<String, byte[]> files = new TreeMap<>();
    final List<JournalEffect> unsynced = new ArrayList<>();

    void execute(List<JournalEffect> effects) {
        unsynced.addAll(effects);
    }

    void sync() {
        unsynced.forEach(effect -> apply(effect, Integer.MAX_VALUE));
        unsynced.clear();
    }

    /** Only the first {@code bytes} bytes of the unsynced writes arrived, in order. */
    void cutPowerAfter(long bytes) {
        long left = bytes;
        for (JournalEffect effect : unsynced) {
            apply(effect, (int) Math.min(left, Integer.MAX_VALUE));
            left -= effect instanceof JournalWrite write ? write.bytes().length : 0;
            if (left < 0) {
                break;
            }
        }
        unsynced.clear();
    }

    /** Any 64-byte pieces of the unsynced writes arrived, in any order. */
    void cutPowerAtRandom(RandomSource random) {
        boolean allocated = random.chance(0.7);
        for (JournalEffect effect : unsynced) {
            switch (effect) {
                case JournalPreallocate preallocate -> {
                    if (allocated) {
                        apply(preallocate, 0);
                    }
                }
                case JournalWrite write -> {
                    for (int from = 0; from < write.bytes().length; from += 64) {
                        if (files.containsKey(write.file()) && random.chance(0.6)) {
                            int to = Math.min(write.bytes().length, from + 64);
                            System.arraycopy(
                                    write.bytes(),
                                    from,
                                    files.get(write.file()),
                                    (int) write.offset() + from,
                                    to - from);
                        }
                    }
                }
            }
        }
        unsynced.clear();
    }

    private void apply(JournalEffect effect, int bytesMax) {
        switch (effect) {
            case JournalPreallocate preallocate ->
                    files.merge(
                            preallocate.file(),
                            new byte[(int) preallocate.bytes()],
                            (old, fresh) -> {
                                System.arraycopy(old, 0, fresh, 0, old.length);
                                return fresh;
                            });
            case JournalWrite write -> {
                byte[] file = files.get(write.file());
                if (file == null) {
                    throw new IllegalStateException("not preallocated: " + write.file());
                }
                int count = Math.max(0, Math.min(bytesMax, write.bytes().length));
                System.arraycopy(write.bytes(), 0, file, (int) write.offset(), count);
            }
        }
    }

    List<SegmentImage> images() {
        List<SegmentImage> images = new ArrayList<>();
        files.forEach((name, bytes) -> {
            byte[] found = bytes.clone();
            if (Journal.isSegment(name)) {
                images.add(new SegmentImage(name, () -> found));
            }
        });
        return images;
    }

    byte @Nullable [] state() {
        byte[] state = files.get(Journal.STATE_FILE);
        return state == null ? null : state.clone();
    }

    int segments() {
        return images().size();
    }

    /** Begins a life of the journal on what lies here. */
    Opening open(JournalSettings settings, RandomSource random) {
        List<JournalRecord> records = new ArrayList<>();
        return new Opening(
                Journal.open(settings, images(), state(), random, records::add), records);
    }

    /** Writes and syncs all that was appended, until the journal would miss it. */
    void commit(Journal journal) {
        do {
            execute(journal.drain());
            Journal.Drained drained = journal.drained();
            sync();
            journal.synced(drained);
        } while (journal.isStateDue());
    }

    /** What an opening found, with the records that it read on the way. */
    record Opening(Recovery recovery, List<JournalRecord> records) {

        Recovery.Recovered recovered() {
            return (Recovery.Recovered) recovery;
        }

        Journal journal() {
            return recovered().journal();
        }

        boolean tornTail() {
            return recovered().tornTail();
        }

        /** What is wrong, or empty. */
        String why() {
            return switch (recovery) {
                case Recovery.Recovered found -> "";
                case Recovery.Damaged damaged -> damaged.why();
                case Recovery.Foreign foreign -> foreign.why();
            };
        }
    }

    Folder copy() {
        Folder copy = new Folder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            copy.files.put(file.getKey(), file.getValue().clone());
        }
        copy.unsynced.addAll(unsynced);
        return copy;
    }
}
