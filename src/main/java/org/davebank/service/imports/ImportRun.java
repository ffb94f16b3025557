package org.davebank.service.imports;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.RejectionCode;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one file. A pass after a crash starts again at the first row: the ledger knows
 * which rows were posted and by which job, so the counts come out as without a crash. Not
 * thread-safe.
 */
final class ImportRun {

    /** Rows read before they are written together. */
    static final int ROWS_PER_ROUND = 4_000;

    private final ImportJob job;
    private final ImportReader reader;
    private final boolean createAccounts;
    private final Shards shards;
    private final ImportWriter writer;
    private final ImportCounts counts = new ImportCounts();
    private final ImportRejects rejects;
    private final FileClaims claims;
    private final OpeningBalances openings;
    private final ExternalAccounts externals;
    private final ImportCommands commands;
    private final DryRun dry;
    private final RowAliases aliases;
    private final RowStatuses statuses;
    private final RowHolds holds;
    private final ImportOutcomes outcomes;

    /** 1 where the file ends at its first bad row: no later row may be in flight then. */
    private final int rowsPerRound;

    private final Runnable reported;

    /** A row that was read and begins the next round, or null. */
    private @Nullable ImportRow held;

    private volatile ImportJob.Progress progress = ImportJob.Progress.NONE;

    /**
     * @param rejects receives the rejected rows as CSV; the caller closes it
     * @param reported called after each round, and while the pass waits for a shard
     */
    ImportRun(
            ImportTask task,
            ImportReader reader,
            ImportWriter writer,
            Writer rejects,
            Runnable reported)
            throws IOException {
        this.job = task.job();
        this.reader = reader;
        this.createAccounts = task.mapping().createAccounts();
        this.shards = task.shards();
        this.writer = writer;
        this.rejects = new ImportRejects(counts, rejects);
        this.claims = FileClaims.of(task);
        this.openings = new OpeningBalances(task);
        this.externals = new ExternalAccounts(task, writer);
        this.commands = new ImportCommands(task, openings, externals, this.rejects::add);
        this.dry = new DryRun(shards, writer);
        this.aliases = new RowAliases(shards, writer, task.caller());
        this.statuses = new RowStatuses(task, claims.balances());
        this.outcomes =
                new ImportOutcomes(
                        task, writer, counts, this.rejects, claims, openings, aliases, statuses);
        this.holds = new RowHolds(task, writer, counts, this.rejects, outcomes, commands);
        this.rowsPerRound = job.abortOnError() ? 1 : ROWS_PER_ROUND;
        this.reported = reported;
        writer.tellWhenWaiting(why -> {
            progress = progress.withMessage(why);
            reported.run();
        });
    }

    /** Safe to call from any thread. */
    ImportJob.Progress progress() {
        return progress;
    }

    /** Runs the pass. Returns why the whole file failed, or null when every row was processed. */
    @Nullable String run() throws ImportWriter.Ended, IOException {
        try {
            while (held != null || reader.hasNext()) {
                writer.throwIfStopped();
                String failure = round();
                publish(failure);
                reported.run();
                if (failure != null) {
                    return failure;
                }
            }
            rejects.beginRound();
            write(claims.order().atTheEnd());
            holds.settle();
            rejects.writeRound();
            statuses.settle(writer);
            claims.balances().settle(writer, shards);
            String failure =
                    counts.nothingRead() ? ImportWords.nothingRead(counts, rejects.first()) : null;
            publish(
                    failure == null
                            ? ImportWords.unbalanced(claims.statements().mismatches())
                            : failure);
            return failure;
        } catch (ImportException e) {
            publish(e.getMessage());
            return e.getMessage();
        } catch (ImportWriter.Ended e) {
            counts.rows =
                    counts.created
                            + counts.duplicate
                            + counts.rejected; // Rows that were read but not decided don't count.
            publish(null);
            throw e;
        }
    }

    private void publish(@Nullable String message) {
        progress =
                new ImportJob.Progress(
                        reader.bytesRead(),
                        counts.rows,
                        counts.created,
                        counts.duplicate,
                        counts.rejected,
                        counts.accountsCreated + externals.opened(),
                        counts.sums(),
                        claims.balances().mismatches(),
                        claims.statements().mismatches(),
                        claims.balances().warnings(),
                        message,
                        null);
    }

    private @Nullable String round() throws ImportWriter.Ended, IOException {
        List<ImportRow> round = new ArrayList<>();
        rejects.beginRound();
        ImportException end = read(round);
        write(round);
        rejects.writeRound();
        if (end != null) {
            throw end;
        }
        if (job.abortOnError() && rejects.inRound() > 0) {
            return "stopped at the first rejected row, as asked; "
                    + counts.created
                    + " rows before it stay posted";
        }
        return null;
    }

