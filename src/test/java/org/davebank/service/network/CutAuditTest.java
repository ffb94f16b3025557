package org.davebank.service.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.Damage;
import org.davebank.node.Node;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cuts over the three shards of a real node. */
class CutAuditTest {

    /** Longer than a question takes, which ends by itself when there is no answer. */
    private static final Duration PATIENCE = CutAudit.TIMEOUT.multipliedBy(10);

    private static final int SHARDS = 3;
    private static final AccountNumber ADA = inShard(0);
    private static final AccountNumber BOB = inShard(1);

    @TempDir private Path folder;

    private long nowMs = 1_000_000;

    private static AccountNumber inShard(int shard) {
        int number = 1;
        while (Slots.shardOf(new AccountNumber(number), SHARDS) != shard) {
            number++;
        }
        return new AccountNumber(number);
    }

    private static void write(Shards shards, LedgerCommand command) {
        LedgerResult result = null;
        while (!(result instanceof LedgerResult.Opened)
                && !(result instanceof LedgerResult.Recorded)) {
            try {
                AccountNumber account =
                        command instanceof LedgerCommand.Post post
                                ? post.account()
                                : ((LedgerCommand.OpenAccount) command).number();
                result = shards.write(shards.of(account), command, null).result();
            } catch (ServiceProblem e) {
                Thread.onSpinWait(); // The node has not founded its network yet.
            }
        }
    }

    private static LedgerCommand opening(AccountNumber number) {
        return new LedgerCommand.OpenAccount(
                number, "open", "Ada", "GBP", 2, 0, List.of(), "ada", "request");
    }

    private static LedgerCommand post(int id, TransactionKind kind, AccountNumber to, long minor) {
        return new LedgerCommand.Post(
                new TransactionId(1, id),
                null,
                kind,
                ADA,
                to,
                minor,
                2,
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                "ada",
                "request");
    }

    /** Judges, a second after the time before, until there is a cut with at least this mark. */
    private TransitCut judged(CutAudit audit, Shards shards, long markMin) {
        TransitCut cut = null;
        while (cut == null || cut.mark() < markMin) {
            nowMs += 1_000;
            cut = audit.judge(shards.view(), nowMs);
        }
        return cut;
    }

    @Test
    void aCutIsTakenAgainOnlyAfterSomethingHasHappened() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        try (NodeLoop loop = LoneNode.start(folder, failures::add, 8 << 20, 0, SHARDS)) {
            Shards shards = new Shards(loop);
            CutAudit audit = new CutAudit(shards);
            write(shards, opening(ADA));
            write(shards, opening(BOB));
            write(shards, post(1, TransactionKind.DEPOSIT, null, 10_00));
            TransitCut before = judged(audit, shards, 1);
            assertThat(before.violation()).isNull();

            write(shards, post(2, TransactionKind.TRANSFER, BOB, 4_00));
            TransitCut after = judged(audit, shards, before.mark() + 1);
            assertThat(after.violation()).isNull();
            assertThat(after.inTransitMinor()).containsOnlyKeys(0, 1, 2);
            assertThat(after.sumMinor()).isIn(0L, 4_00L);

            TransitCut idle = after;
            TransitCut last = null;
            while (last == null || last.mark() != idle.mark()) {
                last = idle;
                idle = judged(audit, shards, idle.mark());
            }
            assertThat(idle.sumMinor()).isZero();
            assertThat(idle.atMs()).as("nothing has happened until now").isEqualTo(nowMs);
            assertThat(judged(audit, shards, 0).mark()).isEqualTo(idle.mark());
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void anotherServersMarksDoNotMakeAShardBusy() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        try (NodeLoop loop = LoneNode.start(folder, failures::add, 8 << 20, 0, SHARDS)) {
            Shards shards = new Shards(loop);
            CutAudit one = new CutAudit(shards);
            CutAudit other = new CutAudit(shards);
            write(shards, opening(ADA));
            long first = judged(one, shards, 1).mark();
            long second = judged(other, shards, first + 1).mark();
            assertThat(judged(one, shards, 0).mark()).isEqualTo(first);
            assertThat(judged(other, shards, 0).mark()).isEqualTo(second);
        }
    }

    private static void harm(NodeLoop loop, int shard, Damage.Kind kind, int other) {
        loop.onLoop(
                        node -> {
                            for (Node.ReplicaView each : node.replicas()) {
                                if (each.group().equals(GroupId.ofShard(shard))
                                        && each.ledger() != null) {
                                    Damage.plant(each.ledger(), kind, other, 0);
                                }
                            }
                            return true;
                        })
                .join();
    }

    @Test
    void aDebitWithoutACreditIsNamed() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        try (NodeLoop loop = LoneNode.start(folder, failures::add, 8 << 20, 0, SHARDS)) {
            Shards shards = new Shards(loop);
            CutAudit audit = new CutAudit(shards);
            write(shards, opening(ADA));
            write(shards, opening(BOB));
            write(shards, post(1, TransactionKind.DEPOSIT, null, 10_00));
            write(shards, post(2, TransactionKind.TRANSFER, BOB, 4_00));
            long before = judged(audit, shards, 1).mark();
            harm(loop, 0, Damage.Kind.HALF_TRANSFER, 1);
            write(shards, post(3, TransactionKind.DEPOSIT, null, 10_00));

            TransitCut cut = judged(audit, shards, before + 1);
            assertThat(cut.violation())
                    .startsWith("account " + ADA + " of shard 0 was debited for transfer ")
                    .contains(" has not credited account " + BOB + ": at mark " + cut.mark())
                    .contains(" GBP is on its way between them");
        }
    }

    @Test
    void theLeaderKnowsACreditThatItsCoordinatorNeverBegan() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        try (NodeLoop loop = LoneNode.start(folder, failures::add, 8 << 20, 0, SHARDS)) {
            Shards shards = new Shards(loop);
            write(shards, opening(ADA));
            assertThat(found(shards, 0)).isEmpty();
            harm(loop, 0, Damage.Kind.LOST_DECISION, 1);
            String found = "";
            while (found.isEmpty()) {
                found = found(shards, 0); // The leader asks the coordinator after two seconds.
            }
            assertThat(found)
                    .startsWith("account " + ADA + " expects 1 minor units from shard 1 for")
                    .endsWith(" of account 99999999, which never began there");
        }
    }

    /** What the leader of a shard says is wrong; empty if nothing is. */
    private static String found(Shards shards, int shard) {
        RequestBody audit = new RequestBody.AuditLeader(GroupId.ofShard(shard));
        Reply reply = Shards.await(shards.ask(audit, CutAudit.TIMEOUT), PATIENCE);
        AuditFinding finding = reply instanceof Reply.Audited audited ? audited.finding() : null;
        return finding == null || finding.conserved() ? "" : finding.detail();
    }
}
