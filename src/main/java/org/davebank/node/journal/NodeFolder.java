package org.davebank.node.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.node.port.Disk;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.wire.NodeRefused;
import org.davebank.storage.Journal;
import org.davebank.storage.Recovery;
import org.davebank.storage.SegmentImage;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a node starts with, recovered or new.
 *
 * <p>A folder that may have lost votes or entries is set aside: its files are moved, none is
 * deleted, and the node restarts as a new member, which gets all data from the others. Such a
 * member never founds a network, because its old one may still exist.
 *
 * @param unprovenFiles journal files whose last records the next sync must cover
 * @param wasEmpty whether this is the first life of the member
 * @param setAside one sentence if the folder was set aside at this start, else empty
 * @param repaired one sentence if something was repaired, else empty
 */
public record NodeFolder(
        Recovered recovered,
        Journal journal,
        List<String> unprovenFiles,
        boolean wasEmpty,
        String setAside,
        String repaired) {

    private static final String UNUSABLE = ". The node neither votes nor serves from this folder";

    public NodeFolder {
        unprovenFiles = List.copyOf(unprovenFiles);
    }

    /** The journal and what is wrong with it, null if nothing is. */
    private record Reading(
            Recovered recovered, Recovery.@Nullable Recovered journal, @Nullable String damage) {}

    /**
     * @param mistrusted why nothing in the folder but the addresses of others can be trusted, or
     *     null
     * @throws NodeRefused when the folder cannot be used; the message is for a person
     */
    public static NodeFolder open(
            NodeSettings settings,
            @Nullable Genesis genesis,
            Disk disk,
            RandomSource random,
            @Nullable String mistrusted)
            throws NodeRefused {
        Reading reading = read(settings, disk, random);
        String why = mistrusted == null ? reading.damage() : mistrusted;
        if (why != null) {
            return setAside(settings, disk, random, reading.recovered(), why);
        }
        Recovered recovered = reading.recovered();
        recovered.finish();
        boolean empty = recovered.member == null;
        if (empty && disk.setAsideCount() > 0 && settings.seeds().isEmpty()) {
            throw new NodeRefused(
                    "what was in this folder was set aside, and the node founds no second network:"
                            + " give --join with the address of any other node");
        }
        if (!empty && !recovered.name.equals(settings.name())) {
            throw new NodeRefused(
                    "this folder belongs to node "
                            + recovered.name
                            + ", not to "
                            + settings.name());
        }
        return begin(settings, disk.setAsideCount() > 0 ? null : genesis, reading, random, "");
    }

    private static Reading read(NodeSettings settings, Disk disk, RandomSource random)
            throws NodeRefused {
        List<SegmentImage> segments = new ArrayList<>();
        byte[] state = null;
        for (String file : disk.files()) {
            if (Journal.isSegment(file)) {
                segments.add(new SegmentImage(file, () -> disk.read(file)));
            } else if (file.equals(Journal.STATE_FILE)) {
                state = disk.read(file);
            }
        }
        Recovered recovered =
                new Recovered(
                        disk.spill(), settings.raft().logMemoryBytesMax(), settings.formats());
        Recovery recovery =
                Journal.open(settings.journal(), segments, state, random, recovered::read);
        return switch (recovery) {
            case Recovery.Foreign foreign -> throw new NodeRefused(foreign.why());
            case Recovery.Damaged damaged -> new Reading(recovered, null, damaged.why());
            case Recovery.Recovered found -> new Reading(recovered, found, null);
        };
    }

    private static NodeFolder setAside(
            NodeSettings settings, Disk disk, RandomSource random, Recovered old, String why)
            throws NodeRefused {
        MemberId former = old.member;
        if (former != null) {
            old.addresses.remove(former);
        }
        old.addresses.values().removeIf(settings.address()::equals);
        if (old.addresses.isEmpty() && settings.seeds().isEmpty()) {
            throw new NodeRefused(
                    why + UNUSABLE + ", and it knows no other node that it could join again");
        }
        String folder = disk.setAside();
        Reading fresh = read(settings, disk, random);
        fresh.recovered().addresses.putAll(old.addresses);
        String said =
                why
                        + UNUSABLE
                        + ": its files lie in "
                        + folder
                        + " now, and "
                        + settings.name()
                        + " joins again as a new member";
        return begin(settings, null, fresh, random, said);
    }

    private static NodeFolder begin(
            NodeSettings settings,
            @Nullable Genesis genesis,
            Reading reading,
            RandomSource random,
            String setAside) {
        Recovered recovered = reading.recovered();
        boolean empty = recovered.member == null;
        if (empty) {
            recovered.member = newMember(settings, genesis, random);
            recovered.name = settings.name();
        }
        Recovery.Recovered found = Objects.requireNonNull(reading.journal());
        return new NodeFolder(
                recovered, found.journal(), found.unprovenFiles(), empty, setAside, found.notice());
    }

    private static MemberId newMember(
            NodeSettings settings, @Nullable Genesis genesis, RandomSource random) {
        if (genesis != null) {
            for (Genesis.Voter voter : genesis.voters()) {
                if (voter.name().equals(settings.name())) {
                    return voter.id();
                }
            }
        }
        return new MemberId(random.nextLong() | 1);
    }
}
