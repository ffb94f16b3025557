package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult.Opened;
import org.davebank.ledger.RejectionCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpenAccountTest {

    private static final AccountNumber NUMBER = new AccountNumber(1234567);

    private final Shard shard = new Shard();

    private static OpenAccount open(String key, String holder, String currency, String... alias) {
        return new OpenAccount(NUMBER, key, holder, currency, 2, 50, List.of(alias), "ann", "t1");
    }

    @Test
    void anAccountStartsActiveAndEmpty() {
        Opened opened = (Opened) shard.apply(open("k", "Zoë", "EUR", "DE1", "x"));
        assertThat(opened.replayed()).isFalse();
        assertThat(opened.account())
                .isEqualTo(
                        new Account(
                                NUMBER,
                                "Zoë",
                                "EUR",
                                AccountStatus.ACTIVE,
                                50,
                                0,
                                1,
                                shard.stampMs,
                                List.of("DE1", "x")));
        assertThat(shard.account(1234567)).isEqualTo(opened.account());
        assertThat(shard.account(1)).isNull();
    }

    @Test
    void aRetryIsAnsweredWithTheAccountAsItWasOpened() {
        Opened first = (Opened) shard.apply(open("k", "Zoë", "EUR"));
        shard.posted(Draft.deposit(1234567, 5_00));

        OpenAccount retry =
                new OpenAccount(NUMBER, "k", "Zoë", "EUR", 2, 50, List.of(), "bob", "t2");
        assertThat(shard.apply(retry))
                .isEqualTo(new Opened(first.account(), true, first.requestId()));
        assertThat(shard.account(1234567).balanceMinor()).isEqualTo(5_00);
        assertThat(shard.account(1234567).version()).isEqualTo(2);
    }

    @Test
    void aNumberTakenUnderAnotherKeyIsRefused() {
        shard.apply(open("k", "Zoë", "EUR"));
        assertThat(shard.refused(open("other", "Zoë", "EUR")))
                .isEqualTo(RejectionCode.ACCOUNT_EXISTS);
    }

    static Stream<OpenAccount> otherFields() {
        return Stream.of(
                open("k", "Zoe", "EUR", "a"),
                open("k", "Zoë", "USD", "a"),
                open("k", "Zoë", "EUR", "b"),
                open("k", "Zoë", "EUR"),
                new OpenAccount(NUMBER, "k", "Zoë", "EUR", 2, 51, List.of("a"), "ann", "t1"));
    }

    @ParameterizedTest
    @MethodSource("otherFields")
    void theSameKeyWithOtherFieldsIsRefused(OpenAccount other) {
        shard.apply(open("k", "Zoë", "EUR", "a"));
        assertThat(shard.refused(other)).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    private static OpenAccount keptIn(int number, String currency, int scale) {
        return new OpenAccount(
                new AccountNumber(number),
                "k" + number,
                "Zoë",
                currency,
                scale,
                0,
                List.of(),
                "ann",
                "t1");
    }

    @Test
    void theDecimalsOfACurrencyComeFromTheCommandAndTheFirstOnesHold() {
        shard.apply(keptIn(1, "EUR", 3));
        assertThat(shard.posted(Draft.deposit(1, 1_00)).amountMinor()).isEqualTo(1_000);

        assertThat(shard.refused(keptIn(2, "EUR", 2))).isEqualTo(RejectionCode.CURRENCY_MISMATCH);
        assertThat(shard.refused(keptIn(1, "EUR", 2))).isEqualTo(RejectionCode.CURRENCY_MISMATCH);
        assertThat(shard.apply(keptIn(1, "EUR", 3)))
                .isInstanceOfSatisfying(
                        Opened.class, opened -> assertThat(opened.replayed()).isTrue());
        assertThat(shard.apply(keptIn(2, "USD", 2))).isInstanceOf(Opened.class);
    }

    @Test
    void whoeverIsRefusedFixesNoDecimals() {
        shard.apply(keptIn(1, "EUR", 2));
        assertThat(shard.refused(keptIn(1, "USD", 0)))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(shard.apply(keptIn(2, "USD", 2))).isInstanceOf(Opened.class);
    }

    /** Another JDK may know it, this one need not. */
    @Test
    void aCurrencyThatThisJdkDoesNotKnowIsKeptAllTheSame() {
        assertThat(shard.apply(keptIn(1, "QQQ", 1))).isInstanceOf(Opened.class);
        assertThat(shard.posted(Draft.deposit(1, 1_00)).amountMinor()).isEqualTo(10);
        assertThatThrownBy(() -> keptIn(1, "qqq", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keptIn(1, "QQ", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keptIn(1, "QQQ", 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theVersionGrowsWithTheBalanceAndNotWithARejection() {
        shard.open(1, 2);
        shard.posted(Draft.deposit(1, 5_00));
        shard.rejected(Draft.withdrawal(1, 6_00));
        shard.posted(Draft.transfer(1, 2, 1_00));
        assertThat(shard.account(1).version()).isEqualTo(3);
        assertThat(shard.account(2).version()).isEqualTo(2);
    }

    @Test
    void accountsAreListedInAscendingNumberWhateverTheOrderOfOpening() {
        RandomSource random = new RandomSource(3);
        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < 300) {
            int number = random.nextInt(100_000_000);
            if (!numbers.contains(number)) {
                numbers.add(number);
                shard.open(number);
                if (random.chance(0.05)) {
                    assertThat(listAll(7, null)).isSortedAccordingTo(Integer::compare);
                }
            }
        }
        assertThat(listAll(7, null)).isEqualTo(numbers.stream().sorted().toList());
        assertThat(listAll(300, null)).hasSize(300);
    }

    private List<Integer> listAll(int limit, String text) {
        List<Integer> listed = new ArrayList<>();
        int after = -1;
        while (true) {
            LedgerAnswer.Accounts page =
                    (LedgerAnswer.Accounts)
                            shard.ledger.answer(new LedgerQuery.ListAccounts(after, limit, text));
            page.accounts().forEach(account -> listed.add(account.number().value()));
            if (!page.more()) {
                return listed;
            }
            assertThat(page.accounts()).hasSize(limit);
            after = listed.getLast();
        }
    }

    @Test
    void accountsAreFoundByNumberHolderAndAliasIgnoringCase() {
        shard.apply(open("k", "Zoë Müller", "EUR", "DE89-Ab", "Ärger"));
        shard.open(1, 2, 3, 1230);

        assertThat(listAll(10, "ZOË")).containsExactly(1234567);
        assertThat(listAll(10, "LLER")).containsExactly(1234567);
        assertThat(listAll(10, "de89-aB")).containsExactly(1234567);
        assertThat(listAll(10, "ärGER")).containsExactly(1234567);
        assertThat(listAll(10, "01234")).containsExactly(1234567);
        assertThat(listAll(10, "123")).containsExactly(1230, 1234567);
        assertThat(listAll(1, "holder")).containsExactly(1, 2, 3, 1230);
        assertThat(listAll(10, "nobody")).isEmpty();
        assertThat(listAll(10, "key-1")).as("a key is no name").isEmpty();
    }

    @Test
    void anOpeningBeyondTheLimitsCannotEvenBeSaid() {
        assertThatThrownBy(() -> open("", "h", "EUR")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open("k", "h".repeat(141), "EUR"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open("k", "h", "EURO"))
                .isInstanceOf(IllegalArgumentException.class);
        String[] aliases = Stream.generate(() -> "a").limit(17).toArray(String[]::new);
        assertThatThrownBy(() -> open("k", "h", "EUR", aliases))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
