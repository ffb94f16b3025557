package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult.AliasBound;
import org.davebank.ledger.LedgerResult.AliasReserved;
import org.davebank.ledger.RejectionCode;
import org.junit.jupiter.api.Test;

class AliasTest {

    private static final AccountNumber ACCOUNT = new AccountNumber(42);

    private final Shard shard = new Shard();

    private static ReserveAlias reserve(String alias, String key) {
        return new ReserveAlias(alias, key, "ann", "t");
    }

    private static ConfirmAlias confirm(String alias, String key) {
        return new ConfirmAlias(alias, key, ACCOUNT, "ann", "t");
    }

    private AccountNumber found(String alias) {
        LedgerAnswer answer = shard.ledger.answer(new LedgerQuery.FindAlias(alias));
        return ((LedgerAnswer.AliasFound) answer).account();
    }

    @Test
    void anAliasIsHeldThenBoundAndEveryStepMayBeRetried() {
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(shard.apply(reserve("DE1", "k"))).isEqualTo(new AliasReserved("DE1"));
        }
        assertThat(found("DE1")).isNull();
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(shard.apply(confirm("DE1", "k"))).isEqualTo(new AliasBound("DE1", ACCOUNT));
        }
        assertThat(shard.apply(reserve("DE1", "k"))).isEqualTo(new AliasBound("DE1", ACCOUNT));
        assertThat(found("DE1")).isEqualTo(ACCOUNT);
    }

    @Test
    void aliasesAreTakenToTheLetter() {
        shard.apply(reserve("De1", "k"));
        shard.apply(confirm("De1", "k"));
        assertThat(found("DE1")).isNull();
        assertThat(shard.apply(reserve("DE1", "other"))).isInstanceOf(AliasReserved.class);
    }

    @Test
    void anotherKeyGetsAHeldAliasOnlyAfterItExpired() {
        shard.apply(reserve("DE1", "first"));
        shard.stampMs += LedgerLimits.ALIAS_HOLD_MS - 2_000;
        assertThat(shard.refused(reserve("DE1", "second"))).isEqualTo(RejectionCode.ALIAS_TAKEN);
        assertThat(shard.refused(confirm("DE1", "second"))).isEqualTo(RejectionCode.ALIAS_TAKEN);

        assertThat(shard.apply(reserve("DE1", "second"))).isEqualTo(new AliasReserved("DE1"));
        assertThat(shard.refused(confirm("DE1", "first"))).isEqualTo(RejectionCode.ALIAS_TAKEN);
        assertThat(shard.apply(confirm("DE1", "second"))).isInstanceOf(AliasBound.class);
    }

    @Test
    void aRetryHoldsTheAliasAnew() {
        shard.apply(reserve("DE1", "first"));
        shard.stampMs += LedgerLimits.ALIAS_HOLD_MS - 10_000;
        shard.apply(reserve("DE1", "first"));
        shard.stampMs += 30_000;
        assertThat(shard.refused(reserve("DE1", "second"))).isEqualTo(RejectionCode.ALIAS_TAKEN);
    }

    @Test
    void anExpiredHoldThatNobodyTookMayStillBeConfirmed() {
        shard.apply(reserve("DE1", "k"));
        shard.stampMs += 10 * LedgerLimits.ALIAS_HOLD_MS;
        assertThat(shard.apply(confirm("DE1", "k"))).isInstanceOf(AliasBound.class);
    }

    @Test
    void aBoundAliasIsBoundForGood() {
        shard.apply(reserve("DE1", "k"));
        shard.apply(confirm("DE1", "k"));
        shard.stampMs += 10 * LedgerLimits.ALIAS_HOLD_MS;
        assertThat(shard.refused(reserve("DE1", "other"))).isEqualTo(RejectionCode.ALIAS_TAKEN);
        assertThat(shard.refused(confirm("DE1", "other"))).isEqualTo(RejectionCode.ALIAS_TAKEN);
        ConfirmAlias elsewhere = new ConfirmAlias("DE1", "k", new AccountNumber(43), "ann", "t");
        assertThat(shard.refused(elsewhere)).isEqualTo(RejectionCode.ALIAS_TAKEN);
        assertThat(found("DE1")).isEqualTo(ACCOUNT);
    }

    @Test
    void whatNobodyHoldsCannotBeConfirmed() {
        assertThat(shard.refused(confirm("DE1", "k"))).isEqualTo(RejectionCode.ALIAS_NOT_FOUND);
    }

    @Test
    void manyAliasesAreAllFoundAgain() {
        for (int i = 0; i < 5_000; i++) {
            shard.apply(reserve("alias-" + i, "k" + i));
            shard.apply(new ConfirmAlias("alias-" + i, "k" + i, new AccountNumber(i), "ann", "t"));
        }
        for (int i = 0; i < 5_000; i++) {
            assertThat(found("alias-" + i)).isEqualTo(new AccountNumber(i));
        }
        assertThat(found("alias-5000")).isNull();
        assertThat(shard.audit().conserved()).isTrue();
    }
}
