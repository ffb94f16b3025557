package org.davebank.simulator;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.base.Sha256;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCodec;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.node.Node;
import org.davebank.raft.Entry;
import org.davebank.simulator.check.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Never referenced and missing: what a committed entry refers to lies on enough disks, whole and
 * synced, from that entry on and for ever.
 *
 * <pre>
 * Rules
 *   C1  a file that a committed entry refers to survives the loss of power of all machines on as
 *       many disks as are needed, and the register knows it
 *   C2  once healed, it lies on as many holders as are wanted
 *   C3  once healed, no machine keeps a file that no entry refers to
 *   C4  whoever the register counts on has the file, from the entry that says so to the one that
 *       gives the copy up, unless its disk has lost it
 * </pre>
 *
 * <p>What is promised is promised for disks that lose files one at a time: the next loss waits until
 * every holder has its copy again or is given up, and until nothing is under way that was said before
 * the last loss ({@link #canSpare}).
 *
 * <p>Not thread-safe.
 */
final class FileChecker {

    /** Nothing that a node has said is acted on later than this. */
    private static final long UNDER_WAY_NS = 20_000_000_000L;

    private final Simulation world;
    private final int needed;
    private final int wanted;
    private final Set<String> referenced = new TreeSet<>();

    /** Of each file the sum of its bytes, once they were seen whole. */
    private final Map<String, Integer> sums = new TreeMap<>();

    /** The register as the committed entries of the system group make it. */
    private final SystemState register = new SystemState();

    /** Where each member runs; those whose disk is lost for good run nowhere. */
    private final Map<MemberId, Machine> machines = new TreeMap<>();

    private final Set<MemberId> lostForGood = new TreeSet<>();

    /** Copies that were lost with a disk and not made again yet, each as file and member. */
    private final Map<String, Long> lostNs = new TreeMap<>();

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
        referenced.add(sha256);
        check(sha256);
    }

    /** An entry of the system group is committed. */
    void decided(Entry entry) {
        try {
            WireReader in = new WireReader(entry.data());
            in.varint();
            int count = in.listSize(1);
            for (int i = 0; i < count; i++) {
                SystemCommand command = SystemCodec.readCommand(in);
                register.apply(command);
                switch (command) {
                    case SystemCommand.RecordFile c -> checkHolders(c.sha256());
                    case SystemCommand.HoldFile c -> checkHolders(c.sha256());
                    default -> {}
                }
            }
        } catch (WireException e) {
            throw new Violation("the system group has committed what nobody can read", e);
        }
    }

    /** All files are where they have to be. */
    void check() {
        referenced.forEach(this::check);
        register.files().forEach(file -> checkHolders(file.sha256()));
    }

    private void check(String sha256) {
        int copies = 0;
        for (Machine machine : world.machines()) {
            copies += isWhole(machine, sha256) ? 1 : 0;
        }
        if (copies < needed) {
            throw new Violation(
                    "C1: "
                            + sha256
                            + " is referred to and lies on "
                            + copies
                            + " disks, not on "
                            + needed);
        }
        if (register.file(sha256) == null) {
            throw new Violation("C1: " + sha256 + " is referred to and the register forgot it");
        }
    }

    private void checkHolders(String sha256) {
        SharedFile file = register.file(sha256);
        learnMembers();
        for (MemberId holder : file == null ? List.<MemberId>of() : file.holders()) {
            Machine machine = machines.get(holder);
            if (machine == null) {
                continue;
            }
            boolean whole = isWhole(machine, sha256);
            if (whole) {
                lostNs.remove(copy(sha256, holder));
            } else if (!lostNs.containsKey(copy(sha256, holder))) {
                throw new Violation(
                        "C4: " + machine.name() + " is a holder of " + sha256 + " and has it not");
            }
        }
    }

    private static String copy(String sha256, MemberId member) {
        return sha256 + " " + member;
    }

    /** Each file is looked at many times a second: SHA-256 is for the first time only. */
    private boolean isWhole(Machine machine, String sha256) {
        byte[] bytes = machine.disk().durable("content/" + sha256);
        if (bytes == null) {
            return false;
        }
        int sum = Arrays.hashCode(bytes);
        Integer seen = sums.get(sha256);
        if (seen != null && seen == sum) {
            return true;
        }
        boolean whole = name(bytes).equals(sha256);
        if (whole) {
            sums.put(sha256, sum);
        }
        return whole;
    }

    private void learnMembers() {
        for (Machine machine : world.machines()) {
            Node node = machine.node();
            if (node != null && !lostForGood.contains(node.self())) {
                machines.put(node.self(), machine);
            }
        }
    }

    static String name(byte[] bytes) {
        MessageDigest digest = Sha256.digest();
        return Sha256.name(digest.digest(bytes));
    }

    /** The disk of the machine is about to lose all copies. */
    void lost(Machine machine) {
        for (MemberId member : membersOf(machine)) {
            for (String file : machine.disk().files()) {
                if (file.startsWith("content/")) {
                    lostNs.put(copy(file.substring("content/".length()), member), world.nowNs());
                }
            }
        }
    }

    /** The machine is about to lose its disk: its member never comes back. */
    void lostForGood(Machine machine) {
        for (MemberId member : membersOf(machine)) {
            lostForGood.add(member);
            machines.remove(member);
        }
    }

    private List<MemberId> membersOf(Machine machine) {
        learnMembers();
        List<MemberId> members = new ArrayList<>();
        machines.forEach((member, at) -> {
            if (at == machine) {
                members.add(member);
            }
        });
        return members;
    }

    /** Whether the bank can do without this machine's copies. */
    boolean canSpare(Machine machine) {
        learnMembers();
        for (long sinceNs : lostNs.values()) {
            if (world.nowNs() - sinceNs < UNDER_WAY_NS) {
                return false;
            }
        }
        for (String file : referenced) {
            SharedFile known = register.file(file);
            boolean needsAll =
                    known == null
                            || holders(known, machine) < Math.max(2, needed)
                            || holders(known, null) < known.holders().size();
            if (needsAll) {
                return false;
            }
        }
        return true;
    }

    /** Holders with a whole copy, but for one machine. */
    private int holders(SharedFile file, @Nullable Machine but) {
        int holders = 0;
        for (MemberId holder : file.holders()) {
            Machine machine = machines.get(holder);
            if (machine != null && machine != but && isWhole(machine, file.sha256())) {
                holders++;
            }
        }
        return holders;
    }

    /** What is not as it is to be in the end, or an empty text. */
    String notSettled() {
        for (String file : referenced) {
            SharedFile known = register.file(file);
            int copies = known == null ? 0 : holders(known, world.chaos().gone());
            int enough = Math.min(wanted, world.settings().nodes() - world.chaos().goneCount());
            if (copies < enough) {
                return file + " lies on " + copies + " disks of " + enough;
            }
        }
        for (Machine machine : world.machines()) {
            Node node = machine.node();
            TreeSet<String> kept = new TreeSet<>(node == null ? Set.of() : node.fileNames());
            kept.removeAll(referenced);
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
