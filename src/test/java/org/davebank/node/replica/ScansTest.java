package org.davebank.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.HeapSpill;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.Requests;
import org.davebank.node.port.Time;
import org.davebank.node.settings.ScanSettings;
import org.davebank.node.wire.Asker;
import org.davebank.node.wire.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScansTest {

    private static final GroupId SHARD = GroupId.ofShard(0);
    private static final Address SERVER = new Address("10.0.0.1", 5001);
    private static final int ACCOUNTS = 2_000;
    private static final ScanSettings SETTINGS = new ScanSettings(400, 100);
    private static final LedgerQuery NO_MATCH = new LedgerQuery.ListAccounts(-1, 10, "zzz");
    private static final LedgerQuery SHORT = new LedgerQuery.ListAccounts(-1, 3, null);

    /** A step looks at an account twice at most, and reads its page. */
    private static final int STEP_UNITS = 40;

    private final Ledger ledger = new Ledger(new HeapSpill());
    private final List<Reply> replies = new ArrayList<>();
    private long nowNs;
    private long requests;
    private final Scans scans =
            new Scans(
                    "Worker1",
                    SETTINGS,
                    new Time() {
                        @Override
                        public long nowNs() {
                            return nowNs;
                        }

                        @Override
                        public long wallMs() {
                            return 0;
                        }
                    });

    @BeforeEach
    void openAccounts() {
        List<LedgerCommand> openings = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            openings.add(
                    new LedgerCommand.OpenAccount(
                            new AccountNumber(i),
                            "key",
                            "Holder",
                            "EUR",
                            2,
                            0,
                            List.of(),
                            "admin",
                            "trace"));
        }
        ledger.apply(1, new LedgerBatch(1, openings));
    }

    private void ask(Asker asker, LedgerQuery query) {
        scans.ask(asker, SHARD, ledger, query, 0, replies::add);
    }

    private Asker server() {
        return new Asker(SERVER, ++requests);
    }

    private void endTurn() {
        long before = ledger.scanUnits();
        scans.endTurn();
        assertThat(ledger.scanUnits() - before)
                .isLessThanOrEqualTo(SETTINGS.turnUnits() + 4 * STEP_UNITS);
    }

    @Test
    void aShortListIsAnsweredAtOnce() {
        ask(server(), SHORT);
        assertThat(replies).hasSize(1);
        assertThat(scans.pending()).isFalse();
    }

    @Test
    void aLongScanTakesManyShortTurnsAndTheLedgerGoesOnMeanwhile() {
        ask(server(), NO_MATCH);
        int turns = 0;
        for (long index = 2; scans.pending(); index++) {
            ledger.skip(index);
            endTurn();
            turns++;
        }
        assertThat(turns).isGreaterThan(ACCOUNTS / SETTINGS.turnUnits());
        assertThat(replies)
                .containsExactly(
                        new Reply.Answered(
                                SHARD, 1, 0, new LedgerAnswer.Accounts(List.of(), false)));
    }

    @Test
    void looksAndShortScansDoNotWaitForLongOnes() {
        for (int i = 0; i < 10; i++) {
            ask(server(), NO_MATCH);
        }
        ask(server(), new LedgerQuery.GetAccount(new AccountNumber(7)));
        assertThat(replies).as("a look is no scan").hasSize(1);
        ask(server(), SHORT);
        for (int i = 0; i < 4; i++) {
            endTurn();
        }
        assertThat(replies).hasSize(2);
        assertThat(scans.longScans()).isEqualTo(10);
    }

    @Test
    void oneScanMoreThanThereMayBeOfOneAskerOrInAllIsRefused() {
        for (int i = 0; i < Scans.LONG_PER_ASKER_MAX; i++) {
            ask(server(), NO_MATCH);
        }
        for (int i = 0; i < Scans.LONG_PER_ASKER_MAX / 2; i++) {
            endTurn();
        }
        assertThat(scans.longScans()).isEqualTo(Scans.LONG_PER_ASKER_MAX);
        assertThat(replies).isEmpty();
        ask(server(), NO_MATCH);
        ask(server(), SHORT);
        for (int i = 0; i < Scans.LONG_PER_ASKER_MAX; i++) {
            endTurn();
        }
        assertThat(replies.getFirst()).isInstanceOf(Reply.Busy.class);
        assertThat(replies.get(1)).as("short ones are served").isInstanceOf(Reply.Answered.class);
        assertThat(scans.refused()).isEqualTo(1);

        int others = ScanSettings.LONG_MAX - Scans.LONG_PER_ASKER_MAX + 1;
        for (int i = 0; i < others; i++) {
            ask(new Asker(new Address("10.0.0.2", 5001), ++requests), NO_MATCH);
        }
        for (int i = 0; i < ScanSettings.LONG_MAX; i++) {
            endTurn();
        }
        assertThat(scans.refused()).isEqualTo(2);
        while (scans.pending()) {
            endTurn();
        }
        assertThat(scans.longScans()).isZero();
        assertThat(replies).hasSize(requestsAsInt());
    }

    private int requestsAsInt() {
        return Math.toIntExact(requests);
    }

    @Test
    void aRequestThatIsRepeatedHasOneScanAndOneAnswer() {
        Asker asker = server();
        for (int turn = 0; turn < 4; turn++) {
            ask(asker, NO_MATCH);
            endTurn();
            nowNs += Requests.ATTEMPT_TIMEOUT_NS;
        }
        assertThat(scans.longScans()).isLessThanOrEqualTo(1);
        while (scans.pending()) {
            endTurn();
        }
        assertThat(replies).hasSize(1);
    }

    @Test
    void aScanThatNobodyWantsAnyLongerIsGivenUp() {
        ask(server(), NO_MATCH);
        endTurn();
        nowNs += Scans.UNASKED_NS_MAX + 1;
        endTurn();
        assertThat(scans.pending()).isFalse();
        assertThat(scans.longScans()).isZero();
        assertThat(replies).isEmpty();
    }

    @Test
    void whatIsAskedOfAReplicaThatIsDroppedIsAskedElsewhere() {
        ask(server(), NO_MATCH);
        ask(server(), NO_MATCH);
        scans.remove(GroupId.ofShard(1));
        assertThat(replies).isEmpty();
        scans.remove(SHARD);
        assertThat(replies).hasSize(2).allMatch(reply -> reply instanceof Reply.NotLeader);
        assertThat(scans.pending()).isFalse();
        assertThat(scans.longScans()).isZero();
    }
}
