package org.davebank.service.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.format.ImportFile;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.OpenRequest;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.davebank.service.bank.ReversalRequest;
import org.davebank.service.bank.ReversalService;
import org.davebank.service.exports.ExportService;
import org.jspecify.annotations.Nullable;

/** A bank of two shards, a node of its own, whose files go out and come in. */
final class FileBank implements AutoCloseable {

    static final Caller TELLER = new Caller("ada", Role.TELLER, "r");

    private final List<String> failures = new CopyOnWriteArrayList<>();
    final NodeLoop loop;
    final Shards shards;
    final BankService service;
    final Listings listings;
    final ExportService exports;

    FileBank(Path at) throws Exception {
        loop = LoneNode.start(at, failures::add, 8 << 20, 0, 2);
        shards = new Shards(loop);
        service = new BankService(shards);
        listings = new Listings(shards);
        exports = new ExportService(shards, listings);
        while (shards.view().founding() == null) {
            Thread.onSpinWait();
        }
    }

    /** Opens the same account of a shard in every bank. */
    AccountNumber open(int shard) {
        int probe = 0;
        while (shards.of(BankService.candidate("k", probe)).shard() != shard) {
            probe++;
        }
        AccountNumber number = BankService.candidate("k", probe);
        return retried(() ->
                        service.open(
                                TELLER,
                                new OpenRequest("H", null, number, null, List.of()),
                                "open-" + number))
                .account()
                .number();
    }

    Posted post(TransactionKind kind, AccountNumber of, @Nullable AccountNumber to, String amount) {
        PostRequest request =
                new PostRequest(
                        of,
                        kind,
                        new BigDecimal(amount),
                        to,
                        null,
                        null,
                        "t",
                        service.newId(),
                        null,
                        null);
        return retried(() -> service.post(TELLER, request));
    }

    void reverse(Posted original, String amount) {
        TransactionId id = original.transaction().id();
        String key = "back-" + id + "-" + amount;
        ReversalRequest request = new ReversalRequest(new BigDecimal(amount), "oops", key);
        retried(() -> new ReversalService(service).reverse(TELLER, id, request));
    }

    byte[] export(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exports.transactions(
                TELLER, null, TransactionFilter.POSTED, ExportService.type(format), out);
        return out.toByteArray();
    }

    /** Imports a file of which no row is rejected. */
    ImportJob.Progress importing(byte[] file) throws Exception {
        return importing("again", file, 0);
    }

    ImportJob.Progress importing(String name, byte[] file, long rejected) throws Exception {
        ImportJob job = ImportPasses.job(name, "{}", true, false, false);
        try (ImportReader reader =
                ImportFile.open(
                        new ByteArrayInputStream(file),
                        "",
                        ImportMapping.own(),
                        ImportSettings.of("GBP"))) {
            StringWriter rejects = new StringWriter();
            ImportRun run =
                    new ImportRun(
                            new ImportTask(
                                    job,
                                    ImportMapping.own(),
                                    new Caller("ada", Role.TELLER, job.id()),
                                    shards,
                                    service),
                            reader,
                            new ImportWriter(shards, () -> false, () -> false),
                            rejects,
                            () -> {});
            assertThat(run.run()).isNull();
            assertThat(run.progress().rejected()).as(rejects.toString()).isEqualTo(rejected);
            return run.progress();
        }
    }

    /** What each transaction is, whatever its place in a log, by id. */
    List<String> meaning(AccountNumber here, AccountNumber there) {
        // A strong read of an account waits for the credits that are on their way.
        balanceMinor(here);
        balanceMinor(there);
        List<Transaction> all = new ArrayList<>();
        listings.transactions(
                        TELLER, null, TransactionFilter.POSTED, null, 1_000, ReadOptions.STRONG)
                .items()
                .forEach(each -> all.add(each.transaction()));
        all.sort(Comparator.comparing(each -> each.id().toString()));
        return all.stream()
                .map(each ->
                        String.join(
                                " ",
                                each.id().toString(),
                                each.kind().name(),
                                each.account().toString(),
                                String.valueOf(each.toAccount()),
                                Long.toString(each.amountMinor()),
                                String.valueOf(each.reference()),
                                each.links().toString()))
                .toList();
    }

    long balanceMinor(AccountNumber number) {
        return service.account(TELLER, number.toString(), ReadOptions.STRONG)
                .value()
                .balanceMinor();
    }

    @Override
    public void close() throws Exception {
        loop.close();
        assertThat(failures).isEmpty();
    }

    interface Attempt<T> {
        T run();
    }

    /** Until the shards are founded and follow the newest rules. */
    static <T> T retried(Attempt<T> attempt) {
        while (true) {
            try {
                return attempt.run();
            } catch (ServiceProblem e) {
                if (!e.code().retryable()) {
                    throw e;
                }
            }
        }
    }
}
