package org.davebank.simulator.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.davebank.base.RandomSource;
import org.junit.jupiter.api.Test;

class SimDiskTest {

    private final Gate gate = new Gate();
    private final List<Long> asked = new ArrayList<>();
    private final SimDisk disk = new SimDisk(gate, 1, asked::add, (ticket, bytes) -> {});

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private void writeAndSync(String file, int value, long ticket) {
        disk.write(file, 0, filled(4, value));
        disk.sync(ticket);
        disk.complete(ticket);
    }

    @Test
    void aProcessReadsWhatItHasWritten() {
        disk.preallocate("a", 8);
        disk.write("a", 2, new byte[] {1, 2});
        assertEquals(List.of("a"), disk.files());
        assertArrayEquals(new byte[] {0, 0, 1, 2, 0, 0, 0, 0}, disk.read("a"));
    }

    @Test
    void whatWasSyncedSurvivesEveryPowerCut() {
        writeAndSync("a", 1, 1);
        for (int seed = 0; seed < 50; seed++) {
            disk.powerLost(new RandomSource(seed));
            assertArrayEquals(filled(4, 1), disk.read("a"));
        }
    }

    @Test
    void aSyncThatHasNotFinishedPromisesNothing() {
        TreeSet<Integer> outcomes = new TreeSet<>();
        for (int seed = 0; seed < 50; seed++) {
            SimDisk other = new SimDisk(new Gate(), 1, ticket -> {}, (ticket, bytes) -> {});
            other.write("a", 0, filled(4, 1));
            other.sync(1);
            other.powerLost(new RandomSource(seed));
            outcomes.add(other.files().size());
        }
        assertEquals(new TreeSet<>(List.of(0, 1)), outcomes);
    }

    @Test
    void aPowerCutTearsWritesAtSectors() {
        int torn = 0;
        for (int seed = 0; seed < 200; seed++) {
            SimDisk other = new SimDisk(new Gate(), 1, ticket -> {}, (ticket, bytes) -> {});
            other.preallocate("a", 4 * SimDisk.SECTOR_BYTES);
            other.sync(1);
            other.complete(1);
            other.write("a", 0, filled(4 * SimDisk.SECTOR_BYTES, 9));
            other.powerLost(new RandomSource(seed));
            byte[] bytes = other.read("a");
            int sectors = 0;
            for (int i = 0; i < 4; i++) {
                int from = i * SimDisk.SECTOR_BYTES;
                byte[] sector = Arrays.copyOfRange(bytes, from, from + SimDisk.SECTOR_BYTES);
                boolean kept = Arrays.equals(sector, filled(SimDisk.SECTOR_BYTES, 9));
                boolean lost = Arrays.equals(sector, new byte[SimDisk.SECTOR_BYTES]);
                assertTrue(kept || lost, "a sector is written as a whole");
                sectors += kept ? 1 : 0;
            }
            torn += sectors > 0 && sectors < 4 ? 1 : 0;
        }
        assertTrue(torn > 20, "torn " + torn);
    }

    @Test
    void aKilledProcessLeavesItsWritesInTheCache() {
        disk.write("a", 0, filled(4, 1));
        disk.sync(1);
        disk.write("a", 4, filled(4, 2));
        disk.processEnded();
        assertArrayEquals(new byte[] {1, 1, 1, 1, 2, 2, 2, 2}, disk.read("a"));
    }

    @Test
    void aSyncOfTheNextProcessCoversOnlyFilesThatItTouchedOrIncluded() {
        disk.write("left", 0, filled(4, 1));
        disk.write("included", 0, filled(4, 2));
        disk.processEnded();
        disk.include("included");
        disk.write("own", 0, filled(4, 3));
        disk.sync(1);
        disk.complete(1);
        assertFalse(disk.isClean());
        disk.powerLost(lossOfEverything());
        assertEquals(List.of("included", "own"), disk.files());
    }

    @Test
    void anIncludedFileIsDurableWithTheNameThatAnEarlierProcessGaveIt() {
        disk.write("part", 0, filled(4, 1));
        disk.rename("part", "whole");
        disk.processEnded();
        disk.write("own", 0, filled(4, 3));
        disk.sync(1);
        disk.complete(1);
        assertFalse(disk.isClean());
        disk.include("whole");
        disk.sync(2);
        disk.complete(2);
        disk.powerLost(lossOfEverything());
        assertEquals(List.of("own", "whole"), disk.files());
        assertArrayEquals(filled(4, 1), disk.read("whole"));
    }

    private static RandomSource lossOfEverything() {
        for (int seed = 0; ; seed++) {
            if (new RandomSource(seed).nextInt(4) == 0) {
                return new RandomSource(seed);
            }
        }
    }

    @Test
    void aRenameIsDurableAfterItsSync() {
        writeAndSync("new", 5, 1);
        disk.rename("new", "file");
        disk.sync(2);
        disk.complete(2);
        disk.powerLost(lossOfEverything());
        assertEquals(List.of("file"), disk.files());
        assertArrayEquals(filled(4, 5), disk.read("file"));
    }

    @Test
    void behindAShutGateNothingIsWrittenOrSynced() {
        gate.closeAfter(1);
        disk.write("a", 0, filled(4, 1));
        disk.write("a", 0, filled(4, 2));
        disk.sync(1);
        assertArrayEquals(filled(4, 1), disk.read("a"));
        assertEquals(List.of(), asked);
    }
}
