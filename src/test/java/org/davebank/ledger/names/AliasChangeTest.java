package org.davebank.ledger.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.ClaimAlias;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.FreeAlias;
import org.davebank.ledger.LedgerCommand.GiveUpChange;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.LedgerCommand.WantedAliases;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.AliasHolder;
import org.davebank.ledger.LedgerResult.AliasReserved;
import org.davebank.ledger.LedgerResult.AliasesMissing;
import org.davebank.ledger.LedgerResult.Changed;
import org.davebank.ledger.LedgerResult.GivenUp;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.state.Shard;
import org.junit.jupiter.api.Test;

/** How accounts get and lose aliases: one shard has the accounts, another one the aliases. */
class AliasChangeTest {

    private static final AccountNumber ADA = new AccountNumber(1);
    private static final AccountNumber BOB = new AccountNumber(2);

    private final Shard accounts = new Shard().open(1, 2).withNewestRules();
    private final Shard names = new Shard().withNewestRules();

    private static ChangeAccount wants(AccountNumber account, String key, String... aliases) {
        WantedAliases wanted = new WantedAliases(List.of(aliases), List.of());
        return new ChangeAccount(account, key, null, null, null, wanted, 0, "ann", "t");
    }

    private LedgerResult apply(LedgerCommand command) {
        return switch (command) {
            case ClaimAlias claim -> names.apply(claim);
            case FreeAlias free -> names.apply(free);
            case ReserveAlias reserve -> names.apply(reserve);
            case ConfirmAlias confirm -> names.apply(confirm);
            default -> accounts.apply(command);
        };
    }

    private void run(Errand errand) {
        while (!errand.isDone()) {
            errand.answered(apply(errand.next()));
        }
    }

    /** Runs an errand until it has sent such a command, as if its server ended then. */
    private void stopAfter(Errand errand, Class<?> command) {
        LedgerCommand sent;
        do {
            sent = errand.next();
            errand.answered(apply(sent));
        } while (!command.isInstance(sent));
    }

    private LedgerResult change(ChangeAccount change) {
        AliasChange errand = new AliasChange(change);
        run(errand);
        return errand.result();
    }

    private Account done(ChangeAccount change) {
        Changed changed = (Changed) change(change);
        assertThat(changed.rejection()).isNull();
        return changed.account();
    }

    private RejectionCode rejected(ChangeAccount change) {
        RejectionCode code = ((Changed) change(change)).rejection();
        assertThat(code).isNotNull();
        return code;
    }

    private AliasHolder holder(String alias) {
        return (AliasHolder) apply(new FreeAlias(alias, FreeAlias.NO_RECORD, "ann", "t"));
    }

    @Test
    void anAccountGetsAliasesAndARetryGetsTheSameAnswer() {
        Changed first = (Changed) change(wants(ADA, "one", "a", "b"));
        assertThat(first.account().aliases()).containsExactly("a", "b");
        assertThat(first.account().version()).isEqualTo(2);
        assertThat(holder("a").account()).isEqualTo(ADA);

        assertThat(done(wants(ADA, "two", "b")).aliases()).containsExactly("b");
        assertThat(change(wants(ADA, "one", "a", "b")))
                .isEqualTo(new Changed(first.account(), null, true));
        assertThat(change(wants(ADA, "one", "a")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED));
    }

    @Test
    void anAliasOfAnotherAccountIsRefusedForGoodUnderThatKey() {
        done(wants(ADA, "one", "a"));
        ChangeAccount bobs = wants(BOB, "two", "a", "b");
        Changed refused = (Changed) change(bobs);
        assertThat(refused.rejection()).isEqualTo(RejectionCode.ALIAS_TAKEN);
        assertThat(refused.replayed()).isFalse();
        assertThat(refused.account().aliases()).isEmpty();

        done(wants(ADA, "three"));
        assertThat(change(bobs))
                .isEqualTo(new Changed(refused.account(), RejectionCode.ALIAS_TAKEN, true));
        assertThat(done(wants(BOB, "four", "a")).aliases()).containsExactly("a");
    }

    @Test
    void aRemovedAliasGoesToAnotherAccountThoughNobodyFreedIt() {
        done(wants(ADA, "one", "a"));
        done(wants(ADA, "two"));
        assertThat(holder("a").account()).isEqualTo(ADA);
        assertThat(done(wants(BOB, "three", "a")).aliases()).containsExactly("a");
        assertThat(holder("a").account()).isEqualTo(BOB);
        assertThat(rejected(wants(ADA, "four", "a"))).isEqualTo(RejectionCode.ALIAS_TAKEN);
    }

