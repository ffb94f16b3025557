package org.davebank.service.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.junit.jupiter.api.Test;

class SettlementTest {

    private static final Caller DAVE = new Caller("dave", Role.TELLER, "r");
    private static final TransactionId ID = new TransactionId(7, 7);
    private static final PostRequest DEPOSIT =
            new PostRequest(
                    new AccountNumber(1),
                    TransactionKind.DEPOSIT,
                    BigDecimal.TEN,
                    null,
                    null,
                    null,
                    null,
                    ID,
                    "key",
                    null);

    private static final Posted POSTED =
            new Posted(
                    new Transaction(
                            ID,
                            "key",
                            TransactionKind.DEPOSIT,
                            DEPOSIT.account(),
                            null,
                            10_00,
                            "GBP",
                            1,
                            1,
                            null,
                            null,
                            DAVE.name(),
                            DAVE.requestId(),
                            TransactionStatus.POSTED,
                            null,
                            10_00,
                            1,
                            0),
                    0,
                    true);

    private final List<PostRequest> sent = new ArrayList<>();
    private long nowNs;

    /** What the bank answers to one try after the other; the last answer is repeated. */
    private Posted settle(Object... answers) throws InterruptedException {
        Settlement settlement =
                new Settlement(
                        (caller, request) -> {
                            Object answer = answers[Math.min(sent.size(), answers.length - 1)];
                            sent.add(request);
                            if (answer instanceof ProblemCode code) {
                                throw ServiceProblem.of(code, "no");
                            }
                            return (Posted) answer;
                        },
                        () -> nowNs,
                        pause -> nowNs += pause.toNanos());
        return settlement.settle(DAVE, DEPOSIT);
    }

    @Test
    void theSameRequestIsSentUntilTheBankHasDecided() throws InterruptedException {
        assertThat(settle(ProblemCode.OUTCOME_UNKNOWN, ProblemCode.NO_QUORUM, POSTED))
                .isEqualTo(POSTED);

        assertThat(sent).containsExactly(DEPOSIT, DEPOSIT, DEPOSIT);
        assertThat(nowNs).isEqualTo(2 * Settlement.PAUSE.toNanos());
    }

    @Test
    void aRefusalSettlesItAtOnce() {
        ServiceProblem refusal =
                catchThrowableOfType(
                        ServiceProblem.class,
                        () ->
                                settle(
                                        ProblemCode.INTERNAL,
                                        ProblemCode.INSUFFICIENT_FUNDS,
                                        ProblemCode.INTERNAL));

        assertThat(refusal.code()).isEqualTo(ProblemCode.INSUFFICIENT_FUNDS);
        assertThat(sent).hasSize(2);
    }

    @Test
    void afterAMinuteTheOutcomeStaysUnknownUnderItsId() {
        ServiceProblem unknown =
                catchThrowableOfType(ServiceProblem.class, () -> settle(ProblemCode.NO_QUORUM));

        assertThat(unknown.code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
        assertThat(unknown.transactionId()).isEqualTo(ID.toString());
        assertThat(nowNs)
                .isGreaterThan(Settlement.PATIENCE.toNanos())
                .isLessThanOrEqualTo(Settlement.PATIENCE.plus(Settlement.PAUSE).toNanos());
    }
}
