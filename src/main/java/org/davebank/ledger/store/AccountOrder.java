package org.davebank.ledger.store;

import java.util.Arrays;
import org.davebank.base.Invariant;

/**
 * The account numbers of a shard in ascending order, in blocks that are split when they are full.
 * It is always sorted, so lists need no sorting; an opening moves the numbers of at most one block.
 * Not thread-safe.
 */
public final class AccountOrder {

    static final int BLOCK_NUMBERS_MAX = 512;

    private int[][] blocks = {new int[BLOCK_NUMBERS_MAX]};
    private int[] sizes = new int[1];
    private int blockCount = 1;

    /** Adds a number that is not present yet. */
    public void add(int number) {
        int at = blockOf(number);
        if (sizes[at] == BLOCK_NUMBERS_MAX) {
            split(at);
            at = blockOf(number);
        }
        int[] block = blocks[at];
        int found = Arrays.binarySearch(block, 0, sizes[at], number);
        Invariant.check(found < 0, "an account is ordered once");
        int place = -found - 1;
        System.arraycopy(block, place, block, place + 1, sizes[at] - place);
        block[place] = number;
        sizes[at]++;
    }

    private void split(int at) {
        if (blockCount == blocks.length) {
            blocks = Arrays.copyOf(blocks, blockCount * 2);
            sizes = Arrays.copyOf(sizes, blockCount * 2);
        }
        int behind = blockCount - at - 1;
        System.arraycopy(blocks, at + 1, blocks, at + 2, behind);
        System.arraycopy(sizes, at + 1, sizes, at + 2, behind);
        blockCount++;
        // Ascending numbers, as in an import, fill each block.
        boolean last = at == blockCount - 2;
        int kept = last ? BLOCK_NUMBERS_MAX - 1 : BLOCK_NUMBERS_MAX / 2;
        int moved = BLOCK_NUMBERS_MAX - kept;
        blocks[at + 1] = new int[BLOCK_NUMBERS_MAX];
        System.arraycopy(blocks[at], kept, blocks[at + 1], 0, moved);
        sizes[at] = kept;
        sizes[at + 1] = moved;
    }

    /** The last block that begins at or before the number, or else the first. */
    private int blockOf(int number) {
        int low = 0;
        int high = blockCount - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks[middle][0] <= number) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The smallest number greater than {@code number}, or -1. */
    public int after(int number) {
        int at = blockOf(number);
        int found = Arrays.binarySearch(blocks[at], 0, sizes[at], number);
        int place = found >= 0 ? found + 1 : -found - 1;
        if (place < sizes[at]) {
            return blocks[at][place];
        }
        return at + 1 < blockCount ? blocks[at + 1][0] : -1;
    }

    public long bytes() {
        return blockCount * (BLOCK_NUMBERS_MAX * 4L + 16) + blocks.length * 12L;
    }
}
