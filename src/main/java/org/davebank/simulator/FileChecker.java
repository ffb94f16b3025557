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
 * Checks that no referenced file is missing: a file that a committed entry refers to is on enough
 * disks, whole and synced, from that entry on.
 *
 * <pre>
 * Rules
 *   C1  a file that a committed entry refers to survives the loss of power of all machines on as
 *       many disks as are needed, and the register knows it
 *   C2  once healed, the wanted number of holders have it
 *   C3  once healed, no machine keeps a file that no entry refers to
 *   C4  each holder in the register has the file, from the entry that adds it to the one that
 *       removes it, unless its disk has lost it
 * </pre>
 *
 * <p>The guarantee covers disks that lose files one at a time: the next loss waits until every
 * holder has its copy again or is removed, and until no message from before the last loss is in
 * flight ({@link #canSpare}).
 *
 * <p>Not thread-safe.
 */
final class FileChecker {

    /** No message of a node has an effect later than this. */
    private static final long IN_FLIGHT_NS = 20_000_000_000L;

    private final Simulation world;
    private final int needed;
    private final int wanted;
    private final Set<String> referenced = new TreeSet<>();

    /** The checksum of each file, from when it was first seen whole. */
    private final Map<String, Integer> sums = new TreeMap<>();

    /** The register that results from the committed entries of the system group. */
    private final SystemState register = new SystemState();

    /** The machine of each member; members whose disk is permanently lost have none. */
    private final Map<MemberId, Machine> machines = new TreeMap<>();

    private final Set<MemberId> lostPermanently = new TreeSet<>();

    /** When copies were lost with a disk that are not restored yet, by file and member. */
    private final Map<String, Long> lostNs = new TreeMap<>();

    /**
     * @param needed holders required before an entry may refer to a file
     * @param wanted holders that the network aims for
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

    /** Checks that all files are where they have to be. */
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

    /** Each file is checked many times a second: only the first check computes the SHA-256. */
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
            if (node != null && !lostPermanently.contains(node.self())) {
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
    void lostPermanently(Machine machine) {
        for (MemberId member : membersOf(machine)) {
            lostPermanently.add(member);
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
            if (world.nowNs() - sinceNs < IN_FLIGHT_NS) {
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

    /** The number of holders with a whole copy, one machine excluded. */
    private int holders(SharedFile file, @Nullable Machine excluded) {
        int holders = 0;
        for (MemberId holder : file.holders()) {
            Machine machine = machines.get(holder);
            if (machine != null && machine != excluded && isWhole(machine, file.sha256())) {
                holders++;
            }
        }
        return holders;
    }

    /** What differs from the wanted final state, or an empty text. */
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
