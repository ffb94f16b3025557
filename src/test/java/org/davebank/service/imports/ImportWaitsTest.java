package org.davebank.service.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.format.ImportFile;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that is larger than what the nodes have memory for. */
class ImportWaitsTest {

    private static final long MEMORY_BYTES_MAX = 1 << 20;
    private static final int ROWS = 200_000;

    @TempDir Path folder;

    @Test
    @Timeout(60)
    void anImportThatDoesNotGetOnSaysWhatItIsWaitingFor() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        StringBuilder file = new StringBuilder("{\"account_num\":\"70000000\",\"holder\":\"W\"}\n");
        for (int i = 0; i < ROWS; i++) {
            file.append("{\"account_num\":\"70000000\",\"transaction_type\":\"deposit\",");
            file.append("\"amount\":0.01}\n");
        }
        byte[] bytes = file.toString().getBytes(StandardCharsets.UTF_8);
        ImportMapping mapping = ImportMapping.parse("{}");
        AtomicReference<ImportJob.Progress> last = new AtomicReference<>(ImportJob.Progress.NONE);
        try (NodeLoop loop = LoneNode.start(folder, failures::add, MEMORY_BYTES_MAX);
                ImportReader reader =
                        ImportFile.open(
                                new ByteArrayInputStream(bytes),
                                "",
                                mapping,
                                ImportSettings.of("GBP"))) {
            Shards shards = new Shards(loop);
            while (shards.view().founding() == null) {
                Thread.onSpinWait();
            }
            AtomicReference<ImportRun> running = new AtomicReference<>();
            ImportRun run =
                    new ImportRun(
                            new ImportTask(
                                    ImportPasses.job("waits", "{}", true, false, false),
                                    mapping,
                                    new Caller("ada", Role.TELLER, "waits"),
                                    shards,
                                    new BankService(shards)),
                            reader,
                            new ImportWriter(
                                    shards, () -> last.get().message() != null, () -> false),
                            new StringWriter(),
                            () -> last.set(running.get().progress()));
            running.set(run);
            assertThatThrownBy(run::run).isInstanceOf(ImportWriter.Ended.class);
        }
        assertThat(last.get().message())
                .contains("waiting for shard 0", "as much as its memory allows");
        assertThat(last.get().created()).isBetween(10_000L, ROWS - 1L);
        assertThat(last.get().rows()).isEqualTo(last.get().created());
        assertThat(failures).isEmpty();
    }
}
