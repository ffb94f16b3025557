package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.transfer;
import static org.davebank.ledger.state.Draft.withdrawal;

import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.ledger.AuditFinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditScanTest {

    private final Shard shard = new Shard().open(1, 2).open(3, "USD", 0);

    private void fill() {
        shard.posted(deposit(1, 100_00)); // 0
        shard.posted(deposit(3, 7_00)); // 1
        shard.posted(withdrawal(1, 20_00)); // 2
        shard.posted(transfer(1, 2, 30_00)); // 3
        shard.rejected(withdrawal(2, 30_01)); // 4
        shard.posted(deposit(2, 1_00)); // 5
    }

    @Test
    void soundBooksAreConserved() {
        fill();
        AuditFinding finding = shard.audit();
        assertThat(finding)
                .isEqualTo(
                        new AuditFinding(
                                shard.index,
                                shard.ledger.stateHash(),
                                true,
                                0,
                                true,
                                3,
                                5,
                                "all balances follow from 6 records"));
        assertThat(finding.conserved()).isTrue();
    }

    @Test
    void anEmptyLedgerIsConserved() {
        AuditScan scan = new Ledger(new HeapSpill()).startAudit();
        assertThat(scan.advance(1)).isTrue();
        assertThat(scan.finding().conserved()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, -100", "2, 5", "3, -1", "3, 1000000", "4, 1", "5, 1", "-1, 1"})
    void anAlteredPostingIsFound(long sequence, long deltaMinor) {
        fill();
        long hash = shard.ledger.stateHash();
        Damage.alterPosting(shard.ledger, sequence, deltaMinor);

        AuditFinding finding = shard.audit();
        assertThat(finding.conserved()).isFalse();
        assertThat(finding.hashMatchesRecords()).isFalse();
        assertThat(finding.stateHash()).as("as the other replicas have it").isEqualTo(hash);
        if (sequence != 4) {
            assertThat(finding.balancesMatch()).as("a rejection moves nothing").isFalse();
            long altered = sequence == -1 ? 5 : sequence;
            assertThat(finding.detail()).startsWith("record " + altered + ": account ");
        }
    }

    @Test
    void twoAlteredPostingsThatCancelOutAreFound() {
        fill();
        Damage.alterPosting(shard.ledger, 0, 5);
        Damage.alterPosting(shard.ledger, 2, 5);
        assertThat(shard.audit().conserved()).isFalse();
    }

    @Test
    void anAlteredBalanceIsFound() {
        fill();
        LedgerDoor.alterBalance(shard.ledger, new AccountNumber(2), 1);
        AuditFinding finding = shard.audit();
        assertThat(finding.conserved()).isFalse();
        assertThat(finding.balancesMatch()).isFalse();
        assertThat(finding.sumMinor()).isEqualTo(1);
        assertThat(finding.hashMatchesRecords()).isTrue();
        assertThat(finding.detail())
                .isEqualTo("account 00000002: balance 3101 minor units, 3100 by its history");
    }

    @Test
    void balancesAlteredSoThatTheSumStaysZeroAreFound() {
        fill();
        LedgerDoor.alterBalance(shard.ledger, new AccountNumber(1), 1);
        LedgerDoor.alterBalance(shard.ledger, new AccountNumber(2), -1);
        AuditFinding finding = shard.audit();
        assertThat(finding.sumMinor()).isZero();
        assertThat(finding.conserved()).isFalse();
    }

    @Test
    void anAuditFollowsTheLogWhileItGrows() {
        fill();
        AuditScan scan = shard.ledger.startAudit();
        for (int i = 0; i < 100; i++) {
            shard.posted(deposit(1, 1));
            if (i == 50) {
                shard.open(50);
            }
            assertThat(scan.advance(1)).isFalse();
        }
        assertThatThrownBy(scan::finding).isInstanceOf(IllegalStateException.class);
        assertThat(scan.advance(1_000)).isTrue();
        assertThat(scan.finding().conserved()).isTrue();
        assertThat(scan.finding().index()).isEqualTo(shard.index);
        shard.posted(deposit(1, 1));
        assertThat(scan.finding().index()).as("of the round before").isEqualTo(shard.index - 1);
        assertThat(scan.advance(1_000)).isTrue();
        assertThat(scan.finding().index()).isEqualTo(shard.index);
        assertThat(scan.finding().conserved()).isTrue();
    }

    /** How many slices of 100 records a round takes. */
    private static int slices(AuditScan scan) {
        int slices = 1;
        while (!scan.advance(100)) {
            slices++;
        }
        return slices;
    }

    @Test
    void whatWasReadIsNotReadAgainButForTheNewestRecords() {
        int records = 3 * AuditScan.TAIL_RECORDS;
        for (int i = 0; i < records; i++) {
            shard.posted(deposit(1 + i % 2, 1));
        }
        AuditScan scan = shard.ledger.startAudit();
        assertThat(slices(scan)).isGreaterThan(records / 100);
        for (int i = 0; i < 1_000; i++) {
            shard.posted(deposit(1 + i % 2, 1));
        }
        assertThat(slices(scan)).isBetween(1_000 / 100, (AuditScan.TAIL_RECORDS + 3_000) / 100);
        assertThat(scan.finding().conserved()).isTrue();
        assertThat(scan.finding().transactions()).isEqualTo(records + 1_000);
    }

    @Test
    void aNewRecordThatIsAlteredAfterItWasReadIsFoundByTheNextRound() {
        fill();
        for (int i = 0; i < 5_000; i++) {
            shard.posted(deposit(1, 1));
        }
        AuditScan scan = shard.ledger.startAudit();
        slices(scan);
        assertThat(scan.finding().conserved()).isTrue();
        Damage.alterPosting(shard.ledger, -1, 5);
        slices(scan);
        assertThat(scan.finding().hashMatchesRecords()).isFalse();
        assertThat(scan.finding().conserved()).isFalse();
        assertThat(shard.audit().detail()).as("from nothing").startsWith("record 5005: account ");
    }

    @Test
    void anOldRecordThatIsAlteredAfterItWasReadIsFoundByAScanFromNothing() {
        for (int i = 0; i < 2 * AuditScan.TAIL_RECORDS; i++) {
            shard.posted(deposit(1, 1));
        }
        AuditScan scan = shard.ledger.startAudit();
        slices(scan);
        Damage.alterPosting(shard.ledger, 3, 5);
        slices(scan);
        assertThat(scan.finding().conserved()).isTrue();
        assertThat(shard.audit().conserved()).isFalse();
    }

    @Test
    void aBalanceThatIsAlteredBetweenTwoRoundsIsFound() {
        fill();
        AuditScan scan = shard.ledger.startAudit();
        slices(scan);
        LedgerDoor.alterBalance(shard.ledger, new AccountNumber(2), 1);
        slices(scan);
        assertThat(scan.finding().balancesMatch()).isFalse();
        assertThat(scan.finding().sumMinor()).isEqualTo(1);
    }

    @Test
    void onlyARecordThatIsThereCanBeAltered() {
        assertThatThrownBy(() -> Damage.alterPosting(shard.ledger, -1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        fill();
        assertThatThrownBy(() -> Damage.alterPosting(shard.ledger, 6, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Damage.alterPosting(shard.ledger, 0, -100_01))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
