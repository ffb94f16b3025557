package org.davebank.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.junit.jupiter.api.Test;

class RaftCodecTest {

    private static final Configuration CONFIGURATION =
            new Configuration(List.of(new MemberId(3), new MemberId(-1)), List.of(new MemberId(7)));

    private static final List<RaftMessage> MESSAGES =
            List.of(
                    new RaftMessage.PreVote(5, 9, 4),
                    new RaftMessage.PreVoteReply(5, true),
                    new RaftMessage.Vote(5, 9, 4, true),
                    new RaftMessage.VoteReply(5, false),
                    new RaftMessage.AppendEntries(5, 7, 3, 6, 2, List.of()),
                    new RaftMessage.AppendEntries(
                            5,
                            7,
                            3,
                            6,
                            2,
                            List.of(
                                    Entry.noop(8, 4),
                                    new Entry(9, 5, EntryKind.COMMAND, new byte[] {1, 2, 3}),
                                    Entry.configuration(10, 5, CONFIGURATION))),
                    new RaftMessage.AppendReply(5, true, 7, 10, 0, 2),
                    new RaftMessage.AppendReply(5, false, 7, 4, 3, 2),
                    new RaftMessage.TimeoutNow(RaftCodec.NUMBER_MAX));

    private static byte[] encoded(RaftMessage message) {
        WireWriter writer = new WireWriter();
        RaftCodec.write(writer, message);
        return writer.toBytes();
    }

    @Test
    void everyMessageSurvivesTheWire() throws WireException {
        for (RaftMessage message : MESSAGES) {
            WireReader reader = new WireReader(encoded(message));
            assertEquals(message, RaftCodec.read(reader));
            reader.end();
        }
    }

    @Test
    void everyTruncationIsATypedError() {
        for (RaftMessage message : MESSAGES) {
            byte[] bytes = encoded(message);
            for (int length = 0; length < bytes.length; length++) {
                WireReader reader = new WireReader(bytes, 0, length);
                assertThrows(WireException.class, () -> RaftCodec.read(reader));
            }
        }
    }

    @Test
    void anyBytesGiveAWellFormedMessageOrATypedError() {
        RandomSource random = new RandomSource(1);
        int understood = 0;
        int refused = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] bytes = damaged(random);
            try {
                RaftMessage message = RaftCodec.read(new WireReader(bytes));
                assertEquals(message, RaftCodec.read(new WireReader(encoded(message))));
                understood++;
            } catch (WireException e) {
                refused++;
            }
        }
        assertTrue(understood > 1_000, "understood " + understood);
        assertTrue(refused > 1_000, "refused " + refused);
    }

    private static byte[] damaged(RandomSource random) {
        if (random.chance(0.3)) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(9);
            }
            return bytes;
        }
        byte[] bytes = encoded(MESSAGES.get(random.nextInt(MESSAGES.size())));
        for (int i = 0; i <= random.nextInt(3); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextLong();
        }
        return bytes;
    }

    @Test
    void entriesThatDoNotFollowEachOtherAreRefused() {
        WireWriter writer = new WireWriter();
        writer.u8(5).varint(5).varint(7).varint(3).varint(6).varint(0).varint(2);
        Entry.noop(8, 4).write(writer);
        Entry.noop(10, 4).write(writer);
        assertThrows(WireException.class, () -> RaftCodec.read(new WireReader(writer.toBytes())));
    }

    @Test
    void aConfigurationInTheLogHasAVoter() {
        WireWriter writer = new WireWriter();
        new Entry(1, 1, EntryKind.CONFIGURATION, new byte[] {0, 0}).write(writer);
        assertThrows(WireException.class, () -> Entry.read(new WireReader(writer.toBytes())));
    }

    @Test
    void aConfigurationIsSortedByUnsignedId() {
        assertEquals(List.of(new MemberId(3), new MemberId(-1)), CONFIGURATION.voters());
        assertEquals(2, CONFIGURATION.quorum());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Configuration(CONFIGURATION.voters(), CONFIGURATION.voters()));
    }
}
