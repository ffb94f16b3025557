package org.davebank.transport;

import org.davebank.base.Invariant;
import org.davebank.transport.packet.EntropySource;
import org.davebank.transport.packet.PacketCodec;
import org.jspecify.annotations.Nullable;

/**
 * Finds sessions by number without hashing: the low 16 bits are a table index, the rest is secret
 * and random, so that an off-path attacker cannot guess a session.
 */
final class SlotTable {

    private static final int INDEX_BITS = 16;
    private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

    private final @Nullable Slot[] slots;
    private final EntropySource entropy;
    private final byte[] random = new byte[8];
    private int cursor;

    SlotTable(int size, EntropySource entropy) {
        Invariant.check(size >= 1 && size <= 1 << INDEX_BITS, "the table fits its numbers");
        this.slots = new Slot[size];
        this.entropy = entropy;
    }

    /**
     * A new number for a free place, or -1 if there is none. Call {@link #put} before the next
     * call.
     */
    long reserve() {
        for (int i = 0; i < slots.length; i++) {
            int index = (cursor + i) % slots.length;
            if (slots[index] == null) {
                cursor = (index + 1) % slots.length;
                entropy.nextBytes(random);
                return (PacketCodec.getLong(random, 0) & Long.MAX_VALUE & ~INDEX_MASK) | index;
            }
        }
        return -1;
    }

    /** Sets the state of the slot's number, replacing an earlier stage. */
    void put(Slot slot) {
        int index = (int) slot.id() & INDEX_MASK;
        Slot before = slots[index];
        Invariant.check(before == null || before.id() == slot.id(), "a place has one owner");
        slots[index] = slot;
    }

    @Nullable Slot find(long id) {
        int index = (int) id & INDEX_MASK;
        Slot slot = index < slots.length ? slots[index] : null;
        return slot != null && slot.id() == id ? slot : null;
    }

    void remove(Slot slot) {
        int index = (int) slot.id() & INDEX_MASK;
        if (slots[index] == slot) {
            slots[index] = null;
        }
    }
}
