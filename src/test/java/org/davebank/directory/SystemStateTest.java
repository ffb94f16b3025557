package org.davebank.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.job.ImportJob;
import org.junit.jupiter.api.Test;

class SystemStateTest {

    private static final MemberId ONE = new MemberId(1);
    private static final MemberId TWO = new MemberId(2);

    private final SystemState state = new SystemState();

    /** The job as the state has it now. */
    private ImportJob kept(String id) {
        return state.imports().stream()
                .filter(each -> each.id().equals(id))
                .findAny()
                .orElseThrow();
    }

    private static ImportJob job(String id) {
        return new ImportJob(
                id,
                "file.csv",
                "00",
                10,
                "",
                true,
                false,
                false,
                "admin",
                1,
                List.of(ONE, TWO),
                ImportJob.State.WAITING,
                null,
                0,
                ImportJob.Progress.NONE);
    }

    private boolean accepted(SystemCommand command) {
        return state.apply(command) instanceof SystemResult.Accepted;
    }

    @Test
    void aNetworkIsFoundedOnce() {
        assertThat(accepted(new SystemCommand.Found(7, 4, 3, "GBP", 6))).isTrue();
        assertThat(accepted(new SystemCommand.Found(8, 9, 1, "EUR", 1))).isFalse();
        assertThat(state.founding().networkId()).isEqualTo(7);
    }

    @Test
    void whatNoNetworkCouldWorkWithIsRefused() {
        assertThat(accepted(new SystemCommand.Found(7, 0, 3, "GBP", 6))).isFalse();
        assertThat(accepted(new SystemCommand.Found(7, 4, 0, "GBP", 6))).isFalse();
        assertThat(accepted(new SystemCommand.Found(7, 4, 3, "GBP", 6))).isTrue();
        assertThat(accepted(new SystemCommand.PlaceShard(0, List.of()))).isFalse();
        String file = "ab".repeat(32);
        state.apply(new SystemCommand.RecordFile(file, 9, false, List.of(ONE, TWO), 0));
        String huge = "cd".repeat(32);
        var record = new SystemCommand.RecordFile(huge, Long.MAX_VALUE, false, List.of(ONE), 0);
        assertThat(state.apply(record)).isInstanceOf(SystemResult.Full.class);
    }

    @Test
    void aShardIsPlacedOnce() {
        state.apply(new SystemCommand.Found(7, 4, 3, "GBP", 6));
        assertThat(accepted(new SystemCommand.PlaceShard(0, List.of(ONE)))).isTrue();
        assertThat(accepted(new SystemCommand.PlaceShard(0, List.of(TWO)))).isFalse();
        assertThat(accepted(new SystemCommand.PlaceShard(4, List.of(TWO)))).isFalse();
        assertThat(state.placement(0)).containsExactly(ONE);
    }

    @Test
    void onlyTheNewestRunnerOfAnImportMayReport() {
        state.apply(new SystemCommand.CreateImport(job("a")));
        assertThat(accepted(new SystemCommand.ClaimImport("a", ONE, 0))).isTrue();
        assertThat(accepted(new SystemCommand.ClaimImport("a", TWO, 0))).isFalse();
        assertThat(accepted(new SystemCommand.ClaimImport("a", TWO, 1))).isTrue();

        var late =
                new SystemCommand.ReportImport(
                        "a", 1, ImportJob.State.DONE, ImportJob.Progress.NONE);
        assertThat(accepted(late)).isFalse();
        assertThat(kept("a").state()).isEqualTo(ImportJob.State.RUNNING);
        assertThat(kept("a").runner()).isEqualTo(TWO);
    }

    @Test
    void anEndedImportNeverChangesAgain() {
        state.apply(new SystemCommand.CreateImport(job("a")));
        state.apply(new SystemCommand.ClaimImport("a", ONE, 0));
        assertThat(accepted(new SystemCommand.CancelImport("a"))).isTrue();
        assertThat(accepted(new SystemCommand.CancelImport("a"))).isFalse();
        assertThat(accepted(new SystemCommand.ClaimImport("a", TWO, 2))).isFalse();
        assertThat(kept("a").state()).isEqualTo(ImportJob.State.CANCELLED);
    }

