package org.davebank.simulator;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.Sha256;
import org.davebank.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Never referenced and missing: what a committed entry refers to lies on enough disks, whole and
 * synced, from that entry on and for ever.
 *
 * <pre>
 * Rules
 *   C1  a file that a committed entry refers to survives the loss of power of all machines on as
 *       many disks as are needed
 *   C2  once healed, it lies on as many machines as are wanted
 *   C3  once healed, no machine keeps a file that no entry refers to
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class FileChecker {

    private final Simulation world;
    private final int needed;
    private final int wanted;
    /** The files that entries refer to; of each one the sum of its bytes, 0 until it was seen whole. */
    private final Map<String, Integer> referenced = new TreeMap<>();

    /**
     * @param needed holders before an entry may refer to a file
     * @param wanted holders in the end
     */
    FileChecker(Simulation world, int needed, int wanted) {
        this.world = world;
        this.needed = needed;
        this.wanted = wanted;
    }

    /** An entry that refers to the file is committed. */
    void referenced(String sha256) {
        referenced.putIfAbsent(sha256, 0);
        check(sha256);
    }

    /** All files are where they have to be. */
    void check() {
        referenced.keySet().forEach(this::check);
    }

    private void check(String sha256) {
        int copies = durableCopies(sha256, null);
        if (copies < needed) {
            throw new Violation(
                    "C1: "
                            + sha256
                            + " is referred to and lies on "
                            + copies
                            + " disks, not on "
                            + needed);
        }
    }

    private int durableCopies(String sha256, @Nullable Machine but) {
        int copies = 0;
        for (Machine machine : world.machines()) {
            byte[] bytes = machine.disk().durable("content/" + sha256);
            if (machine != but && bytes != null && isWhole(sha256, bytes)) {
                copies++;
            }
        }
        return copies;
    }

    /** Each file is looked at many times a second: SHA-256 is for the first time only. */
    private boolean isWhole(String sha256, byte[] bytes) {
        int sum = Arrays.hashCode(bytes);
        if (sum != 0 && sum == referenced.getOrDefault(sha256, 0)) {
            return true;
        }
        boolean whole = name(bytes).equals(sha256);
        if (whole) {
            referenced.replace(sha256, sum);
        }
        return whole;
    }

    static String name(byte[] bytes) {
        MessageDigest digest = Sha256.digest();
        return Sha256.name(digest.digest(bytes));
    }

    /** Whether the bank can do without this machine's copies. */
    boolean canSpare(Machine machine) {
        return referenced.keySet().stream()
                .allMatch(file -> durableCopies(file, machine) >= Math.max(2, needed));
    }

    /** What is not as it is to be in the end, or an empty text. */
    String notSettled() {
        for (String file : referenced.keySet()) {
            int copies = durableCopies(file, world.chaos().gone());
            int enough = Math.min(wanted, world.settings().nodes() - world.chaos().goneCount());
            if (copies < enough) {
                return file + " lies on " + copies + " disks of " + enough;
            }
        }
        for (Machine machine : world.machines()) {
            Node node = machine.node();
            TreeSet<String> kept = new TreeSet<>(node == null ? Set.of() : node.fileNames());
            kept.removeAll(referenced.keySet());
            if (!kept.isEmpty()) {
                return machine.name() + " keeps " + kept.first() + ", which nothing refers to";
            }
        }
        return "";
    }

    /** How many files entries refer to. */
    int count() {
        return referenced.size();
    }
}
