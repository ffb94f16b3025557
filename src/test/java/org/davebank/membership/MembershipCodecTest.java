package org.davebank.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipCodecTest {

    private final RandomSource random = new RandomSource(3);

    private MemberId id() {
        return new MemberId(random.nextLong() | 1);
    }

    private Address address() {
        return new Address("h".repeat(1 + random.nextInt(255)), 1 + random.nextInt(65_535));
    }

    private Rumour rumour() {
        Member member =
                new Member(
                        id(),
                        "a" + "-".repeat(random.nextInt(63)),
                        MemberRole.values()[random.nextInt(2)],
                        address(),
                        random.nextInt(65_536),
                        random.chance(0.5) ? address() : null,
                        random.between(0, Member.INCARNATION_MAX));
        return new Rumour(
                member,
                MemberState.values()[random.nextInt(4)],
                random.chance(0.5) ? id() : null,
                random.between(0, Rumour.AGE_MS_MAX));
    }

    private MembershipMessage message() {
        List<Rumour> rumours = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            rumours.add(rumour());
        }
        return switch (random.nextInt(6)) {
            case 0 -> new MembershipMessage.Probe(id(), random.nextLong(), id(), rumours);
            case 1 -> new MembershipMessage.ProbeAck(id(), random.nextLong(), rumours);
            case 2 ->
                    new MembershipMessage.ProbeRequest(
                            id(), random.nextLong(), id(), address(), rumours);
            case 3 -> new MembershipMessage.ProbeNack(id(), random.nextLong(), rumours);
            case 4 -> new MembershipMessage.Gossip(id(), rumours);
            default -> new MembershipMessage.Exchange(id(), random.chance(0.5), rumours);
        };
    }

    @Test
    void whatIsWrittenIsRead() throws WireException {
        for (int i = 0; i < 2_000; i++) {
            MembershipMessage message = message();
            assertThat(MembershipBytes.decode(MembershipBytes.encode(message))).isEqualTo(message);
        }
    }

    @Test
    void everyTruncationAndEveryByteTooManyIsRefused() {
        for (int i = 0; i < 12; i++) {
            byte[] bytes = MembershipBytes.encode(message());
            for (int length = 0; length < bytes.length; length++) {
                byte[] part = Arrays.copyOf(bytes, length);
                assertThat(refused(part)).as("%d of %d bytes", length, bytes.length).isTrue();
            }
            assertThat(refused(Arrays.copyOf(bytes, bytes.length + 1))).isTrue();
        }
    }

    private static boolean refused(byte[] bytes) {
        try {
            MembershipBytes.decode(bytes);
            return false;
        } catch (WireException expected) {
            return true;
        }
    }

    @Test
    void anyBytesGiveAMessageOrAWireException() {
        int decoded = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = MembershipBytes.encode(message());
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextLong();
            }
            try {
                MembershipMessage message = MembershipBytes.decode(bytes);
                assertThat(MembershipBytes.encode(message)).hasSizeLessThanOrEqualTo(bytes.length);
                decoded++;
            } catch (WireException expected) {
                // The one exception that a decoder may throw.
            }
        }
        assertThat(decoded).isPositive();
    }

    @Test
    void theLongestRumourFitsTheSmallestPacketOfAnyKind() {
        Address far = new Address("h".repeat(255), 65_535);
        Member member =
                new Member(
                        id(),
                        "n".repeat(63),
                        MemberRole.SERVER,
                        far,
                        65_535,
                        far,
                        Member.INCARNATION_MAX);
        Rumour longest = new Rumour(member, MemberState.DEAD, id(), Rumour.AGE_MS_MAX);
        MembershipMessage message =
                new MembershipMessage.ProbeRequest(id(), 1, id(), far, List.of(longest));
        assertThat(MembershipCodec.sizeOf(message))
                .isLessThanOrEqualTo(MembershipSettings.PACKET_BYTES_MIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "a b", "ä", "a/b", "a\n"})
    void namesThatCouldMisleadAreRefused(String name) {
        assertThat(Member.isName(name)).isFalse();
        assertThat(Member.isName("n" + "a".repeat(63))).isFalse();
        assertThat(Member.isName("server-1.eu_2")).isTrue();
    }
}
