package org.davebank.service.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Batch;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers hear of atomic batches, from a real node. */
class AtomicBatchesTest extends OneNodeTest {

    private static AtomicBatches batches;

    @BeforeAll
    static void start() {
        batches = new AtomicBatches(shards, bank);
    }

    private static AccountNumber opened(String holder) {
        AccountNumber number = open(holder);
        bank.post(TELLER, item(TransactionKind.DEPOSIT, number, null, "10.00"));
        return number;
    }

    private static PostRequest item(
            TransactionKind kind,
            AccountNumber account,
            @Nullable AccountNumber to,
            String amount) {
        return new PostRequest(
                account, kind, new BigDecimal(amount), to, null, null, null, null, null, null);
    }

    private static Posted post(@Nullable String key, PostRequest... items) {
        return once(() -> batches.post(TELLER, key, List.of(items)));
    }

    private static ServiceProblem refused(@Nullable String key, PostRequest... items) {
        return catchThrowableOfType(ServiceProblem.class, () -> post(key, items));
    }

    private static BigDecimal balance(AccountNumber account) {
        return BigDecimal.valueOf(
                bank.account(TELLER, account.toString(), ReadOptions.STRONG).value().balanceMinor(),
                2);
    }

    @Test
    void allItemsArePostedAndEachIsFoundByTheIdThatTheBatchGivesIt() {
        AccountNumber ada = opened("Ada");
        AccountNumber bob = opened("Bob");
        Posted posted =
                post(
                        "wages",
                        item(TransactionKind.TRANSFER, ada, bob, "10.00"),
                        item(TransactionKind.WITHDRAWAL, bob, null, "20.00"));
        assertThat(balance(ada)).isZero();
        assertThat(balance(bob)).isZero();
        TransactionId second = Batch.idOf(posted.transaction().id(), 1);
        Posted found = bank.transaction(TELLER, second, ReadOptions.STRONG).value();
        assertThat(found.transaction().amountMinor()).isEqualTo(20_00);
        assertThat(found.transaction().kind()).isEqualTo(TransactionKind.WITHDRAWAL);
    }

    @Test
    void aRetryGetsTheSameAnswerAndAnotherBodyIsRefused() {
        AccountNumber cy = opened("Cy");
        PostRequest deposit = item(TransactionKind.DEPOSIT, cy, null, "1.00");
        Posted first = post("again", deposit);
        Posted second = post("again", deposit);
        assertThat(second.replayed()).isTrue();
        assertThat(second.transaction()).isEqualTo(first.transaction());
        assertThat(refused("again", deposit, deposit).code())
                .isEqualTo(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(balance(cy)).isEqualByComparingTo("11.00");
    }

    @Test
    void aRejectionNamesTheItemAndIsReplayed() {
        AccountNumber di = opened("Di");
        PostRequest[] items = {
            item(TransactionKind.DEPOSIT, di, null, "1.00"),
            item(TransactionKind.WITHDRAWAL, di, null, "11.01")
        };
        ServiceProblem first = refused("too much", items);
        assertThat(first.code()).isEqualTo(ProblemCode.INSUFFICIENT_FUNDS);
        assertThat(first).hasMessageStartingWith("item 1: ");
        assertThat(first.replayed()).isFalse();
        bank.post(TELLER, item(TransactionKind.DEPOSIT, di, null, "5.00"));
        ServiceProblem second = refused("too much", items);
        assertThat(second.code()).isEqualTo(ProblemCode.INSUFFICIENT_FUNDS);
        assertThat(second.replayed()).isTrue();
        assertThat(balance(di)).isEqualByComparingTo("15.00");
    }

    @Test
    void whatIsNoBatchIsRefusedWithoutARecord() {
        AccountNumber eve = opened("Eve");
        AccountNumber nobody = new AccountNumber(99_999_999);
        PostRequest fine = item(TransactionKind.DEPOSIT, eve, null, "1.00");
        PostRequest keyed =
                new PostRequest(
                        eve,
                        TransactionKind.DEPOSIT,
                        BigDecimal.ONE,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "own",
                        null);
        PostRequest named =
                new PostRequest(
                        eve,
                        TransactionKind.DEPOSIT,
                        BigDecimal.ONE,
                        null,
                        null,
                        null,
                        null,
                        bank.newId(),
                        null,
                        null);
        PostRequest later =
                new PostRequest(
                        eve,
                        TransactionKind.DEPOSIT,
                        BigDecimal.ONE,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        1L);
        assertThat(refused(null).code()).isEqualTo(ProblemCode.MALFORMED_REQUEST);
        for (PostRequest each : List.of(keyed, named, later)) {
            ServiceProblem refused = refused(null, fine, each);
            assertThat(refused.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST);
            assertThat(refused).hasMessageStartingWith("item 1: ");
        }
        assertThat(refused(null, fine, item(TransactionKind.TRANSFER, eve, eve, "1.00")).code())
                .isEqualTo(ProblemCode.SAME_ACCOUNT);
        assertThat(refused(null, item(TransactionKind.DEPOSIT, eve, null, "0.001")).code())
                .isEqualTo(ProblemCode.INVALID_AMOUNT);
        assertThat(refused(null, fine, item(TransactionKind.DEPOSIT, nobody, null, "1.00")).code())
                .isEqualTo(ProblemCode.ACCOUNT_NOT_FOUND);
        List<PostRequest> tooMany = Collections.nCopies(AtomicBatches.ITEMS_MAX + 1, fine);
        assertThat(refused(null, tooMany.toArray(PostRequest[]::new)).code())
                .isEqualTo(ProblemCode.TOO_LARGE);
        assertThat(balance(eve)).isEqualByComparingTo("10.00");
    }
}
