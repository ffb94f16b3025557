package org.davebank.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerAnswer.Cut;
import org.davebank.ledger.LedgerAnswer.CutFound;
import org.davebank.ledger.LedgerAnswer.Leg;
import org.davebank.ledger.LedgerAnswer.MarkedOutcomes;
import org.davebank.ledger.LedgerAnswer.MovementOutcomes;
import org.davebank.ledger.LedgerAnswer.Sum;
import org.davebank.ledger.MovementCommand.Cancel;
import org.davebank.ledger.MovementCommand.Mark;
import org.junit.jupiter.api.Test;

/** Marks, and questions and answers about them, as bytes. */
class CutCodecTest {

    private static final MovementKey KEY =
            new MovementKey(new AccountNumber(7), new TransactionId(1, -2), 3);
    private static final Cut CUT =
            new Cut(
                    9,
                    1_000,
                    List.of(new Sum("EUR", -5), new Sum("JPY", 6)),
                    List.of(new Leg(KEY, 1, 100, "EUR"), new Leg(KEY, 2, 1, "JPY")),
                    true);

    /** Each prefix is refused, and the whole gives the same value. */
    private interface Reads<T> {
        T from(WireReader in) throws WireException;
    }

    private static <T> void assertWhole(WireWriter written, T value, Reads<T> reads)
            throws WireException {
        byte[] bytes = written.toBytes();
        WireReader in = new WireReader(bytes);
        assertThat(reads.from(in)).isEqualTo(value);
        in.end();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> reads.from(new WireReader(cut)))
                    .isInstanceOf(WireException.class);
        }
    }

    @Test
    void aMarkAndItsResultReadBack() throws WireException {
        WireWriter command = new WireWriter();
        LedgerCodec.write(command, new Mark(5));
        assertThat(LedgerCodec.bytes(new Mark(5))).isEqualTo(command.size());
        assertWhole(command, new Mark(5), LedgerCodec::readCommand);
        WireWriter result = new WireWriter();
        LedgerCodec.write(result, new LedgerResult.Marked(5, 70_000));
        assertWhole(result, new LedgerResult.Marked(5, 70_000), LedgerCodec::readResult);
    }

    @Test
    void questionsReadBack() throws WireException {
        for (LedgerQuery each :
                List.of(
                        new LedgerQuery.MarkedOutcomes(List.of(KEY)),
                        new LedgerQuery.FindCut(5, 20_000),
                        new LedgerQuery.DeliveredAtMark(5, List.of(KEY, KEY)))) {
            WireWriter out = new WireWriter();
            LedgerCodec.write(out, each);
            assertWhole(out, each, LedgerCodec::readQuery);
        }
    }

    @Test
    void answersReadBack() throws WireException {
        MovementOutcomes outcomes =
                new MovementOutcomes(List.of(new Cancel(KEY)), List.of(KEY, KEY));
        for (LedgerAnswer each :
                List.of(
                        new MarkedOutcomes(5, outcomes),
                        new CutFound(9, 8, CUT),
                        new CutFound(9, 8, null),
                        new LedgerAnswer.DeliveredAtMark(true, List.of(KEY)),
                        new LedgerAnswer.DeliveredAtMark(false, List.of()))) {
            WireWriter out = new WireWriter();
            LedgerCodec.write(out, each);
            assertWhole(out, each, LedgerCodec::readAnswer);
        }
    }
}
