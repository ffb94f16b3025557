package org.davebank.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Operations on a running process that Java lacks: pause and resume. */
public final class Signals {

    private static final long PAUSED_WITHIN_NS = 1_000_000_000L;

    private Signals() {}

    /** False on Windows, which cannot pause and resume a process. */
    public static boolean canPause() {
        return !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    }

    static void pause(ProcessHandle process) throws IOException {
        signal(process, "STOP");
        awaitPaused(process.pid());
    }

    /**
     * The process pauses when it would run next, which on a busy machine is a moment after the
     * signal.
     */
    private static void awaitPaused(long pid) {
        long endNs = System.nanoTime() + PAUSED_WITHIN_NS;
        try {
            while (Files.exists(stat(pid)) && !isPaused(pid) && System.nanoTime() < endNs) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path stat(long pid) {
        return Path.of("/proc", String.valueOf(pid), "stat");
    }

    static void resume(ProcessHandle process) throws IOException {
        signal(process, "CONT");
    }

    private static void signal(ProcessHandle process, String name) throws IOException {
        if (!canPause()) {
            throw new IOException("this system cannot pause a process");
        }
        // The shell's built-in kill: not every machine has a program of that name.
        Process kill =
                new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (kill.waitFor() != 0) {
                throw new IOException("process " + process.pid() + " took no signal");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** True if the process is known to be paused. */
    static boolean isPaused(long pid) {
        try {
            String stat = Files.readString(stat(pid));
            // The state follows the name, which is in parentheses and may contain any character.
            int state = stat.lastIndexOf(')') + 2;
            return state > 1 && state < stat.length() && stat.charAt(state) == 'T';
        } catch (IOException e) {
            return false; // No /proc here: a paused process counts as running.
        }
    }
}
