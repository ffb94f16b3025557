package org.davebank.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.base.Address;
import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.TransactionFilter;
import org.davebank.node.settings.MessageVersions;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.davebank.raft.Role;
import org.junit.jupiter.api.Test;

class MessageCodecTest {

    private static final MemberId ONE = new MemberId(1);
    private static final MemberId TWO = new MemberId(-2);
    private static final String FILE = "0f".repeat(32);
    private static final GroupId SHARD = GroupId.ofShard(3);

    private static final Life LIFE = new Life(3, -5);
    private static final Introduction INTRODUCTION =
            new Introduction(
                    TWO,
                    "Worker1",
                    new Life(12, 77),
                    List.of(LIFE, new Life(2, 9)),
                    Introduction.Origin.SETTLED,
                    true,
                    1_800_000_000_000L,
                    "/p/net/Worker1",
                    new MessageVersions(4, 6));

    private static final List<NodeMessage> MESSAGES =
            List.of(
                    new LifeMessage.Hello(INTRODUCTION, -7),
                    new LifeMessage.Offer(LIFE, INTRODUCTION),
                    new LifeMessage.Welcome(LIFE, INTRODUCTION),
                    new LifeMessage.Known(
                            LIFE,
                            LifeMessage.Why.MOVED,
                            new Life(1, 1),
                            true,
                            new Address("127.0.0.1", 5001),
                            "/p/copy/Worker1",
                            3,
                            List.of(GroupId.SYSTEM, SHARD),
                            INTRODUCTION),
                    new LifeMessage.SayHello(4),
                    new LifeMessage.Visit(new MessageVersions(3, 4)),
                    request(
                            new RequestBody.Post(
                                    SHARD,
                                    List.of(
                                            new LedgerCommand.ReserveAlias(
                                                    "alias", "key", "by", "request")))),
                    request(
                            new RequestBody.Ask(
                                    SHARD, new LedgerQuery.GetAccount(new AccountNumber(7)), 12)),
                    request(new RequestBody.Decide(List.of(new SystemCommand.CancelImport("a")))),
                    request(new RequestBody.ConfirmSystem()),
                    request(
                            new RequestBody.ChangeReplicas(
                                    SHARD, new ConfigurationChange.Promote(TWO), 31, 9)),
                    request(new RequestBody.FollowRules(SHARD, 2, 31, 9)),
                    request(new RequestBody.DropReplica(ONE, SHARD, 7, 31, 9)),
                    request(new RequestBody.AuditLeader(SHARD)),
                    request(new RequestBody.AuditReplica(ONE, SHARD, 55)),
                    request(new RequestBody.AskStale(ONE, SHARD, new LedgerQuery.Summary())),
                    request(
                            new RequestBody.CreateReplica(
                                    ONE,
                                    SHARD,
                                    Configuration.ofVoters(List.of(ONE, TWO)),
                                    true,
                                    4)),
                    request(new RequestBody.FindFiles(List.of(FILE))),
                    request(new RequestBody.ShareFile(ONE, "upload-1.part", FILE, 9, true, 3)),
                    request(new RequestBody.FetchFile(ONE, FILE, 9, 2, List.of(TWO))),
                    request(new RequestBody.ReadChunk(ONE, FILE, 300, 200)),
                    request(new RequestBody.DropFile(ONE, FILE, 5)),
                    request(new RequestBody.Inventory(TWO)),
                    request(new RequestBody.Locate(SHARD, 12)),
                    response(new Reply.Located(SHARD, 12, 3, List.of(ONE), List.of(TWO))),
                    response(
                            new Reply.FilesFound(
                                    3,
                                    6,
                                    3,
                                    List.of(
                                            new SharedFile(
                                                    FILE, 9, true, List.of(ONE), 4, false, 2)))),
                    response(new Reply.Shared(4, List.of(ONE, TWO))),
                    response(new Reply.Full("full")),
                    response(
                            new Reply.Posted(
                                    SHARD, 8, List.of(new LedgerResult.AliasReserved("alias")))),
                    response(new Reply.Answered(SHARD, 8, 3, new LedgerAnswer.AccountFound(null))),
                    response(new Reply.Decided(5, List.of(new SystemResult.Refused("why")))),
                    response(new Reply.Audited(SHARD, 8, -1, false, 0, 1, 2, null, 3, 4)),
                    response(new Reply.NotLeader(SHARD, 4, TWO)),
                    response(new Reply.NotLeader(SHARD, 4, null)),
                    response(new Reply.Busy("full")),
                    response(new Reply.Declined("no")),
                    response(new Reply.TimedOut(true, "late")),
                    new NodeMessage.Report(report()));

    private static final NodeMessage SAID =
            new NodeMessage.Request(7, new RequestBody.ConfirmSystem());

    private static NodeMessage request(RequestBody body) {
        return new NodeMessage.Request(42, body);
    }

    private static NodeMessage response(Reply reply) {
        return new NodeMessage.Response(42, reply);
    }

    private static NodeReport report() {
        return report(List.of(new MemberId(3)));
    }

    private static NodeReport report(List<MemberId> learners) {
        GroupReport group =
                new GroupReport(
                        SHARD,
                        Role.LEADER,
                        3,
                        ONE,
                        10,
                        9,
                        8,
                        true,
                        true,
                        6,
                        List.of(ONE, TWO),
                        learners,
                        List.of(new MemberId(3)),
                        List.of(10L, 9L, 1L),
                        List.of(TWO),
                        new GroupWork(1, 2, 3, 4, 5, 6),
                        2);
        Event event = new Event(77, "Worker1", 1, EventKind.FIRST_WRITE, SHARD, 3, 9, "text");
        return new NodeReport(
                ONE,
                "Worker1",
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                " is full",
                new NodeReport.Load(9, 10, 11, 12),
                9,
                Map.of(ONE, 3L, TWO, -757_000_000_000L),
                List.of("f"),
                List.of(group),
                List.of(event),
                3,
                figures());
    }

