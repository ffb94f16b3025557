package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.storage.Journal;
import org.davebank.storage.Recovery;
import org.davebank.storage.SegmentImage;
import org.jspecify.annotations.Nullable;

/**
 * What a node begins with: its folder as it was found, or as a new member begins one.
 *
 * @param unprovenFiles of the journal, whose last records the next sync must cover
 * @param wasEmpty whether this is the first life of the member
 */
record NodeFolder(
        Recovered recovered, Journal journal, List<String> unprovenFiles, boolean wasEmpty) {

    NodeFolder {
        unprovenFiles = List.copyOf(unprovenFiles);
    }

    /** @throws NodeRefused when the folder cannot be used; the message is for a person */
    static NodeFolder open(
            NodeSettings settings, @Nullable Genesis genesis, Disk disk, RandomSource random)
            throws NodeRefused {
        List<SegmentImage> segments = new ArrayList<>();
        for (String file : disk.files()) {
            if (file.startsWith("journal-")) {
                segments.add(new SegmentImage(file, () -> disk.read(file)));
            }
        }
        Recovered recovered = new Recovered(disk.spill(), settings.raft().logMemoryBytesMax());
        Recovery recovery = Journal.open(settings.journal(), segments, random, recovered::read);
        return switch (recovery) {
            case Recovery.Damaged damaged ->
                    throw new NodeRefused(
                            damaged.file()
                                    + " is damaged at byte "
                                    + damaged.offset()
                                    + ": "
                                    + damaged.why()
                                    + ". The node neither votes nor serves from this folder;"
                                    + " move it away and the node joins again as a new member");
            case Recovery.Recovered found -> {
                recovered.finish();
                boolean empty = recovered.member == null;
                if (empty) {
                    recovered.member = newMember(settings, genesis, random);
                    recovered.name = settings.name();
                } else if (!recovered.name.equals(settings.name())) {
                    throw new NodeRefused(
                            "this folder belongs to node "
                                    + recovered.name
                                    + ", not to "
                                    + settings.name());
                }
                yield new NodeFolder(recovered, found.journal(), found.unprovenFiles(), empty);
            }
        };
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
