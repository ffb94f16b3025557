package org.davebank.simulator.disk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.davebank.base.HeapSpill;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.davebank.base.Spill;
import org.davebank.node.port.Disk;
import org.davebank.simulator.check.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A simulated disk with a volatile cache.
 *
 * <p>Writes go to the cache. A sync makes durable what was written before it to the files that this
 * life of the process has written to or included; it finishes when {@link #complete} is called. A
 * killed process leaves the cache as it is. A power cut keeps a random part of the cache: nothing,
 * a prefix with a torn end, or any subset of its sectors, since a disk may write back in any order.
 * Synced data survives everything. Not thread-safe.
 */
public final class SimDisk implements Disk {

    /** The unit that a disk writes atomically. */
    static final int SECTOR_BYTES = 512;

    private sealed interface Operation {
        String file();
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Write(String file, long offset, byte[] bytes) implements Operation {}

    private record Preallocate(String file, long bytes) implements Operation {}

    private record Rename(String file, String to) implements Operation {}

    private record Remove(String file) implements Operation {}

    private record Sync(long ticket, List<Operation> operations) {}

    private final Gate gate;
    private String place = "/data";
    private String identity = "disk 1";
    private final LongConsumer syncAsked;
    private final Reads reads;
    private final Map<String, byte[]> durable = new TreeMap<>();
    private final List<Operation> cached = new ArrayList<>();
    private final TreeSet<String> touched = new TreeSet<>();
    private final Deque<Sync> syncing = new ArrayDeque<>();
    private int setAsideCount;
    private HeapSpill spill = new HeapSpill();
    private long roomBytes = Long.MAX_VALUE;

    private long syncsAsked;
    private long syncsCompleted;
    private long renames;

    /** Receives the result of a read; answers later. */
    public interface Reads {
        void read(long ticket, byte @Nullable [] bytes);
    }

    /** Divisor for what a ledger usually keeps in memory. */
    private final int hunger;

    /** @param syncAsked receives the ticket of each sync; answers later with {@link #complete} */
    public SimDisk(Gate gate, int hunger, LongConsumer syncAsked, Reads reads) {
        this.hunger = hunger;
        this.gate = gate;
        this.syncAsked = syncAsked;
        this.reads = reads;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public Spill spill() {
        spill = new HeapSpill();
        return new HungrySpill(spill, hunger);
    }

    /** What is set aside is never read again, so it is not kept. */
    @Override
    public String setAside() {
        clear();
        setAsideCount++;
        return "set-aside-" + setAsideCount;
    }

    @Override
    public long roomBytes() {
        return roomBytes;
    }

    /** Flips one bit in everything that is in the spill. */
    public void rotSpill(RandomSource random) {
        spill.rot(random);
    }

    /** The bytes of a file on the disk; callers may change them to damage the file. */
    public byte @Nullable [] raw(String file) {
        return durable.get(file);
    }

    /** Files on the disk, cached ones included; everything cached is written first. */
    public List<String> settle() {
        unsynced().forEach(each -> execute(each, durable));
        clearCache();
        return new ArrayList<>(durable.keySet());
    }

    public void lose(String file) {
        durable.remove(file);
    }

    /** Sets the free space that is measured from now on. */
    public void roomBytes(long bytes) {
        roomBytes = bytes;
    }

    @Override
    public int setAsideCount() {
        return setAsideCount;
    }

    @Override
    public List<String> files() {
        return new ArrayList<>(seen(false).keySet());
    }

    @Override
    public byte[] read(String file) {
        byte[] bytes = seen(file);
        if (bytes == null) {
            throw new Invariant.Broken("only files that exist are read");
        }
        return bytes.clone();
    }

    /**
     * What a process sees: the durable files with the cache on top. Read only.
     *
     * @param small whether the cache matters only for files other than the journal
     */
    private Map<String, byte[]> seen(boolean small) {
        Map<String, byte[]> seen = new TreeMap<>(durable);
        Set<String> copied = new TreeSet<>();
        for (Operation each : unsynced()) {
            if (small && !isSmall(each.file())) {
                continue;
            }
            // A file is copied only if the cache has a write for it.
            if (!(each instanceof Rename rename)) {
                if (copied.add(each.file())) {
                    seen.computeIfPresent(each.file(), (file, bytes) -> bytes.clone());
                }
            } else if (copied.remove(rename.file)) {
                copied.add(rename.to);
            } else {
                copied.remove(rename.to);
            }
            execute(each, seen);
        }
        return seen;
    }

    /** One file as a process sees it, or null. Read only. */
    private byte @Nullable [] seen(String file) {
        return isClean() ? durable.get(file) : seen(isSmall(file)).get(file);
    }

    private static boolean isSmall(String file) {
        return file.startsWith("content/") || file.startsWith("incoming/");
    }

    @Override
    public void preallocate(String file, long bytes) {
        add(new Preallocate(file, bytes));
    }

    @Override
    public void write(String file, long offset, byte[] bytes) {
        add(new Write(file, offset, bytes));
    }

    @Override
    public void include(String file) {
        touched.add(file);
    }

    @Override
    public void rename(String from, String to) {
        if (gate.admit()) {
            cached.add(new Rename(from, to));
            touched.add(from);
            touched.add(to);
            renames++;
        }
    }

    @Override
    public void remove(String file) {
        add(new Remove(file));
    }

    @Override
    public void readPart(String file, long offset, int length, long ticket) {
        byte[] whole = seen(file);
        boolean there = whole != null && offset + length <= whole.length;
        reads.read(
                ticket,
                whole != null && there
                        ? Arrays.copyOfRange(whole, (int) offset, (int) offset + length)
                        : null);
    }

    /** What a power cut now would certainly leave of a file, or null. */
    public byte @Nullable [] durable(String file) {
        return durable.get(file);
    }

    /** Deletes the files of a folder, as a careless operator or a broken disk would. */
    public void loseFiles(String folder) {
        durable.keySet().removeIf(file -> file.startsWith(folder));
    }

    /** Sets the folder's path. */
    public SimDisk at(String here) {
        place = here;
        return this;
    }

    /** What a copy of all files made now would contain, as after a power cut. */
    public Map<String, byte[]> copy() {
        Map<String, byte[]> copy = new TreeMap<>();
        durable.forEach((file, bytes) -> copy.put(file, bytes.clone()));
        return copy;
    }

    /**
     * Replaces everything by a copy.
     *
     * @param identity of the folder from now on
     */
    public void restore(Map<String, byte[]> copy, String identity) {
        wipe();
        copy.forEach((file, bytes) -> durable.put(file, bytes.clone()));
        this.identity = identity;
    }

    /** A new disk is put in. */
    public void wipe() {
        clear();
        setAsideCount = 0;
    }

    private void clear() {
        durable.clear();
        clearCache();
    }

    private void clearCache() {
        cached.clear();
        syncing.clear();
        syncsCompleted = syncsAsked;
        touched.clear();
    }

    private void add(Operation operation) {
        if (gate.admit()) {
            cached.add(operation);
            touched.add(operation.file());
        }
    }

    @Override
    public void sync(long ticket) {
        if (!gate.admit()) {
            return;
        }
        List<Operation> covered = new ArrayList<>();
        List<Operation> rest = new ArrayList<>();
        touched.addAll(namesBefore(touched));
        for (Operation operation : cached) {
            (touched.contains(operation.file()) ? covered : rest).add(operation);
        }
        cached.clear();
        cached.addAll(rest);
        touched.clear();
        syncing.addLast(new Sync(ticket, covered));
        syncsAsked++;
        syncAsked.accept(ticket);
    }

    /** The names of these files when the cache's writes to them were made. */
    private TreeSet<String> namesBefore(TreeSet<String> files) {
        TreeSet<String> names = new TreeSet<>(files);
        TreeSet<String> before = new TreeSet<>();
        for (Operation operation : cached.reversed()) {
            if (operation instanceof Rename rename && names.contains(rename.to)) {
                names.add(rename.file);
                before.add(rename.file);
            }
        }
        return before;
    }

    /** A requested sync has finished; syncs finish in order. */
    public void complete(long ticket) {
        Sync done = syncing.removeFirst();
        Invariant.check(done.ticket == ticket, "syncs finish in order", ticket, done.ticket);
        done.operations.forEach(each -> execute(each, durable));
        syncsCompleted++;
    }

    /** The number of renamed files. */
    public long renames() {
        return renames;
    }

    /** The number of requested syncs. */
    public long syncsAsked() {
        return syncsAsked;
    }

    /** The number of finished syncs; those that a crash interrupts count as finished. */
    public long syncsCompleted() {
        return syncsCompleted;
    }

    /** The process has ended, the machine has not: the cache stays, and no sync finishes. */
    public void processEnded() {
        List<Operation> all = unsynced();
        syncing.clear();
        syncsCompleted = syncsAsked;
        touched.clear();
        cached.clear();
        cached.addAll(all);
    }

    /** The machine is without power for a moment. */
    public void powerLost(RandomSource random) {
        List<Operation> all = unsynced();
        syncing.clear();
        syncsCompleted = syncsAsked;
        touched.clear();
        cached.clear();
        int fate = random.nextInt(4);
        switch (fate) {
            case 0 -> {} // Nothing of the cache had reached the disk.
            case 1 -> {
                int whole = random.nextInt(all.size() + 1);
                all.subList(0, whole).forEach(each -> execute(each, durable));
                if (whole < all.size()) {
                    executePart(all.get(whole), random, true);
                }
            }
            case 2 -> all.forEach(each -> executePart(each, random, false));
            default -> all.forEach(each -> execute(each, durable));
        }
    }

    private List<Operation> unsynced() {
        List<Operation> all = new ArrayList<>();
        syncing.forEach(sync -> all.addAll(sync.operations));
        all.addAll(cached);
        return all;
    }

    /** Some sectors of a write reach the disk: the first ones, or any. */
    private void executePart(Operation operation, RandomSource random, boolean prefix) {
        if (!(operation instanceof Write write)) {
            if (random.chance(0.5)) {
                execute(operation, durable);
            }
            return;
        }
        long end = write.offset + write.bytes.length;
        long at = write.offset;
        while (at < end) {
            long next = Math.min(end, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
            boolean kept = random.chance(prefix ? 0.8 : 0.5);
            if (kept) {
                int from = (int) (at - write.offset);
                int to = (int) (next - write.offset);
                byte[] part = Arrays.copyOfRange(write.bytes, from, to);
                execute(new Write(write.file, at, part), durable);
            } else if (prefix) {
                return;
            }
            at = next;
        }
    }

    private static void execute(Operation operation, Map<String, byte[]> files) {
        switch (operation) {
            case Write write -> {
                int end = Math.toIntExact(write.offset + write.bytes.length);
                byte[] file = grown(files, write.file, end);
                System.arraycopy(write.bytes, 0, file, (int) write.offset, write.bytes.length);
            }
            case Preallocate more -> grown(files, more.file, Math.toIntExact(more.bytes));
            case Remove remove -> files.remove(remove.file);
            case Rename rename -> {
                byte[] file = files.remove(rename.file);
                if (file != null) {
                    files.put(rename.to, file);
                }
            }
        }
    }

    private static byte[] grown(Map<String, byte[]> files, String name, int length) {
        byte[] file = files.get(name);
        if (file == null || file.length < length) {
            file = file == null ? new byte[length] : Arrays.copyOf(file, length);
            files.put(name, file);
        }
        return file;
    }

    /** Whether everything written has been synced. */
    boolean isClean() {
        return cached.isEmpty() && syncing.isEmpty();
    }
}