    @Test
    void theRunnerOfACancelledImportHasTheLastWordOnHowFarItCame() {
        state.apply(new SystemCommand.CreateImport(job("a")));
        state.apply(new SystemCommand.ClaimImport("a", ONE, 0));
        state.apply(new SystemCommand.CancelImport("a"));
        ImportJob.Progress far =
                new ImportJob.Progress(
                        9,
                        5,
                        4,
                        0,
                        1,
                        0,
                        List.of(new ImportJob.Sum("GBP", 7)),
                        0,
                        0,
                        List.of(),
                        null,
                        null);
        assertThat(accepted(report(1, ImportJob.State.RUNNING, far))).isFalse();
        assertThat(accepted(report(1, ImportJob.State.DONE, far))).isFalse();
        assertThat(accepted(report(0, ImportJob.State.CANCELLED, far))).isFalse();
        assertThat(accepted(report(1, ImportJob.State.CANCELLED, far))).isTrue();
        assertThat(kept("a").state()).isEqualTo(ImportJob.State.CANCELLED);
        assertThat(kept("a").progress()).isEqualTo(far);
    }

    private static SystemCommand report(
            long epoch, ImportJob.State state, ImportJob.Progress progress) {
        return new SystemCommand.ReportImport("a", epoch, state, progress);
    }

    @Test
    void announcingAnImportTwiceChangesNothing() {
        state.apply(new SystemCommand.CreateImport(job("a")));
        state.apply(new SystemCommand.ClaimImport("a", ONE, 0));
        state.apply(new SystemCommand.CreateImport(job("a")));
        assertThat(kept("a").state()).isEqualTo(ImportJob.State.RUNNING);
    }

    @Test
    void aSignInLinkWorksOnce() {
        assertThat(accepted(new SystemCommand.UseNonce(5, 100))).isTrue();
        assertThat(accepted(new SystemCommand.UseNonce(5, 100))).isFalse();
        assertThat(accepted(new SystemCommand.UseNonce(6, 100))).isTrue();
    }

    @Test
    void commandsSurviveTheWire() throws WireException {
        List<SystemCommand> commands =
                List.of(
                        new SystemCommand.Found(7, 4, 3, "GBP", 6),
                        new SystemCommand.RecordMember(ONE, "Worker1", false),
                        new SystemCommand.PlaceShard(3, List.of(TWO, ONE)),
                        new SystemCommand.CreateImport(job("a")),
                        new SystemCommand.ClaimImport("a", ONE, 9),
                        new SystemCommand.ReportImport(
                                "a",
                                9,
                                ImportJob.State.FAILED,
                                new ImportJob.Progress(
                                        1,
                                        6,
                                        3,
                                        2,
                                        1,
                                        4,
                                        List.of(
                                                new ImportJob.Sum("EUR", -5),
                                                new ImportJob.Sum("GBP", 3)),
                                        2,
                                        1,
                                        List.of(new ImportJob.Warning(7, "12345678", "c", "m")),
                                        "why",
                                        "ab")),
                        new SystemCommand.CancelImport("a"),
                        new SystemCommand.UseNonce(-1, 5),
                        new SystemCommand.PlanFault(
                                "f", "Worker1", "isolate", "text", 1, 9, List.of()),
                        new SystemCommand.PlanFault(
                                "g",
                                "Worker1",
                                "loss",
                                "text",
                                1,
                                9,
                                List.of("percent=5", "peers=a,b")),
                        new SystemCommand.EndFault(""),
                        new SystemCommand.Audit(1, "admin", "kill", "Worker1", "done", "r"));
        for (SystemCommand command : commands) {
            WireWriter out = new WireWriter();
            SystemCodec.write(out, command);
            WireReader in = new WireReader(out.toBytes());
            assertThat(SystemCodec.readCommand(in)).isEqualTo(command);
            in.end();
        }
    }

    @Test
    void anyBytesAreACommandOrATypedError() {
        RandomSource random = new RandomSource(3);
        int errors = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (1 + random.nextInt(12));
            }
            try {
                SystemCodec.readCommand(new WireReader(bytes));
            } catch (WireException e) {
                errors++;
            }
        }
        assertThat(errors).isPositive();
    }
}
