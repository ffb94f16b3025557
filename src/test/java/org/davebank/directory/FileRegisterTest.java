package org.davebank.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCommand.DoomFile;
import org.davebank.directory.SystemCommand.HoldFile;
import org.davebank.directory.SystemCommand.KeepFile;
import org.davebank.directory.SystemCommand.RecordFile;
import org.davebank.directory.SystemCommand.ReleaseFile;
import org.davebank.directory.job.ImportJob;
import org.junit.jupiter.api.Test;

class FileRegisterTest {

    private static final String FILE = "ab".repeat(32);
    private static final MemberId A = new MemberId(1);
    private static final MemberId B = new MemberId(2);
    private static final String OTHER = "cd".repeat(32);
    private static final MemberId C = new MemberId(3);
    private static final MemberId D = new MemberId(4);
    private static final MemberId E = new MemberId(5);

    private final SystemState state = new SystemState();

    private SystemResult record(long asOf, MemberId... holders) {
        return state.apply(new RecordFile(FILE, 1_000, false, List.of(holders), asOf));
    }

    private long accepted(SystemCommand command) {
        SystemResult result = state.apply(command);
        assertThat(result).isInstanceOf(SystemResult.Accepted.class);
        return ((SystemResult.Accepted) result).value();
    }

    private void refused(SystemCommand command) {
        assertThat(state.apply(command)).isInstanceOf(SystemResult.Refused.class);
    }

    private SharedFile file() {
        return state.file(FILE);
    }

    @Test
    void eachUploadHasAnEpochOfItsOwnAndAddsHolders() {
        assertThat(record(0, A, B)).isEqualTo(new SystemResult.Accepted(1));
        assertThat(record(0, C, B)).isEqualTo(new SystemResult.Accepted(2));
        assertThat(file().holders()).containsExactly(A, B, C);
    }

    @Test
    void aCopyIsGivenUpOnlyWhileThereAreThreeOtherHolders() {
        record(0, A, B, C);
        refused(new ReleaseFile(FILE, A));
        assertThat(accepted(new ReleaseFile(FILE, E))).isEqualTo(1);
        accepted(new HoldFile(FILE, D, 1));
        assertThat(accepted(new ReleaseFile(FILE, D))).isEqualTo(2);
        assertThat(file().holders()).containsExactly(A, B, C);
    }

    @Test
    void ofTwoCopiesThatCountOnEachOtherOneIsGivenUp() {
        record(0, A, B, C, D);
        accepted(new ReleaseFile(FILE, D));
        refused(new ReleaseFile(FILE, A));
    }

    @Test
    void aHolderThatWasAskedBeforeACopyWasGivenUpIsNotCountedOn() {
        record(0, A, B, C, D);
        accepted(new ReleaseFile(FILE, E));
        refused(new HoldFile(FILE, E, 0));
        assertThat(record(0, E)).isInstanceOf(SystemResult.Refused.class);
        accepted(new HoldFile(FILE, E, 1));
        assertThat(file().holders()).contains(E);
    }

    @Test
    void whatIsGivenUpOfOneFileDisturbsNoOther() {
        record(0, A, B, C, D);
        accepted(new RecordFile(OTHER, 1, false, List.of(A, B), 0));
        accepted(new ReleaseFile(FILE, D));
        accepted(new HoldFile(OTHER, C, 0));
    }

    @Test
    void aCopyOfAFileThatIsNotKnownIsGivenUpAndNotCountedOnLater() {
        assertThat(accepted(new ReleaseFile(FILE, A))).isEqualTo(1);
        assertThat(record(0, A, B)).isInstanceOf(SystemResult.Refused.class);
        assertThat(record(1, A, B)).isEqualTo(new SystemResult.Accepted(1));
        refused(new HoldFile(FILE, C, 0));
    }

    @Test
    void aKeptFileIsNeverDoomed() {
        record(0, A, B);
        accepted(new KeepFile(FILE));
        refused(new DoomFile(FILE, 1));
        record(0, A, B);
        assertThat(file().kept()).isTrue();
        refused(new DoomFile(FILE, 2));
    }

    @Test
    void anUploadThatWasRenewedMeanwhileIsNotDoomed() {
        record(0, A, B);
        record(0, A, B);
        refused(new DoomFile(FILE, 1));
        accepted(new DoomFile(FILE, 2));
        assertThat(file()).isNull();
    }

    @Test
    void aForgottenFileThatComesAgainCountsOnNobodyWhoMayBeDroppingIt() {
        record(0, A, B);
        accepted(new DoomFile(FILE, 1));
        refused(new KeepFile(FILE));
        refused(new HoldFile(FILE, C, 1));
        assertThat(record(0, B, C)).isInstanceOf(SystemResult.Refused.class);
        assertThat(record(1, B, C)).isEqualTo(new SystemResult.Accepted(2));
        assertThat(file().holders()).containsExactly(B, C);
        refused(new DoomFile(FILE, 1));
    }

    @Test
    void aFileThatAnImportRefersToIsNotForgotten() {
        record(0, A, B);
        ImportJob job =
                new ImportJob(
                        "i1",
                        "rows.csv",
                        FILE,
                        1_000,
                        "",
                        false,
                        false,
                        false,
                        "admin",
                        0,
                        List.of(A, B),
                        ImportJob.State.WAITING,
                        null,
                        0,
                        ImportJob.Progress.NONE);
        state.apply(new SystemCommand.CreateImport(job));
        refused(new DoomFile(FILE, 1));
    }

    @Test
    void aFileHasABoundedNumberOfHolders() {
        List<MemberId> many = new ArrayList<>();
        for (int i = 1; i <= SharedFile.HOLDERS_MAX; i++) {
            many.add(new MemberId(100 + i));
        }
        accepted(new RecordFile(FILE, 1, false, many, 0));
        refused(new HoldFile(FILE, A, 0));
        record(0, A, B);
        assertThat(file().holders()).hasSize(SharedFile.HOLDERS_MAX).contains(A, B);
    }

    @Test
    void theNetworkKeepsABoundedNumberOfBytes() {
        long half = SystemState.FILE_BYTES_MAX / 2 + 1;
        accepted(new RecordFile("00".repeat(32), half, false, List.of(A, B), 0));
        assertThat(state.apply(new RecordFile("11".repeat(32), half, false, List.of(A, B), 0)))
                .isInstanceOf(SystemResult.Full.class);
    }

    @Test
    void commandsAndFilesReadBackAsTheyWereWritten() throws WireException {
        List<SystemCommand> commands =
                List.of(
                        new RecordFile(FILE, 7, true, List.of(A, B), 3),
                        new HoldFile(FILE, A, 4),
                        new ReleaseFile(FILE, B),
                        new KeepFile(FILE),
                        new DoomFile(FILE, 6));
        for (SystemCommand command : commands) {
            WireWriter out = new WireWriter();
            SystemCodec.write(out, command);
            WireReader in = new WireReader(out.toBytes());
            assertThat(SystemCodec.readCommand(in)).isEqualTo(command);
            in.end();
        }
        record(0, A, B);
        WireWriter out = new WireWriter();
        SystemCodec.writeFile(out, file());
        assertThat(SystemCodec.readFile(new WireReader(out.toBytes()))).isEqualTo(file());
    }
}
