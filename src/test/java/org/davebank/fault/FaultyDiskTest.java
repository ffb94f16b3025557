package org.davebank.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.HeapSpill;
import org.davebank.base.Spill;
import org.davebank.node.port.Disk;
import org.davebank.node.port.Time;
import org.junit.jupiter.api.Test;

class FaultyDiskTest {

    private long nowNs;
    private final List<String> done = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Time time =
            new Time() {
                @Override
                public long nowNs() {
                    return nowNs;
                }

                @Override
                public long wallMs() {
                    return 0;
                }
            };
    private final FaultyDisk disk = new FaultyDisk(new Recorder(done), time, failures::add);

    /** Writes down what reaches it. */
    private record Recorder(List<String> done) implements Disk {
        @Override
        public String identity() {
            return "one";
        }

        @Override
        public String place() {
            return "/here";
        }

        @Override
        public Spill spill() {
            return new HeapSpill();
        }

        @Override
        public String setAside() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int setAsideCount() {
            return 0;
        }

        @Override
        public long roomBytes() {
            return Long.MAX_VALUE;
        }

        @Override
        public List<String> files() {
            return List.of("a");
        }

        @Override
        public byte[] read(String file) {
            return new byte[0];
        }

        @Override
        public void preallocate(String file, long bytes) {
            done.add("preallocate " + bytes);
        }

        @Override
        public void write(String file, long offset, byte[] bytes) {
            done.add("write " + bytes.length);
        }

        @Override
        public void include(String file) {
            done.add("include");
        }

        @Override
        public void remove(String file) {
            done.add("remove");
        }

        @Override
        public void readPart(String file, long offset, int length, long ticket) {
            done.add("read " + length);
        }

        @Override
        public void rename(String from, String to) {
            done.add("rename");
        }

        @Override
        public void sync(long ticket) {
            done.add("sync " + ticket);
        }
    }

    @Test
    void aSlowSyncKeepsTheOrderOfWhatFollows() {
        disk.slowSyncs(50);
        disk.write("a", 0, new byte[1]);
        disk.sync(1);
        disk.write("a", 1, new byte[2]);
        assertEquals(List.of("write 1"), done);
        nowNs = 49;
        disk.release();
        assertEquals(List.of("write 1"), done);
        nowNs = disk.nextDeadlineNs();
        disk.release();
        assertEquals(List.of("write 1", "sync 1", "write 2"), done);
    }

    @Test
    void afterAFailureNothingReachesTheDisk() {
        disk.failAt(2);
        disk.write("a", 0, new byte[1]);
        disk.sync(1);
        disk.sync(2);
        assertEquals(List.of("write 1"), done);
        assertEquals(List.of("sync: input/output error (injected)"), failures);
    }

    @Test
    void aFullDiskFailsTheWriteThatDoesNotFit() {
        disk.fullAfter(10);
        disk.preallocate("a", 8);
        disk.write("a", 0, new byte[3]);
        assertEquals(List.of("preallocate 8"), done);
        assertEquals(List.of("write a: no space left on device (injected)"), failures);
    }
}
