package org.davebank.service.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Supplier;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers hear of changes of accounts, from a real node. */
class AccountChangesTest extends OneNodeTest {

    private static AccountChanges changes;

    @BeforeAll
    static void start() {
        changes = new AccountChanges(shards, bank);
    }

    private static ChangedAccount become(
            String account, AccountStatus status, @Nullable String key) {
        return once(() -> changes.become(TELLER, account, status, key));
    }

    private static void deposit(AccountNumber account, String amount) {
        bank.post(
                TELLER,
                new PostRequest(
                        account,
                        TransactionKind.DEPOSIT,
                        new BigDecimal(amount),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    private static ChangeRequest limit(String amount, ChangeRequest.@Nullable Seen seen) {
        return new ChangeRequest(null, new BigDecimal(amount), null, null, seen);
    }

    private static ServiceProblem problem(Supplier<?> work) {
        try {
            work.get();
        } catch (ServiceProblem e) {
            return e;
        }
        throw new AssertionError("it was not refused");
    }

    @Test
    void anAccountIsFrozenByItsAliasAndARetryIsTheSameRequest() {
        AccountNumber ada = open("Ada", "ada's");
        ChangedAccount frozen = become("ada's", AccountStatus.FROZEN, "freeze");
        assertThat(frozen.replayed()).isFalse();
        assertThat(frozen.account().status()).isEqualTo(AccountStatus.FROZEN);
        become(ada.toString(), AccountStatus.ACTIVE, null);

        ChangedAccount again = become("ada's", AccountStatus.FROZEN, "freeze");
        assertThat(again.replayed()).isTrue();
        assertThat(again.account()).isEqualTo(frozen.account());
        assertThat(bank.account(TELLER, "ada's", ReadOptions.STRONG).value().status())
                .isEqualTo(AccountStatus.ACTIVE);
        assertThat(problem(() -> become("ada's", AccountStatus.CLOSED, "freeze")).code())
                .isEqualTo(ProblemCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void anAccountWithMoneyIsNotClosedAndTheRefusalStaysTheAnswer() {
        AccountNumber ben = open("Ben");
        deposit(ben, "3.50");
        ServiceProblem first = problem(() -> become(ben.toString(), AccountStatus.CLOSED, "k"));
        assertThat(first.code()).isEqualTo(ProblemCode.BALANCE_NOT_ZERO);
        assertThat(first).hasMessageContaining("a balance of 3.50 GBP");
        ServiceProblem again = problem(() -> become(ben.toString(), AccountStatus.CLOSED, "k"));
        assertThat(again.replayed()).isTrue();
        assertThat(again).hasMessage(first.getMessage());
    }

    @Test
    void aNewLimitIsGivenInTheAccountsCurrencyAndOnlyToTheVersionThatWasSeen() {
        String cleo = open("Cleo").toString();
        ChangedAccount wide =
                once(() ->
                        changes.edit(
                                TELLER,
                                cleo,
                                limit(
                                        "12.50",
                                        new ChangeRequest.Seen(AccountNumber.parse(cleo), 1))));
        assertThat(wide.account().overdraftLimitMinor()).isEqualTo(1_250);
        ChangeRequest.Seen old = new ChangeRequest.Seen(AccountNumber.parse(cleo), 1);
        assertThat(problem(() -> changes.edit(TELLER, cleo, limit("1", old))).code())
                .isEqualTo(ProblemCode.VERSION_MISMATCH);
        assertThat(problem(() -> changes.edit(TELLER, cleo, limit("1.234", null))).code())
                .isEqualTo(ProblemCode.INVALID_AMOUNT);
    }

    private static ChangedAccount aliases(
            AccountNumber account, @Nullable String key, String... wanted) {
        ChangeRequest request = new ChangeRequest(null, null, List.of(wanted), key, null);
        return once(() -> changes.edit(TELLER, account.toString(), request));
    }

    private static AccountNumber found(String alias) {
        return bank.account(TELLER, alias, ReadOptions.STRONG).value().number();
    }

    @Test
    void anAccountGetsAndLosesAliasesAndIsFoundByThemAtOnce() {
        AccountNumber eva = open("Eva", "eva-0");
        ChangedAccount first = aliases(eva, "eva", "eva-1", "eva-2");
        assertThat(first.account().aliases()).containsExactly("eva-1", "eva-2");
        assertThat(found("eva-1")).isEqualTo(eva);
        assertThat(problem(() -> found("eva-0")).code()).isEqualTo(ProblemCode.ACCOUNT_NOT_FOUND);

        aliases(eva, null, "eva-2");
        assertThat(problem(() -> found("eva-1")).code()).isEqualTo(ProblemCode.ACCOUNT_NOT_FOUND);
        assertThat(aliases(eva, "eva", "eva-1", "eva-2").account()).isEqualTo(first.account());
        assertThat(found("eva-2")).isEqualTo(eva);
    }

    @Test
    void aRemovedAliasIsFreeForAnotherAccountAndForANewOne() {
        AccountNumber fay = open("Fay", "fay-0", "fay-1");
        AccountNumber gus = open("Gus");
        ServiceProblem taken = problem(() -> aliases(gus, "gus", "fay-0"));
        assertThat(taken.code()).isEqualTo(ProblemCode.ALIAS_TAKEN);
        assertThat(taken.replayed()).isFalse();

        aliases(fay, null);
        ServiceProblem again = problem(() -> aliases(gus, "gus", "fay-0"));
        assertThat(again.code()).isEqualTo(ProblemCode.ALIAS_TAKEN);
        assertThat(again.replayed()).isTrue();
        aliases(gus, "gus again", "fay-0");
        assertThat(found("fay-0")).isEqualTo(gus);
        AccountNumber hal = open("Hal", "fay-1");
        assertThat(found("fay-1")).isEqualTo(hal);
        assertThat(open("Fay", "fay-0", "fay-1")).as("a retry of the opening").isEqualTo(fay);
        assertThat(found("fay-0")).isEqualTo(gus);
    }

    @Test
    void aliasesAreForTheVersionThatWasSeen() {
        AccountNumber ian = open("Ian");
        ChangeRequest.Seen seen = new ChangeRequest.Seen(ian, 1);
        ChangeRequest one = new ChangeRequest(null, null, List.of("ian-1"), null, seen);
        once(() -> changes.edit(TELLER, ian.toString(), one));
        ChangeRequest two = new ChangeRequest(null, null, List.of("ian-2"), null, seen);
        assertThat(problem(() -> changes.edit(TELLER, ian.toString(), two)).code())
                .isEqualTo(ProblemCode.VERSION_MISMATCH);
        assertThat(problem(() -> aliases(ian, null, "ian-1", "ian-1")).code())
                .isEqualTo(ProblemCode.MALFORMED_REQUEST);
        assertThat(problem(() -> aliases(ian, null, "12345678")).code())
                .isEqualTo(ProblemCode.MALFORMED_REQUEST);
    }

    @Test
    void whatCannotBeAskedForIsRefused() {
        String dan = open("Dan").toString();
        ChangeRequest nothing = new ChangeRequest(null, null, null, null, null);
        assertThat(problem(() -> changes.edit(TELLER, dan, nothing)).code())
                .isEqualTo(ProblemCode.MALFORMED_REQUEST);
        ChangeRequest nobody = new ChangeRequest(" ", null, null, null, null);
        assertThat(problem(() -> changes.edit(TELLER, dan, nobody)).code())
                .isEqualTo(ProblemCode.MALFORMED_REQUEST);
        assertThat(problem(() -> become("00000009", AccountStatus.FROZEN, null)).code())
                .isEqualTo(ProblemCode.ACCOUNT_NOT_FOUND);
        Caller viewer = new Caller("vera", Role.VIEWER, "request");
        assertThatThrownBy(() -> changes.become(viewer, dan, AccountStatus.FROZEN, null))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        e -> assertThat(e.code()).isEqualTo(ProblemCode.FORBIDDEN));
    }
}