    private static NodeFigures figures() {
        Map<NodeFigures.Queue, Long> waiting = new EnumMap<>(NodeFigures.Queue.class);
        for (NodeFigures.Queue queue : NodeFigures.Queue.values()) {
            waiting.put(queue, 20L + queue.ordinal());
        }
        return new NodeFigures(
                new NodeFigures.Transport(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
                List.of(new NodeFigures.Peer(new Address("10.0.0.1", 9), 1, 2, 3, 4, 5, 6, 7)),
                new NodeFigures.Disk(1, 2, 3, 4, 5),
                new NodeFigures.Held(1, 2),
                waiting);
    }

    @Test
    void everyMessageSurvivesTheWire() throws WireException {
        for (NodeMessage message : MESSAGES) {
            assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
        }
    }

    @Test
    void aNodeThatMeasuresNothingSaysNothingOfIt() throws WireException {
        NodeReport silent = SampleReports.withFigures("Worker1", NodeFigures.NONE);
        NodeReport measured = SampleReports.withFigures("Worker1", figures());
        byte[] few = MessageCodec.encode(new NodeMessage.Report(silent));
        byte[] more = MessageCodec.encode(new NodeMessage.Report(measured));
        assertThat(more).startsWith(few).hasSizeGreaterThan(few.length);
        assertThat(MessageCodec.decode(few)).isEqualTo(new NodeMessage.Report(silent));
    }

    @Test
    void aMessageOfANewerVersionIsRefusedAsAWhole() {
        byte[] bytes = MessageCodec.encode(SAID);
        bytes[0] = (byte) (MessageCodec.VERSION + 1);
        assertThatThrownBy(() -> MessageCodec.decode(bytes, new MessageVersions(3, 4)))
                .isInstanceOf(WireException.class)
                .hasMessage(
                        "a message of version "
                                + (MessageCodec.VERSION + 1)
                                + ", and this node reads versions 3 to 4: upgrade this node");
    }

    @Test
    void aMessageOfAnOlderVersionIsRefusedAsAWhole() {
        byte[] bytes = MessageCodec.encode(SAID);
        bytes[0] = 3;
        assertThatThrownBy(() -> MessageCodec.decode(bytes, new MessageVersions(4, 4)))
                .isInstanceOf(WireException.class)
                .hasMessage(
                        "a message of version 3, and this node reads version 4: upgrade the sender");
    }

    @Test
    void nodesOfAnyTwoVersionsCanMeet() throws WireException {
        LifeMessage hello = new LifeMessage.Hello(INTRODUCTION, -7);
        byte[] later = Arrays.copyOf(MessageCodec.encode(hello, 200), 300); // It says more.
        assertThat(MessageCodec.decode(later)).isEqualTo(hello);
    }

    @Test
    void twoNodesSpeakTheNewestVersionThatBothRead() {
        MessageVersions ours = new MessageVersions(4, 6);
        assertThat(ours.common(ours)).isEqualTo(6);
        assertThat(ours.common(new MessageVersions(3, 5))).isEqualTo(5);
        assertThat(ours.common(new MessageVersions(5, 9))).isEqualTo(6);
        assertThat(ours.common(new MessageVersions(1, 3))).isZero();
        assertThat(ours.common(new MessageVersions(7, 8))).isZero();
    }

    @Test
    void anOlderNodeIsAskedForAllHoldsAndNoState() throws WireException {
        TransactionFilter expired = TransactionFilter.POSTED.with(HoldState.EXPIRED, null);
        NodeMessage asked = history(expired);
        assertThat(MessageCodec.decode(MessageCodec.encode(asked))).isEqualTo(asked);
        assertThat(MessageCodec.decode(MessageCodec.encode(asked, 7)))
                .isEqualTo(history(expired.older()));
    }

    @Test
    void anOlderNodeIsAskedForAllRecordsAndNoStepsOfAHold() throws WireException {
        TransactionFilter steps = TransactionFilter.POSTED.with(null, new TransactionId(1, 2));
        NodeMessage asked = history(steps);
        assertThat(MessageCodec.decode(MessageCodec.encode(asked))).isEqualTo(asked);
        assertThat(MessageCodec.decode(MessageCodec.encode(asked, 7)))
                .isEqualTo(history(TransactionFilter.POSTED));
    }

    private static NodeMessage history(TransactionFilter filter) {
        LedgerQuery query = new LedgerQuery.History(new AccountNumber(7), filter, 9, 10);
        return new NodeMessage.Request(1, new RequestBody.Ask(GroupId.ofShard(3), query, 0));
    }

    @Test
    void aReportOfAMemberThatVotesAndLearnsIsUnreadable() {
        byte[] bytes = MessageCodec.encode(new NodeMessage.Report(report(List.of(TWO))));
        assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(WireException.class);
    }

    @Test
    void truncatedAndAlteredMessagesAreMessagesOrTypedErrors() {
        RandomSource random = new RandomSource(11);
        int errors = 0;
        for (int round = 0; round < 20_000; round++) {
            NodeMessage message = MESSAGES.get(random.nextInt(MESSAGES.size()));
            byte[] bytes = MessageCodec.encode(message);
            byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && cut.length > 0; flips--) {
                cut[random.nextInt(cut.length)] = (byte) random.nextLong();
            }
            try {
                MessageCodec.decode(cut);
            } catch (WireException | IllegalArgumentException e) {
                errors++;
            }
        }
        assertThat(errors).isGreaterThan(1_000);
    }
}
