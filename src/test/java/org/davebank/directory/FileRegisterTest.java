package org.davebank.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCommand.DoomFile;
import org.davebank.directory.SystemCommand.FenceRemovals;
import org.davebank.directory.SystemCommand.HoldFile;
import org.davebank.directory.SystemCommand.KeepFile;
import org.davebank.directory.SystemCommand.RecordFile;
import org.davebank.directory.SystemCommand.UnholdFile;
import org.junit.jupiter.api.Test;

class FileRegisterTest {

    private static final String FILE = "ab".repeat(32);
    private static final MemberId A = new MemberId(1);
    private static final MemberId B = new MemberId(2);
    private static final MemberId C = new MemberId(3);

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
    void aHolderThatWasAskedBeforeARemovalIsNotCountedOn() {
        record(0, A, B);
        assertThat(accepted(new FenceRemovals())).isEqualTo(1);
        assertThat(record(0, C)).isInstanceOf(SystemResult.Refused.class);
        refused(new HoldFile(FILE, C, 0));
        accepted(new HoldFile(FILE, C, 1));
        assertThat(file().holders()).contains(C);
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
        assertThat(file().isDoomed()).isTrue();
    }

    @Test
    void aDoomedFileGoesWithItsLastHolder() {
        record(0, A, B);
        accepted(new DoomFile(FILE, 1));
        refused(new KeepFile(FILE));
        refused(new HoldFile(FILE, C, 1));
        accepted(new UnholdFile(FILE, A, 1));
        assertThat(file()).isNotNull();
        accepted(new UnholdFile(FILE, B, 1));
        assertThat(file()).isNull();
        assertThat(state.files()).isEmpty();
    }

    @Test
    void aDoomedFileThatComesAgainCountsOnNobodyWhoMayBeDroppingIt() {
        record(0, A, B);
        accepted(new DoomFile(FILE, 1));
        assertThat(record(1, B, C)).isEqualTo(new SystemResult.Accepted(2));
        assertThat(file().isDoomed()).isFalse();
        assertThat(file().holders()).containsExactly(B, C);
        refused(new UnholdFile(FILE, B, 1));
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
                        new UnholdFile(FILE, B, 5),
                        new KeepFile(FILE),
                        new DoomFile(FILE, 6),
                        new FenceRemovals());
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
