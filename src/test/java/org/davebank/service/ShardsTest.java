package org.davebank.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.davebank.api.ProblemCode;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.node.wire.Reply;
import org.junit.jupiter.api.Test;

class ShardsTest {

    private static Reply.Answered at(long index) {
        return new Reply.Answered(
                GroupId.ofShard(0), index, index * 10, new LedgerAnswer.AccountFound(null));
    }

    private static Reply read(AtomicLong applied, long indexMin, Duration patience) {
        return Shards.untilApplied(
                        () -> CompletableFuture.completedFuture(at(applied.getAndIncrement())),
                        indexMin,
                        System.nanoTime() + patience.toNanos())
                .join();
    }

    @Test
    void aStaleReadWaitsForTheIndexThatTheCallerHasSeen() {
        AtomicLong applied = new AtomicLong(5);
        assertThat(read(applied, 8, Duration.ofSeconds(30)))
                .isInstanceOfSatisfying(
                        Reply.Answered.class, each -> assertThat(each.index()).isEqualTo(8));
        assertThat(read(applied, 0, Duration.ZERO)).isInstanceOf(Reply.Answered.class);
    }

    @Test
    void aReplicaThatDoesNotGetThereIsNoAnswer() {
        Reply reply = read(new AtomicLong(5), Long.MAX_VALUE, Duration.ofMillis(50));
        ServiceProblem problem = Shards.problem(reply, GroupId.ofShard(0), null);
        assertThat(problem.code()).isEqualTo(ProblemCode.NO_QUORUM);
        assertThat(problem).hasMessageContaining("has applied index");
    }

    @Test
    void anAnswerOfSeveralShardsIsAsStaleAsTheOldest() {
        assertThat(Shards.stalenessMs(List.of(at(3), at(7), at(0)))).isEqualTo(70);
        assertThat(Shards.stalenessMs(List.of())).isZero();
    }
}
