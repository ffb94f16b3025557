package org.davebank.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.RandomSource;
import org.davebank.simulator.disk.SimDisk;
import org.davebank.storage.Journal;

/**
 * Injects disk faults other than power loss: full disks, errors, corrupted bytes, slow syncs, and
 * lost files of a machine that is off.
 */
final class DiskTrouble {

    private static final long MS = 1_000_000L;
    private static final long FULL_MS_MAX = 6_000;

    /** Where the header of a segment ends and its first record begins. */
    private static final int FIRST_RECORD_AT = 48;

    private final Simulation world;
    private final Chaos chaos;
    private final RandomSource random;

    DiskTrouble(Simulation world, Chaos chaos, RandomSource random) {
        this.world = world;
        this.chaos = chaos;
        this.random = random;
    }

    /** Injects a fault that may end a running node but must not harm it otherwise. */
    void strike(Machine victim) {
        switch (random.nextInt(4)) {
            case 0 -> {
                world.trace(victim.name(), "has a disk that returns an error");
                victim.failDisk();
            }
            case 1 -> {
                long forMs = random.between(500, FULL_MS_MAX);
                world.trace(victim.name(), "has a full disk for " + forMs + " ms");
                victim.disk().roomBytes(0);
                world.step(forMs * MS, "room", () -> victim.disk().roomBytes(Long.MAX_VALUE));
            }
            default -> {
                world.trace(victim.name(), "has a flipped bit in each page of its spill");
                victim.rotSpill(random);
            }
        }
    }

    /** Makes its syncs slow for a while. */
    void slow(Machine victim) {
        long delayMs = random.between(20, 400);
        world.trace(victim.name(), "needs up to " + delayMs + " ms for a sync");
        victim.syncDelayNsMax(delayMs * MS);
        chaos.wounded(victim, random.between(500, 5_000), () -> victim.syncDelayNsMax(2 * MS));
    }

    /**
     * Damages the journal of a machine that is off, below what its node has promised: the same as a
     * lost disk, if the node notices.
     */
    void harm(Machine victim) {
        SimDisk disk = victim.disk();
        List<String> files = disk.settle();
        List<String> begun =
                files.stream()
                        .filter(file -> Journal.isSegment(file) && isBegun(disk, file))
                        .toList();
        if (begun.size() < 2 || !files.contains(Journal.STATE_FILE)) {
            victim.wipe(); // Its journal is too short for this.
            return;
        }
        String newest = begun.getLast();
        String any = begun.get(random.nextInt(begun.size() - 1));
        switch (random.nextInt(6)) {
            case 0 -> harm(victim, "newest segment lost", newest, disk::lose);
            case 1 -> harm(victim, "newest segment zeroed", newest, file -> zero(disk, file));
            case 2 -> {
                harm(victim, "newest segment lost", newest, disk::lose);
                harm(
                        victim,
                        "newest segment but one lost",
                        begun.get(begun.size() - 2),
                        disk::lose);
            }
            case 3 -> harm(victim, "segment lost", any, disk::lose);
            case 4 -> harm(victim, "bit flipped", any, file -> flip(disk, file));
            default -> harm(victim, "state file lost", Journal.STATE_FILE, disk::lose);
        }
    }

    private void harm(Machine victim, String what, String file, Consumer<String> change) {
        world.trace(victim.name(), "finds its " + what + ": " + file);
        victim.harm(() -> change.accept(file));
    }

    private static boolean isBegun(SimDisk disk, String file) {
        byte[] bytes = disk.raw(file);
        return bytes != null && bytes.length > 0 && bytes[0] != 0;
    }

    private static void zero(SimDisk disk, String file) {
        byte[] bytes = disk.raw(file);
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private void flip(SimDisk disk, String file) {
        byte[] bytes = disk.raw(file);
        if (bytes != null) {
            bytes[FIRST_RECORD_AT + random.nextInt(16)] ^= (byte) (1 << random.nextInt(8));
        }
    }
}
