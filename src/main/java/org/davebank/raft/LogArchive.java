package org.davebank.raft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.davebank.base.Checksum;
import org.davebank.base.Invariant;
import org.davebank.base.Spill;
import org.davebank.base.SpillDamaged;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * The older part of a log, in blocks of consecutive entries in the spill. Memory holds the
 * positions and checksums of the blocks, and the entries of the last block read, so that a
 * sequential reader reads each block once. A block with a wrong checksum stops the node before any
 * of its entries is applied or sent.
 */
final class LogArchive {

    private static final int READ_NONE = -1;

    private final Spill spill;
    private long[] firsts = new long[4];
    private long[] positions = new long[4];
    private int[] lengths = new int[4];
    private int[] checksums = new int[4];
    private int blocks;
    private long lastIndex;
    private int read = READ_NONE;
    private List<Entry> entries = List.of();

    /** Creates an empty archive, whose first entry follows {@code baseIndex}. */
    LogArchive(Spill spill, long baseIndex) {
        this.spill = spill;
        this.lastIndex = baseIndex;
    }

    long lastIndex() {
        return lastIndex;
    }

    /** Appends the next entries as one block. */
    void append(List<Entry> block) {
        Invariant.check(
                block.getFirst().index() == lastIndex + 1,
                "the archive has no gap",
                block.getFirst().index(),
                lastIndex);
        WireWriter out = new WireWriter();
        block.forEach(entry -> entry.write(out));
        if (blocks == firsts.length) {
            firsts = Arrays.copyOf(firsts, blocks * 2);
            positions = Arrays.copyOf(positions, blocks * 2);
            lengths = Arrays.copyOf(lengths, blocks * 2);
            checksums = Arrays.copyOf(checksums, blocks * 2);
        }
        byte[] bytes = out.toBytes();
        firsts[blocks] = block.getFirst().index();
        positions[blocks] = spill.append(bytes);
        lengths[blocks] = bytes.length;
        checksums[blocks] = Checksum.of(bytes);
        blocks++;
        lastIndex = block.getLast().index();
    }

    Entry entry(long index) {
        int found = Arrays.binarySearch(firsts, 0, blocks, index);
        int block = found >= 0 ? found : -found - 2;
        if (block != read) {
            entries = entriesOf(block);
            read = block;
        }
        return entries.get((int) (index - firsts[block]));
    }

    private List<Entry> entriesOf(int block) {
        byte[] bytes = new byte[lengths[block]];
        spill.read(positions[block], bytes);
        SpillDamaged.check(bytes, checksums[block], positions[block]);
        WireReader in = new WireReader(bytes);
        long end = block + 1 < blocks ? firsts[block + 1] : lastIndex + 1;
        List<Entry> list = new ArrayList<>();
        try {
            for (long index = firsts[block]; index < end; index++) {
                list.add(Entry.read(in));
            }
        } catch (WireException e) {
            throw new Invariant.Broken("a block of the log is not as it was written: " + e);
        }
        return list;
    }

    /**
     * Forgets everything from the block on that holds this index, and returns that block's entries
     * before it: they are the caller's again.
     */
    List<Entry> cutFrom(long first) {
        List<Entry> rest = new ArrayList<>();
        while (blocks > 0 && lastIndex >= first) {
            blocks--;
            if (firsts[blocks] < first) {
                rest.addAll(entriesOf(blocks).subList(0, (int) (first - firsts[blocks])));
            }
            lastIndex = firsts[blocks] - 1;
        }
        read = READ_NONE;
        entries = List.of();
        return rest;
    }

    /** What it takes in memory, roughly; without the block that was read last. */
    long bytes() {
        return firsts.length * 24L;
    }
}
