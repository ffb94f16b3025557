package org.davebank.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.davebank.base.AccountNumber;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCommand;
import org.davebank.ledger.Batch;
import org.davebank.ledger.BatchBytes;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.TransactionKind;
import org.davebank.node.replica.SystemMachine;
import org.davebank.node.settings.MessageVersions;
import org.davebank.node.wire.ClockReading;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.GroupWork;
import org.davebank.node.wire.MessageCodec;
import org.davebank.node.wire.NodeMessage;
import org.davebank.raft.Configuration;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.davebank.raft.RaftMessage;
import org.davebank.raft.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of each version that nodes still speak, and the log entries that travel in them. */
class GoldenMessagesTest {

    private static final MemberId ONE = new MemberId(1);
    private static final MemberId TWO = new MemberId(-2);
    private static final MemberId THREE = new MemberId(3);
    private static final GroupId SHARD = GroupId.ofShard(3);
    private static final Configuration CONFIGURATION =
            new Configuration(List.of(ONE, TWO), List.of(THREE));

    private static Samples samples() {
        Samples parts =
                new Samples()
                        .with(GroupId.class, List.of(SHARD))
                        .with(MemberId.class, List.of(TWO))
                        .with(AccountNumber.class, List.of(new AccountNumber(7)))
                        .with(Address.class, List.of(new Address("127.0.0.1", 5001)))
                        .with(Configuration.class, List.of(CONFIGURATION))
                        .with(MessageVersions.class, List.of(new MessageVersions(3, 6)))
                        .with(GroupReport.class, reports());
        LedgerCommand.Post transfer = transfer();
        parts.with(MovementCommand.Begin.class, List.of(new MovementCommand.Begin(transfer, 2)));
        MovementKey key = new MovementKey(new AccountNumber(7), new TransactionId(1, 2), 3);
        RejectionCode code = RejectionCode.INVALID_AMOUNT;
        parts.with(
                MovementCommand.Decide.class,
                List.of(
                        new MovementCommand.Decide(key, null, 4),
                        new MovementCommand.Decide(key, code, 4),
                        new MovementCommand.Decide(key, code, 3, 4)));
        parts.with(Batch.class, List.of(batch()));
        parts.with(Batch.Item.class, batch().items());
        TransactionId hold = new TransactionId(1, 2);
        parts.with(
                LedgerCommand.Post.class,
                List.of(
                        transfer,
                        deposit(),
                        reversal(),
                        ofHold(TransactionKind.HOLD, new Purpose.Holds(60_000), 5),
                        ofHold(TransactionKind.CAPTURE, new Purpose.Captures(hold, false, true), 5),
                        ofHold(TransactionKind.RELEASE, new Purpose.Releases(hold, true), 0)));
        var append = new RaftMessage.AppendEntries(5, 7, 3, 6, 2, entries(parts));
        return parts.with(RaftMessage.AppendEntries.class, List.of(append));
    }

    private static LedgerCommand.Post transfer() {
        return new LedgerCommand.Post(
                new TransactionId(1, 2),
                "key",
                TransactionKind.TRANSFER,
                new AccountNumber(7),
                new AccountNumber(8),
                6,
                0,
                "GBP",
                9,
                "reference",
                "description",
                PostingMode.IMPORT,
                "by",
                "request");
    }

    private static Batch batch() {
        AccountNumber seven = new AccountNumber(7);
        return new Batch(
                new TransactionId(1, 5),
                "key",
                List.of(
                        new Batch.Item(
                                0,
                                TransactionKind.TRANSFER,
                                seven,
                                3,
                                new AccountNumber(8),
                                2,
                                6,
                                "GBP",
                                2,
                                "reference",
                                "description"),
                        new Batch.Item(
                                1,
                                TransactionKind.DEPOSIT,
                                seven,
                                3,
                                null,
                                0,
                                7,
                                "GBP",
                                2,
                                null,
                                null)),
                "by",
                "request");
    }

    private static LedgerCommand.Post deposit() {
        return new LedgerCommand.Post(
                new TransactionId(1, 2),
                null,
                TransactionKind.DEPOSIT,
                new AccountNumber(7),
                null,
                6,
                2,
                null,
                0,
                null,
                null,
                PostingMode.HISTORY,
                "by",
                "request");
    }

