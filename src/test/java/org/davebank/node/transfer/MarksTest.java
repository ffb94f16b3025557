package org.davebank.node.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.HeapSpill;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Acknowledged;
import org.davebank.ledger.LedgerResult.Marked;
import org.davebank.ledger.LedgerResult.NoVote;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand.Cancel;
import org.davebank.ledger.MovementCommand.Mark;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.wire.Reply;
import org.junit.jupiter.api.Test;

class MarksTest {

    private static final GroupId THERE = GroupId.ofShard(1);
    private static final Cancel STEP =
            new Cancel(new MovementKey(new AccountNumber(1), new TransactionId(1, 2), 0));

    private final Ledger ledger = new Ledger(new HeapSpill());
    private final Marks marks = new Marks(ledger);

    MarksTest() {
        ledger.follow(1, LedgerRules.TABLE.getLast());
    }

    private void take(long mark) {
        long index = ledger.appliedIndex() + 1;
        ledger.apply(index, new LedgerBatch(0, List.of(new Mark(mark))));
    }

    private static Reply posted(LedgerResult... results) {
        return new Reply.Posted(THERE, 7, List.of(results));
    }

    @Test
    void aShardSpeaksOfMarksOnceItHasOne() {
        assertThat(marks.carriedTo(List.of(STEP))).containsExactly(STEP);
        take(3);
        assertThat(marks.carriedTo(List.of(STEP))).containsExactly(new Mark(3), STEP);
    }

    @Test
    void whatFollowsFromAnAnswerComesAfterItsMark() {
        take(3);
        List<LedgerCommand> sent = marks.carriedTo(List.of(STEP));
        assertThat(marks.heardFrom(sent, posted(new Marked(5, 9), new Acknowledged())))
                .isEqualTo(posted(new Acknowledged()));
        assertThat(marks.withHeard(List.of(STEP))).containsExactly(new Mark(5), STEP);
        take(5);
        assertThat(marks.withHeard(List.of(STEP))).containsExactly(STEP);
    }

    @Test
    void anAnswerThatCameAcrossTheFirstMarkCountsAsNone() {
        List<LedgerCommand> sent = marks.carriedTo(List.of(STEP));
        Reply answer = posted(new Acknowledged());
        assertThat(marks.heardFrom(sent, answer)).isEqualTo(answer);
        take(1);
        assertThat(marks.heardFrom(sent, answer)).isInstanceOf(Reply.TimedOut.class);
    }

    @Test
    void aShardOfOlderRulesAnswersTheOtherSteps() {
        take(3);
        List<LedgerCommand> sent = marks.carriedTo(List.of(STEP));
        assertThat(marks.heardFrom(sent, posted(new NoVote(), new Acknowledged())))
                .isEqualTo(posted(new Acknowledged()));
        assertThat(marks.withHeard(List.of(STEP))).containsExactly(STEP);
    }

    @Test
    void marksAreLeftOutOfWhatIsWrittenForMembersThatCannotReadThem() {
        List<List<LedgerCommand>> written = new ArrayList<>();
        List<Reply> answers = new ArrayList<>();
        Marks.leaveOut(
                THERE,
                List.of(new Mark(3), STEP),
                (commands, answer) -> {
                    written.add(commands);
                    answer.accept(posted(new Acknowledged()));
                },
                answers::add);
        Marks.leaveOut(
                THERE,
                List.of(new Mark(3)),
                (commands, answer) -> written.add(commands),
                answers::add);
        assertThat(written).containsExactly(List.of(STEP));
        assertThat(answers)
                .containsExactly(
                        posted(new NoVote(), new Acknowledged()),
                        new Reply.Posted(THERE, 0, List.of(new NoVote())));
    }
}