    /**
     * Reads the rows of a round; returns what ended the file early, or null. A round goes to all
     * shards at once, but a transfer must be posted before the payee's shard can reverse it: a
     * reversal of a transfer of the round begins the next one.
     */
    private @Nullable ImportException read(List<ImportRow> round) throws IOException {
        Set<TransactionId> ids = new HashSet<>();
        try {
            while (round.size() + rejects.inRound() < rowsPerRound
                    && (held != null || reader.hasNext())) {
                ImportRow row = held == null ? reader.next() : held;
                held = null;
                if (row instanceof ImportRow.TransactionRow r) {
                    if (r.to() != null && r.reverses() != null && ids.contains(r.reverses())) {
                        held = row;
                        return null;
                    }
                    if (r.to() != null && r.id() != null) {
                        ids.add(r.id());
                    }
                }
                counts.rows += row instanceof ImportRow.StatementEnd ? 0 : 1;
                if (row instanceof ImportRow.RejectedRow unreadable) {
                    rejects.add(unreadable);
                } else {
                    round.add(row);
                }
            }
            return null;
        } catch (ImportException e) {
            return e; // The rows before it still count.
        }
    }

    private void write(List<ImportRow> asRead) throws ImportWriter.Ended {
        List<ImportRow> round = claims.order().look(asRead);
        Map<String, String> ids = commands.externalIds(round);
        Map<String, AccountNumber> numbers = externals.find(ids, mayOpen());
        if (job.dryRun() && createAccounts) {
            predictNumbers(ids, numbers);
        }
        ImportBatch first = new ImportBatch(shards);
        ImportBatch afterOpenings = new ImportBatch(shards);
        openings.beginRound();
        Map<ImportRow.AccountRow, String> aliasTaken = aliases.reserve(round, job.dryRun());
        holds.look(round, numbers);
        for (ImportRow read : round) {
            ImportRow row = holds.take(read, numbers);
            if (row == null) {
                continue;
            }
            if (row instanceof ImportRow.AccountRow account && aliasTaken.containsKey(account)) {
                String message = "the alias " + aliasTaken.get(account) + " is another account's";
                rejects.add(row, "aliases", RejectionCode.ALIAS_TAKEN, message);
                continue;
            }
            LedgerCommand command = commands.of(row, numbers);
            if (row instanceof ImportRow.StatementEnd end) {
                askWhoOpened(end, numbers, first);
            } else if (command instanceof LedgerCommand.Post post) {
                askWhoOpened(row, post.account(), first);
                (openings.waits(post) ? afterOpenings : first).add(command, row);
            } else if (command != null) {
                first.add(command, row);
            }
        }
        if (job.dryRun()) {
            tryOut(first);
        } else {
            first.write(writer, outcomes::take);
            aliases.bind();
            outcomes.settleTaken();
            openings.post(writer, outcomes::takeOpening);
            afterOpenings.write(writer, outcomes::take);
        }
        for (ImportRow row : round) {
            if (row instanceof ImportRow.StatementEnd end) {
                claims.statements().end(end);
            }
        }
    }

    /** For statements without entries, where no entry has carried the opening balance. */
    private void askWhoOpened(
            ImportRow.StatementEnd end, Map<String, AccountNumber> numbers, ImportBatch batch) {
        if (end.account() instanceof AccountRef.External external && openings.isWanted(end)) {
            AccountNumber number = numbers.get(external.id());
            if (number != null) {
                batch.add(externals.opening(external.id(), number, end.currency()), end);
            }
        }
    }

    /**
     * Opens a statement's account again to learn whether this job opened it, now or in a pass
     * before a crash. Opening it again changes nothing.
     */
    private void askWhoOpened(ImportRow row, AccountNumber account, ImportBatch batch) {
        if (row instanceof ImportRow.TransactionRow r
                && r.account() instanceof AccountRef.External external
                && openings.isWanted(r)) {
            batch.add(externals.opening(external.id(), account, r.currency()), row);
            openings.await(account);
        }
    }

    private boolean mayOpen() {
        return createAccounts && !job.dryRun();
    }

    private void tryOut(ImportBatch batch) throws ImportWriter.Ended {
        for (List<LedgerCommand> list : batch.lists()) {
            List<DryRun.Outcome> would = dry.outcomes(list);
            for (int i = 0; i < list.size(); i++) {
                LedgerCommand command = list.get(i);
                outcomes.takeTried(batch.rowOf(command), command, would.get(i));
            }
        }
        outcomes.settleTaken();
    }

    /** In a dry run, gives unknown foreign ids the numbers that their accounts would get. */
    private void predictNumbers(Map<String, String> ids, Map<String, AccountNumber> numbers) {
        ids.forEach((id, currency) -> {
            if (!numbers.containsKey(id)) {
                AccountNumber number = ExternalAccounts.expectedNumber(id);
                numbers.put(id, number);
                counts.accountsCreated += dry.open(number, currency) ? 1 : 0;
            }
        });
    }
}
