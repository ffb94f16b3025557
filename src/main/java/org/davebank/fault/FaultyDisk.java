package org.davebank.fault;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.Spill;
import org.davebank.node.port.Disk;
import org.davebank.node.port.Time;

/**
 * A disk port that is slow, breaks at one operation, or runs full.
 *
 * <p>The first failure is final, as with a real disk whose sync has failed: the owner is notified
 * once, and no later operation reaches the disk, so that its content stays as it was. Not
 * thread-safe.
 */
public final class FaultyDisk implements Disk {

    /** Operations that wait behind slow syncs; one more counts as a failure. */
    public static final int QUEUE_MAX = 100_000;

    private record Waiting(long dueNs, Runnable operation) {}

    private final Disk inner;
    private final Time time;
    private final Consumer<String> failed;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long syncDelayNs;
    private long operationsLeft = Long.MAX_VALUE;
    private long bytesLeft = Long.MAX_VALUE;
    private boolean broken;

    /** @param failed receives the reason, once: {@code Node.diskFailed} */
    public FaultyDisk(Disk inner, Time time, Consumer<String> failed) {
        this.inner = inner;
        this.time = time;
        this.failed = failed;
    }

    /** Delays every sync from now on by this long; 0 heals. */
    public void slowSyncs(long delayNs) {
        this.syncDelayNs = delayNs;
    }

    /** Lets the n-th operation from now on fail, counted from 1. */
    public void failAt(long operation) {
        this.operationsLeft = operation;
    }

    /** Leaves room for this many more bytes. */
    public void fullAfter(long bytes) {
        this.bytesLeft = bytes;
    }

    @Override
    public Spill spill() {
        return inner.spill();
    }

    @Override
    public String identity() {
        return inner.identity();
    }

    @Override
    public String place() {
        return inner.place();
    }

    @Override
    public String setAside() {
        return inner.setAside();
    }

    @Override
    public long roomBytes() {
        return Math.min(bytesLeft, inner.roomBytes());
    }

    @Override
    public int setAsideCount() {
        return inner.setAsideCount();
    }

    @Override
    public List<String> files() {
        return inner.files();
    }

    @Override
    public byte[] read(String file) {
        return inner.read(file);
    }

    @Override
    public void preallocate(String file, long bytes) {
        if (admit(bytes, "preallocate " + file)) {
            run(0, () -> inner.preallocate(file, bytes));
        }
    }

    @Override
    public void write(String file, long offset, byte[] bytes) {
        if (admit(bytes.length, "write " + file)) {
            run(0, () -> inner.write(file, offset, bytes));
        }
    }

    @Override
    public void include(String file) {
        if (admit(0, "include " + file)) {
            run(0, () -> inner.include(file));
        }
    }

    @Override
    public void remove(String file) {
        if (admit(0, "remove " + file)) {
            run(0, () -> inner.remove(file));
        }
    }

    @Override
    public void readPart(String file, long offset, int length, long ticket) {
        if (admit(0, "read " + file)) {
            run(0, () -> inner.readPart(file, offset, length, ticket));
        }
    }

    @Override
    public void rename(String from, String to) {
        if (admit(0, "rename " + from)) {
            run(0, () -> inner.rename(from, to));
        }
    }

    @Override
    public void sync(long ticket) {
        if (admit(0, "sync")) {
            run(syncDelayNs, () -> inner.sync(ticket));
        }
    }

    private boolean admit(long bytes, String what) {
        if (broken) {
            return false;
        }
        operationsLeft--;
        bytesLeft -= bytes;
        if (operationsLeft <= 0) {
            fail(what + ": input/output error (injected)");
        } else if (bytesLeft < 0) {
            fail(what + ": no space left on device (injected)");
        } else if (waiting.size() >= QUEUE_MAX) {
            fail(what + ": too many operations wait for the slow disk");
        }
        return !broken;
    }

    private void fail(String why) {
        broken = true;
        waiting.clear();
        failed.accept(why);
    }

    /** Operations keep their order: one behind a slow sync waits for it. */
    private void run(long delayNs, Runnable operation) {
        if (delayNs == 0 && waiting.isEmpty()) {
            operation.run();
        } else {
            waiting.addLast(new Waiting(time.nowNs() + delayNs, operation));
        }
    }

    /** When {@link #release} is due next, or Long.MAX_VALUE. */
    public long nextDeadlineNs() {
        Waiting next = waiting.peekFirst();
        return next == null ? Long.MAX_VALUE : next.dueNs;
    }

    /** Runs the operations whose delay is over. */
    public void release() {
        long nowNs = time.nowNs();
        while (!waiting.isEmpty() && waiting.getFirst().dueNs <= nowNs) {
            waiting.removeFirst().operation.run();
        }
    }
}
