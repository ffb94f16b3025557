package org.davebank.service.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.format.ImportFile;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerQuery;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;
import org.jspecify.annotations.Nullable;

/** Passes of imports over small files, against a real node of its own. */
final class ImportPasses implements AutoCloseable {

    /** A pass that is never cut off. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final GroupId SHARD = GroupId.ofShard(0);

    /** @param failure why the file as a whole failed, or null */
    record Pass(ImportJob.Progress progress, @Nullable String failure) {}

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final NodeLoop loop;
    private final Shards shards;

    ImportPasses(Path folder) throws Exception {
        loop = LoneNode.start(folder, failures::add);
        shards = new Shards(loop);
        while (shards.view().founding() == null) {
            Thread.onSpinWait();
        }
    }

    static ImportJob job(
            String id, String mapping, boolean history, boolean abortOnError, boolean dryRun) {
        return new ImportJob(
                id,
                "f",
                "00",
                1,
                mapping,
                history,
                abortOnError,
                dryRun,
                "ada",
                0,
                List.of(),
                ImportJob.State.RUNNING,
                null,
                1,
                ImportJob.Progress.NONE);
    }

    /**
     * One pass of the job over the file.
     *
     * @param turns after so many it is cut off, as when another runner takes the job
     * @return null when it was cut off
     */
    @Nullable Pass pass(ImportJob job, ImportMapping mapping, byte[] file, int turns)
            throws IOException {
        AtomicInteger turn = new AtomicInteger();
        try (ImportReader reader =
                ImportFile.open(
                        new ByteArrayInputStream(file), "", mapping, ImportSettings.of("GBP"))) {
            ImportRun run =
                    new ImportRun(
                            new ImportTask(
                                    job,
                                    mapping,
                                    new Caller("ada", Role.TELLER, job.id()),
                                    shards,
                                    new BankService(shards)),
                            reader,
                            new ImportWriter(
                                    shards, () -> turn.incrementAndGet() > turns, () -> false),
                            new StringWriter(),
                            () -> {});
            String failure = run.run();
            return new Pass(run.progress(), failure);
        } catch (ImportWriter.Ended e) {
            return null;
        }
    }

    LedgerAnswer answer(LedgerQuery query) {
        return shards.read(SHARD, query, ReadOptions.STRONG).answer();
    }

    Account account(AccountNumber number) {
        Account account =
                ((LedgerAnswer.AccountFound) answer(new LedgerQuery.GetAccount(number))).account();
        assertThat(account).isNotNull();
        return account;
    }

    AccountNumber ofAlias(String alias) {
        AccountNumber number =
                ((LedgerAnswer.AliasFound) answer(new LedgerQuery.FindAlias(alias))).account();
        assertThat(number).as(alias).isNotNull();
        return number;
    }

    @Override
    public void close() throws Exception {
        loop.close();
        assertThat(failures).isEmpty();
    }
}
