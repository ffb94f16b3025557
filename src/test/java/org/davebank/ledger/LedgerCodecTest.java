package org.davebank.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.state.Draft;
import org.davebank.ledger.state.Shard;
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
    private final RandomValues values = new RandomValues(random);

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

    @Test
    void theSizeOfACommandIsThatOfItsBytes() {
        for (int round = 0; round < 5_000; round++) {
            LedgerCommand command = values.command();
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
            LedgerBatch first = values.batch();
            LedgerBatch second = values.batch();
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
            Object value = values.anything();
            WireReader in = new WireReader(bytes(value));
            assertThat(reading(value).read(in)).isEqualTo(value);
            in.end();
        }
    }

    @Test
    void everyTruncationIsNoticed() {
        for (int i = 0; i < 100; i++) {
            Object value = values.anything();
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
        int readable = 0;
        int refused = 0;
        Shard shard = new Shard().open(1);
        for (int i = 0; i < 40_000; i++) {
            byte[] bytes = hostile();
            Reading reading = values.one(READINGS.toArray(Reading[]::new));
            try {
                Object value = reading.read(new WireReader(bytes));
                readable++;
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
        assertThat(readable).as("the fuzz gets beyond the first byte").isGreaterThan(1_000);
        assertThat(shard.audit().conserved()).isTrue();
    }

    /** Noise, or a true message with a few bytes changed, or one with its end cut or repeated. */
    private byte[] hostile() {
        if (random.chance(0.3)) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = bytes(values.anything());
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
