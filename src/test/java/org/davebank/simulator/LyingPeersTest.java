package org.davebank.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.davebank.base.AccountNumber;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.directory.SystemCommand;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that are known and lie: whatever they say, of whichever kind, a node refuses or takes it
 * and goes on. Only rules end one: another life has its place, or another node has its name.
 */
class LyingPeersTest {

    private static final GroupId SHARD = GroupId.ofShard(0);
    private static final String FILE = "0f".repeat(32);
    private static final Pattern RULE =
            Pattern.compile(" is a copy of | belongs to a living node | founds no second network");
    private static final int SAMPLES_MAX = 60;

    /** The kind is the second byte of a message. */
    private static final int KIND_AT = 1;

    private static final int KINDS = 6;

    private static final int ROUNDS = 14;
    private static final int LIES_MIN = 500;

    private final TreeMap<Integer, List<byte[]>> samples = new TreeMap<>();
    private final TreeMap<Integer, Integer> lies = new TreeMap<>();
    private RandomSource random = new RandomSource(1);

    private List<byte[]> lie(byte[] honest) {
        List<byte[]> alike =
                samples.computeIfAbsent(honest[KIND_AT] & 0xff, kind -> new ArrayList<>());
        if (alike.size() < SAMPLES_MAX) {
            alike.add(honest);
        } else {
            alike.set(random.nextInt(SAMPLES_MAX), honest);
        }
        List<byte[]> said = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            byte[] lie = altered(random.nextInt(3) > 0 ? honest : any());
            lies.merge(lie.length > KIND_AT ? lie[KIND_AT] & 0xff : 0, 1, Integer::sum);
            said.add(lie);
        }
        return said;
    }

    private byte[] any() {
        List<List<byte[]>> kinds = new ArrayList<>(samples.values());
        List<byte[]> alike = kinds.get(random.nextInt(kinds.size()));
        return alike.get(random.nextInt(alike.size()));
    }

    /** A message as it was, or with a few bytes changed, nudged, cut out, put in or of another. */
    private byte[] altered(byte[] original) {
        byte[] bytes = original.clone();
        int from = KIND_AT + 1;
        if (bytes.length <= from) {
            return bytes;
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = from + random.nextInt(bytes.length - from);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextLong();
                case 1 -> bytes[at]++;
                case 2 -> bytes[at]--;
                case 3 -> bytes[at] = 0;
                case 4 -> bytes = grown(bytes, at);
                default -> {
                    byte[] other = any();
                    int length =
                            Math.min(random.nextInt(24), other.length - Math.min(at, other.length));
                    if (length > 0 && at + length <= bytes.length) {
                        System.arraycopy(other, at, bytes, at, length);
                    }
                }
            }
        }
        return bytes;
    }

    /** The byte becomes the largest number that there is. */
    private static byte[] grown(byte[] bytes, int at) {
        byte[] more = new byte[bytes.length + 8];
        System.arraycopy(bytes, 0, more, 0, at);
        Arrays.fill(more, at, at + 8, (byte) 0xff);
        more[at + 8] = 0x7f;
        System.arraycopy(bytes, at + 1, more, at + 9, bytes.length - at - 1);
        return more;
    }

    private List<RequestBody> requests(MemberId member, MemberId other) {
        AccountNumber account = new AccountNumber(10_000_000 + random.nextInt(20));
        LedgerCommand open =
                new LedgerCommand.OpenAccount(
                        account, "k" + account, "Ada", "GBP", 2, 0, List.of("a"), "by", "r");
        LedgerCommand post =
                new LedgerCommand.Post(
                        TransactionId.parse(
                                "00000000-0000-0000-0000-%012d".formatted(random.nextInt(90))),
                        "key",
                        TransactionKind.DEPOSIT,
                        account,
                        null,
                        100,
                        2,
                        "GBP",
                        0,
                        "reference",
                        "description",
                        PostingMode.LIVE,
                        "by",
                        "r");
        return List.of(
                new RequestBody.Post(SHARD, List.of(open, post)),
                new RequestBody.Ask(SHARD, new LedgerQuery.ListAccounts(0, 9, "none"), 0),
                new RequestBody.Ask(
                        SHARD, new LedgerQuery.History(null, TransactionFilter.POSTED, 9, 9), 0),
                new RequestBody.AskStale(member, SHARD, new LedgerQuery.GetAccountAt(account, 5)),
                new RequestBody.AskStale(member, SHARD, new LedgerQuery.FindByKey(account, "key")),
                new RequestBody.Decide(
                        List.of(
                                new SystemCommand.RecordFile(
                                        FILE, 9, false, List.of(member, other), 1))),
                new RequestBody.Decide(
                        List.of(
                                new SystemCommand.HoldFile(FILE, other, 1),
                                new SystemCommand.UseNonce(4, 5))),
                new RequestBody.Decide(List.of(new SystemCommand.PlaceShard(0, List.of(member)))),
                new RequestBody.ConfirmSystem(),
                new RequestBody.ChangeReplicas(SHARD, new ConfigurationChange.Promote(other), 1, 1),
                new RequestBody.CreateReplica(
                        member, SHARD, Configuration.ofVoters(List.of(member, other)), true, 1),
                new RequestBody.DropReplica(member, GroupId.ofShard(3), 1, 1, 1),
                new RequestBody.AuditLeader(SHARD),
                new RequestBody.AuditReplica(member, SHARD, 3),
                new RequestBody.FindFiles(List.of(FILE)),
                new RequestBody.ShareFile(member, "incoming/upload-1.part", FILE, 9, true, 3),
                new RequestBody.FetchFile(member, FILE, 9, 2, List.of(other)),
                new RequestBody.ReadChunk(member, FILE, 3, 2),
                new RequestBody.DropFile(member, FILE, 5),
                new RequestBody.Locate(SHARD, 1),
                new RequestBody.Inventory(member),
                new RequestBody.Control(member, new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noMessageOfAKnownPeerEndsANode(long seed) {
        random = new RandomSource(seed);
        Houses world = new Houses(3);
        List<Houses.House> all = world.original();
        all.forEach(Houses.House::start);
        world.run(3);
        assertThat(all).anyMatch(Houses.House::leads);
        world.lie(this::lie);
        TreeSet<String> ends = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Houses.House house : all) {
                if (!house.runs()) {
                    ends.add(house.whyEnded());
                    house.start();
                }
                MemberId member = all.get(random.nextInt(3)).founder();
                MemberId other = all.get(random.nextInt(3)).founder();
                requests(member, other).forEach(house::ask);
            }
            world.run(1);
        }
        assertThat(lies).hasSize(KINDS);
        assertThat(lies.values()).allMatch(count -> count > LIES_MIN);
        assertThat(all.stream().flatMap(house -> house.events.stream()))
                .anyMatch(event -> event.kind() == EventKind.MESSAGE_REFUSED);
        assertThat(ends).allMatch(why -> why.isEmpty() || RULE.matcher(why).find());
    }
}