    private static LedgerCommand.Post reversal() {
        return new LedgerCommand.Post(
                new TransactionId(1, 3),
                "key",
                TransactionKind.REVERSAL,
                new AccountNumber(8),
                new AccountNumber(7),
                6,
                2,
                null,
                0,
                null,
                "reason",
                PostingMode.LIVE,
                Purpose.reverses(new TransactionId(1, 2)),
                "by",
                "request");
    }

    /** A hold and its steps. */
    private static LedgerCommand.Post ofHold(
            TransactionKind kind, Purpose purpose, long amountMinor) {
        return new LedgerCommand.Post(
                new TransactionId(1, 4),
                "key",
                kind,
                new AccountNumber(8),
                kind == TransactionKind.RELEASE ? null : new AccountNumber(7),
                amountMinor,
                2,
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                purpose,
                "by",
                "request");
    }

    private static List<GroupReport> reports() {
        List<GroupReport> reports = new ArrayList<>();
        for (Role role : Role.values()) {
            boolean leads = role == Role.LEADER;
            reports.add(
                    new GroupReport(
                            SHARD,
                            role,
                            3,
                            leads ? ONE : null,
                            10,
                            9,
                            8,
                            leads,
                            !leads,
                            6,
                            List.of(ONE, TWO),
                            List.of(THREE),
                            List.of(THREE),
                            List.of(10L, 9L, 1L),
                            List.of(TWO),
                            leads ? new GroupWork(1, 2, 3, 4, 5, 6) : GroupWork.NONE,
                            2));
        }
        return reports;
    }

    private static List<Entry> entries(Samples parts) {
        WireWriter ledger = new WireWriter();
        BatchBytes.write(ledger, new LedgerBatch(77, parts.of(LedgerCommand.class)));
        byte[] system =
                SystemMachine.bytes(new SystemMachine.Batch(78, parts.of(SystemCommand.class)));
        WireWriter members = new WireWriter();
        CONFIGURATION.write(members);
        return List.of(
                new Entry(8, 4, EntryKind.NOOP, new byte[0]),
                new Entry(9, 4, EntryKind.COMMAND, ledger.toBytes()),
                new Entry(10, 5, EntryKind.COMMAND, system),
                new Entry(11, 5, EntryKind.CONFIGURATION, members.toBytes()),
                new Entry(12, 5, EntryKind.RULES, Entry.rulesData(2)));
    }

    /** Each frame by itself: what is wrong in one is seen there. */
    private static List<NodeMessage> messages() {
        Samples parts = samples();
        List<NodeMessage> messages = new ArrayList<>();
        for (RaftMessage each : parts.of(RaftMessage.class)) {
            messages.add(
                    new NodeMessage.Consensus(
                            ONE,
                            TWO,
                            new ClockReading(1, 2, 3),
                            List.of(new NodeMessage.Frame(SHARD, each))));
        }
        parts.with(NodeMessage.Consensus.class, List.of());
        messages.addAll(parts.of(NodeMessage.class));
        return messages;
    }

    private static String file(int version) {
        return "messages-" + version + ".txt";
    }

    @Test
    void theBytesOfMessagesChangeWithTheVersionAlone() {
        List<String> lines = new ArrayList<>();
        for (NodeMessage each : messages()) {
            String bytes = HexFormat.of().formatHex(MessageCodec.encode(each));
            lines.add(Samples.name((Record) each) + ": " + bytes);
        }
        Golden.check(file(MessageCodec.VERSION), lines);
    }

    static IntStream versions() {
        return IntStream.rangeClosed(MessageVersions.OURS.oldest(), MessageVersions.OURS.newest());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void messagesOfEachVersionAreReadAndWrittenAsTheyWere(int version) throws WireException {
        for (String line : Golden.lines(file(version))) {
            byte[] bytes = HexFormat.of().parseHex(line.substring(line.indexOf(": ") + 2));
            byte[] again = MessageCodec.encode(MessageCodec.decode(bytes), version);
            assertThat(again).as(line).isEqualTo(bytes);
        }
    }
}