    @Test
    void anAliasThatIsBoundToAnAccountWhichDoesNotListItIsFreed() {
        apply(new ReserveAlias("a", "open", "ann", "t"));
        apply(new ConfirmAlias("a", "open", ADA, "ann", "t"));
        assertThat(done(wants(BOB, "one", "a")).aliases()).containsExactly("a");
    }

    @Test
    void anAliasThatIsHeldForAnOpeningIsTaken() {
        apply(new ReserveAlias("a", "open", "ann", "t"));
        assertThat(rejected(wants(BOB, "one", "a"))).isEqualTo(RejectionCode.ALIAS_TAKEN);
    }

    @Test
    void whoStoppedAfterTheClaimFindsThatItsChangeWasGivenUp() {
        AliasChange adas = new AliasChange(wants(ADA, "one", "a"));
        stopAfter(adas, ClaimAlias.class);
        done(wants(BOB, "two", "a"));

        run(adas);
        assertThat(((Changed) adas.result()).rejection()).isEqualTo(RejectionCode.ALIAS_TAKEN);
        assertThat(holder("a").account()).isEqualTo(BOB);
    }

    @Test
    void aLateFreeingDoesNotTouchTheNextClaim() {
        done(wants(ADA, "one", "a"));
        done(wants(ADA, "two"));
        AliasFreeing late = new AliasFreeing("a", "ann", "t");
        late.answered(apply(late.next()));
        late.answered(apply(late.next()));
        assertThat(late.next()).isEqualTo(new FreeAlias("a", holder("a").record(), "ann", "t"));

        done(wants(ADA, "three", "a"));
        run(late);
        assertThat(late.isFree()).isFalse();
        assertThat(holder("a").key()).isEqualTo("three");
    }

    @Test
    void aRemovedAliasIsFreedAndCanBeReservedForAnOpening() {
        done(wants(ADA, "one", "a"));
        ReserveAlias reserve = new ReserveAlias("a", "open", "ann", "t");
        AliasTaking early = new AliasTaking(reserve);
        run(early);
        assertThat(((Refused) early.result()).code()).isEqualTo(RejectionCode.ALIAS_TAKEN);

        done(wants(ADA, "two"));
        AliasTaking later = new AliasTaking(reserve);
        run(later);
        assertThat(later.result()).isEqualTo(new AliasReserved("a"));
    }

    @Test
    void noAliasIsAddedWithoutAClaim() {
        assertThat(apply(wants(ADA, "one", "a", "b")))
                .isEqualTo(new AliasesMissing(List.of("a", "b")));
        assertThat(accounts.account(1).aliases()).isEmpty();
    }

    @Test
    void aChangeThatWasGivenUpIsRejectedAndOneThatWasDecidedStays() {
        assertThat(apply(new GiveUpChange(ADA, "one", "bob", "t")))
                .isEqualTo(new GivenUp(List.of(), false));
        assertThat(rejected(wants(ADA, "one"))).isEqualTo(RejectionCode.ALIAS_TAKEN);

        done(wants(ADA, "two", "a"));
        assertThat(apply(new GiveUpChange(ADA, "two", "bob", "t")))
                .isEqualTo(new GivenUp(List.of("a"), true));
        assertThat(apply(new GiveUpChange(ADA, null, "bob", "t")))
                .isEqualTo(new GivenUp(List.of("a"), true));
    }

    @Test
    void aliasesOutliveOtherChangesAndTheAuditFollowsThem() {
        done(wants(ADA, "one", "a"));
        accounts.apply(
                new ChangeAccount(ADA, "two", AccountStatus.FROZEN, null, null, 0, "ann", "t"));
        assertThat(accounts.account(1).aliases()).containsExactly("a");
        assertThat(accounts.account(1).version()).isEqualTo(3);
        assertThat(accounts.audit().conserved()).isTrue();
    }

    @Test
    void beforeTheRulesTheStepsDoNothing() {
        Shard older = new Shard().open(1);
        assertThat(older.apply(new ClaimAlias("a", ADA, "k", "ann", "t")))
                .isEqualTo(new LedgerResult.NoVote());
        assertThat(older.apply(wants(ADA, "k", "a"))).isEqualTo(new LedgerResult.NoVote());
        assertThat(older.apply(new GiveUpChange(ADA, "k", "ann", "t")))
                .isEqualTo(new LedgerResult.NoVote());
    }
}
