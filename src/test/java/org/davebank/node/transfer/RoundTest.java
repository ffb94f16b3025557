package org.davebank.node.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Three participants of a batch: 1, 2 and 5. */
class RoundTest {

    private final Round round = new Round(List.of(1, 2, 5));

    @Test
    void nobodyIsAskedAgainWhileAQuestionIsOnItsWay() {
        assertThat(round.ask()).containsExactly(1, 2, 5);
        assertThat(round.ask()).isEmpty();
        round.release(2);
        assertThat(round.ask()).containsExactly(2);
    }

    @Test
    void theLastAnswerEndsTheRoundWithTheNewestStamp() {
        round.ask();
        assertThat(round.answered(5, 30)).isFalse();
        assertThat(round.answered(5, 30)).as("an answer that came twice").isFalse();
        assertThat(round.answered(1, 70)).isFalse();
        assertThat(round.ask()).isEmpty();
        assertThat(round.answered(2, 50)).isTrue();
        assertThat(round.stampMs()).isEqualTo(70);
    }

    @Test
    void anotherRoundAsksEverybody() {
        round.ask();
        List.of(1, 2, 5).forEach(each -> round.answered(each, 1));
        round.begin();
        assertThat(round.ask()).containsExactly(1, 2, 5);
    }
}
