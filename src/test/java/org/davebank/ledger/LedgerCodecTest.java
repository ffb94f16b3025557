package org.davebank.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.state.Draft;
import org.davebank.ledger.state.Shard;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerCodecTest {

    private interface Reading {
        Object read(WireReader in) throws WireException;
    }

    private static final List<Reading> READINGS =
            List.of(
                    LedgerCodec::readCommand,
                    LedgerCodec::readBatch,
                    LedgerCodec::readResult,
                    LedgerCodec::readQuery,
                    LedgerCodec::readAnswer);

    private final RandomSource random = new RandomSource(99);

    private static byte[] bytes(Object value) {
        WireWriter out = new WireWriter();
        switch (value) {
            case LedgerCommand command -> LedgerCodec.write(out, command);
            case LedgerBatch batch -> BatchBytes.write(out, batch);
            case LedgerResult result -> LedgerCodec.write(out, result);
            case LedgerQuery query -> LedgerCodec.write(out, query);
            case LedgerAnswer answer -> LedgerCodec.write(out, answer);
            default -> throw new AssertionError(value);
        }
        return out.toBytes();
    }

    private static Reading reading(Object value) {
        return switch (value) {
            case LedgerCommand command -> LedgerCodec::readCommand;
            case LedgerBatch batch -> LedgerCodec::readBatch;
            case LedgerResult result -> LedgerCodec::readResult;
            case LedgerQuery query -> LedgerCodec::readQuery;
            case LedgerAnswer answer -> LedgerCodec::readAnswer;
            default -> throw new AssertionError(value);
        };
    }

    private String text(int min, int max) {
        StringBuilder text = new StringBuilder();
        int length = (int) random.between(min, random.chance(0.1) ? max : Math.min(max, 9));
        String letters = "aZ09 -_äß語\0";
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private @Nullable String maybe(int min, int max) {
        return random.chance(0.5) ? null : text(min, max);
    }

    private AccountNumber account() {
        return new AccountNumber(random.nextInt(AccountNumber.VALUE_MAX + 1));
    }

    private TransactionId id() {
        return new TransactionId(random.nextLong(), random.nextLong());
    }

    private long number() {
        return random.chance(0.3) ? random.nextLong() : random.between(-100, 100);
    }

    private <E> E one(E[] values) {
        return values[random.nextInt(values.length)];
    }

    private List<String> aliases() {
        List<String> aliases = new ArrayList<>();
        for (int i = random.nextInt(17); i > 0; i--) {
            aliases.add(text(1, 64));
        }
        return aliases;
    }

    private String sha256() {
        return "%064x".formatted(random.nextLong() >>> 1);
    }

    private Attachment attachment() {
        return new Attachment(
                random.nextInt(20),
                sha256(),
                random.between(1, 1_000),
                text(1, 100),
                text(1, 200),
                number(),
                text(0, 64),
                random.between(1, 1_000));
    }

    private LedgerCommand command() {
        String by = random.chance(0.5) ? "import" : text(0, 64);
        String requestId = random.chance(0.5) ? "job-1" : text(0, 64);
        return switch (random.nextInt(10)) {
            case 8 -> ofHold(by, requestId);
            case 7 ->
                    new LedgerCommand.ChangeAccount(
                            account(),
                            maybe(1, 255),
                            random.chance(0.5) ? null : one(AccountStatus.values()),
                            maybe(0, 140),
                            random.chance(0.5)
                                    ? null
                                    : random.between(0, LedgerLimits.OVERDRAFT_MINOR_MAX),
                            random.between(0, 1_000),
                            by,
                            requestId);
            case 3 ->
                    new LedgerCommand.Attach(
                            id(),
                            account(),
                            text(1, 255),
                            sha256(),
                            random.between(1, LedgerLimits.ATTACHMENT_BYTES_MAX),
                            text(1, 100),
                            text(1, 200),
                            random.between(1, 1_000),
                            by,
                            requestId);
            case 4 ->
                    new LedgerCommand.FenceUploads(
                            random.between(1, 1_000), List.of(sha256(), sha256()), by, requestId);
            case 0 ->
                    new OpenAccount(
                            account(),
                            text(1, 255),
                            text(0, 140),
                            one(new String[] {"EUR", "JPY", "KWD"}),
                            random.nextInt(5),
                            random.between(0, LedgerLimits.OVERDRAFT_MINOR_MAX),
                            aliases(),
                            by,
                            requestId);
            case 1 -> new ReserveAlias(text(1, 64), text(1, 255), by, requestId);
            case 2 -> new ConfirmAlias(text(1, 64), text(1, 255), account(), by, requestId);
            case 5 ->
                    new Post(
                            id(),
                            maybe(1, 255),
                            TransactionKind.REVERSAL,
                            account(),
                            random.chance(0.5) ? null : account(),
                            number(),
                            (int) number(),
                            null,
                            0,
                            null,
                            maybe(0, 500),
                            one(PostingMode.values()),
                            Purpose.reverses(id()),
                            by,
                            requestId);
            default ->
                    new Post(
                            id(),
                            maybe(1, 255),
                            TransactionKind.values()[random.nextInt(4)],
                            account(),
                            random.chance(0.5) ? null : account(),
                            number(),
                            (int) number(),
                            random.chance(0.5) ? null : "EUR",
                            random.chance(0.5) ? 0 : number(),
                            maybe(0, 140),
                            maybe(0, 500),
                            one(PostingMode.values()),
                            by,
                            requestId);
        };
    }

    private Post ofHold(String by, String requestId) {
        boolean all = random.chance(0.5);
        TransactionKind kind =
                one(
                        new TransactionKind[] {
                            TransactionKind.HOLD, TransactionKind.CAPTURE, TransactionKind.RELEASE
                        });
        Purpose purpose =
                switch (kind) {
                    case HOLD ->
                            new Purpose.Holds(
                                    random.between(
                                            LedgerLimits.HOLD_MS_MIN, LedgerLimits.HOLD_MS_MAX));
                    case CAPTURE -> new Purpose.Captures(id(), all, random.chance(0.5));
                    default -> new Purpose.Releases(id(), all);
                };
        boolean takesAll = all && kind != TransactionKind.HOLD;
        return new Post(
                id(),
                maybe(1, 255),
                kind,
                account(),
                kind == TransactionKind.RELEASE || random.chance(0.5) ? null : account(),
                takesAll ? 0 : number(),
                (int) number(),
                null,
                0,
                null,
                maybe(0, 500),
                PostingMode.LIVE,
                purpose,
                by,
                requestId);
    }

    private ReversalLinks.Hold aHold() {
        return new ReversalLinks.Hold(
                random.chance(0.5) ? null : id(),
                random.chance(0.5) ? null : one(ReversalLinks.HoldState.values()),
                random.between(0, 1_000_000),
                random.between(0, 1_000_000));
    }

    private LedgerBatch batch() {
        List<LedgerCommand> commands = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            commands.add(command());
        }
        return new LedgerBatch(random.between(0, LedgerLimits.STAMP_MS_MAX), commands);
    }

    private Account anAccount() {
        return new Account(
                account(),
                text(0, 140),
                "EUR",
                one(AccountStatus.values()),
                random.between(0, 1_000),
                number(),
                random.between(1, Long.MAX_VALUE),
                number(),
                aliases());
    }

    private Transaction transaction() {
        return new Transaction(
                id(),
                maybe(1, 255),
                one(TransactionKind.values()),
                account(),
                random.chance(0.5) ? null : account(),
                random.between(1, 1_000_000),
                "JPY",
                number(),
                number(),
                maybe(0, 140),
                maybe(0, 500),
                text(0, 64),
                text(0, 64),
                one(TransactionStatus.values()),
                random.chance(0.5) ? null : one(RejectionCode.values()),
                number(),
                random.between(1, 1_000_000),
                random.between(0, 1_000_000),
                random.chance(0.7) ? List.of() : List.of(attachment(), attachment()),
                random.chance(0.7) ? ReversalLinks.NONE : links());
    }

    private ReversalLinks links() {
        return new ReversalLinks(
                random.chance(0.5) ? null : id(),
                random.chance(0.5),
                random.between(0, 1_000_000),
                random.chance(0.5) ? List.of() : List.of(id(), id()),
                random.chance(0.5) ? null : aHold());
    }

    private LedgerResult result() {
        return switch (random.nextInt(8)) {
            case 7 ->
                    new LedgerResult.Changed(
                            anAccount(),
                            random.chance(0.5) ? null : one(RejectionCode.values()),
                            random.chance(0.5));
            case 4 -> new LedgerResult.Attached(attachment(), random.chance(0.5));
            case 5 -> new LedgerResult.UploadsFenced(List.of(sha256()));
            case 0 -> new LedgerResult.Opened(anAccount(), random.chance(0.5), "request");
            case 1 -> new LedgerResult.Refused(one(RejectionCode.values()), text(0, 500));
            case 2 -> new LedgerResult.AliasReserved(text(1, 64));
            case 3 -> new LedgerResult.AliasBound(text(1, 64), account());
            default -> new LedgerResult.Recorded(transaction(), random.chance(0.5));
        };
    }

    private LedgerQuery query() {
        return switch (random.nextInt(10)) {
            case 7 -> new LedgerQuery.FindAttachment(sha256());
            case 0 -> new LedgerQuery.GetAccount(account());
            case 1 -> new LedgerQuery.GetAccountAt(account(), number());
            case 2 ->
                    new LedgerQuery.ListAccounts(
                            random.nextInt(50) - 1, 1 + random.nextInt(1_000), maybe(0, 99));
            case 3 -> new LedgerQuery.FindAlias(text(0, 99));
            case 4 -> new LedgerQuery.GetTransaction(id());
            case 5 -> new LedgerQuery.FindByKey(account(), text(0, 255));
            case 6 -> new LedgerQuery.Summary();
            default ->
                    new LedgerQuery.History(
                            random.chance(0.5) ? null : account(),
                            random.chance(0.3) ? TransactionFilter.POSTED : filter(),
                            number(),
                            1 + random.nextInt(1_000));
        };
    }

    private TransactionFilter filter() {
        return new TransactionFilter(
                number(),
                number(),
                random.chance(0.5) ? null : one(TransactionKind.values()),
                number(),
                number(),
                maybe(0, 99),
                maybe(0, 99),
                maybe(0, 99),
                random.chance(0.5) ? null : one(TransactionStatus.values()),
                random.chance(0.5));
    }

    private LedgerAnswer answer() {
        return switch (random.nextInt(6)) {
            case 4 -> new LedgerAnswer.AttachmentFound(random.chance(0.3) ? null : attachment());
            case 0 -> new LedgerAnswer.AccountFound(random.chance(0.3) ? null : anAccount());
            case 1 -> {
                List<Account> page = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    page.add(anAccount());
                }
                yield new LedgerAnswer.Accounts(page, random.chance(0.5));
            }
            case 2 -> new LedgerAnswer.AliasFound(random.chance(0.3) ? null : account());
            case 3 -> {
                List<Transaction> page = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    page.add(transaction());
                }
                yield new LedgerAnswer.Transactions(page, random.between(-1, 1_000));
            }
            default ->
                    new LedgerAnswer.ShardSummary(
                            random.nextInt(1_000), 2, 3, 4, number(), number());
        };
    }

    private Object anything() {
        return switch (random.nextInt(5)) {
            case 0 -> command();
            case 1 -> batch();
            case 2 -> result();
            case 3 -> query();
            default -> answer();
        };
    }

    @Test
    void theSizeOfACommandIsThatOfItsBytes() {
        for (int round = 0; round < 5_000; round++) {
            LedgerCommand command = command();
            assertThat(LedgerCodec.bytes(command)).isEqualTo(bytes(command).length);
        }
        for (String text :
                List.of("\uD83D\uDE00", "a\uD83D", "\uDE00b", "\uDE00\uD83D", "\u07ff\u0800")) {
            LedgerCommand command = new ReserveAlias(text, text, text, text);
            assertThat(LedgerCodec.bytes(command)).as(text).isEqualTo(bytes(command).length);
        }
    }

    @Test
    void runsOfCommandsBehindEachOtherAreABatch() throws WireException {
        for (int round = 0; round < 500; round++) {
            LedgerBatch first = batch();
            LedgerBatch second = batch();
            List<LedgerCommand> both = new ArrayList<>(first.commands());
            both.addAll(second.commands());
            WireWriter out = new WireWriter().varint(first.stampMs()).varint(both.size());
            LedgerCodec.writeRun(out, first.commands());
            LedgerCodec.writeRun(out, second.commands());
            assertThat(LedgerCodec.readBatch(new WireReader(out.toBytes())))
                    .isEqualTo(new LedgerBatch(first.stampMs(), both));
        }
    }

    @Test
    void whatIsWrittenReadsBack() throws WireException {
        for (int i = 0; i < 10_000; i++) {
            Object value = anything();
            WireReader in = new WireReader(bytes(value));
            assertThat(reading(value).read(in)).isEqualTo(value);
            in.end();
        }
    }

    @Test
    void everyTruncationIsNoticed() {
        for (int i = 0; i < 100; i++) {
            Object value = anything();
            byte[] whole = bytes(value);
            for (int length = 0; length < Math.min(whole.length, 300); length++) {
                boolean noticed = false;
                try {
                    reading(value).read(new WireReader(whole, 0, length));
                } catch (WireException expected) {
                    noticed = true;
                }
                assertThat(noticed).isTrue();
            }
        }
    }

    @Test
    void hostileBytesGiveAValueWithinTheLimitsOrAWireException() {
        int values = 0;
        int refused = 0;
        Shard shard = new Shard().open(1);
        for (int i = 0; i < 40_000; i++) {
            byte[] bytes = hostile();
            Reading reading = one(READINGS.toArray(Reading[]::new));
            try {
                Object value = reading.read(new WireReader(bytes));
                values++;
                assertThat(reading(value).read(new WireReader(bytes(value))))
                        .as("a value that was read can be written")
                        .isEqualTo(value);
                if (value instanceof LedgerCommand command) {
                    shard.apply(command);
                }
            } catch (WireException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
        assertThat(values).as("the fuzz gets beyond the first byte").isGreaterThan(1_000);
        assertThat(shard.audit().conserved()).isTrue();
    }

    /** Noise, or a true message with a few bytes changed, or one with its end cut or repeated. */
    private byte[] hostile() {
        if (random.chance(0.3)) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = bytes(anything());
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextLong();
        }
        return bytes;
    }

    @Test
    void hugeCountsAllocateNothing() {
        for (int tag : new int[] {2, 4}) {
            WireWriter page = new WireWriter().u8(tag).bool(true).varint(Integer.MAX_VALUE);
            page.raw(new byte[1 << 10]);
            assertThatThrownBy(() -> LedgerCodec.readAnswer(new WireReader(page.toBytes())))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("bytes wanted");
        }
        WireWriter manyRows = new WireWriter().u8(4).zigzag(-1).varint(LedgerLimits.PAGE_MAX + 1);
        manyRows.raw(new byte[1 << 20]);
        assertThatThrownBy(() -> LedgerCodec.readAnswer(new WireReader(manyRows.toBytes())))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("a page of");
        WireWriter tooMany = new WireWriter().varint(0);
        tooMany.varint(LedgerLimits.COMMANDS_PER_ENTRY_MAX + 1).raw(new byte[1 << 20]);
        assertThatThrownBy(() -> LedgerCodec.readBatch(new WireReader(tooMany.toBytes())))
                .isInstanceOf(WireException.class);
    }

    @Test
    void aDepositInABatchTakesAboutAsManyBytesAsItSays() {
        List<LedgerCommand> deposits = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            deposits.add(Draft.deposit(12_345_678, 100_00));
        }
        int bytes = bytes(new LedgerBatch(Shard.START_MS, deposits)).length;
        assertThat(bytes).isLessThan(1_000 * 27);
    }

    @Test
    void theFirstCommandOfABatchCannotShareItsOrigin() {
        byte[] bytes = bytes(Draft.deposit(1, 1));
        bytes[0] |= (byte) 0x80;
        assertThatThrownBy(() -> LedgerCodec.readCommand(new WireReader(bytes)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("nothing to share");
    }
}
