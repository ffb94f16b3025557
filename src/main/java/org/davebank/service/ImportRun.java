package org.davebank.service;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.ImportJob;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportMapping;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.RejectsCsv;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one file. A pass after a crash begins at the first row again: the ledger knows every
 * row that was posted before, and which job posted it, so that the counts come out as if nothing had
 * happened. One thread.
 */
final class ImportRun {

    /** Rows read before they are written together. */
    static final int ROWS_PER_ROUND = 4_000;

    private final ImportJob job;
    private final ImportReader reader;
    private final boolean createAccounts;
    private final StatedBalances stated = new StatedBalances();
    private final StatementSums statements = new StatementSums(stated);
    private final BalanceOrder order;
    private final ImportCounts counts = new ImportCounts();
    private final OpeningBalances openings;
    private final Shards shards;
    private final ImportWriter writer;
    private final ExternalAccounts externals;
    private final ImportCommands commands;
    private final DryRun dry;
    private final RowAliases aliases;

    /** One where the file ends with its first bad row: nothing behind that may be on its way then. */
    private final int rowsPerRound;

    /** Accounts that a row of this pass has opened, by their numbers. */
    private final BitSet met = new BitSet();

    private final RejectsCsv rejects;

    /** The rejected rows of the round under way. */
    private final List<ImportRow.RejectedRow> bad = new ArrayList<>();

    private final Runnable reported;
    private @Nullable String firstReject;
    private volatile ImportJob.Progress progress = ImportJob.Progress.NONE;
    private final Map<GroupId, Long> newest = new TreeMap<>();
    private final List<ImportRow.AccountRow> taken = new ArrayList<>();

    ImportRun(
            ImportJob job,
            ImportReader reader,
            ImportMapping mapping,
            Shards shards,
            ImportWriter writer,
            Caller caller,
            BankService ids,
            Writer rejects,
            Runnable reported)
            throws IOException {
        this.job = job;
        this.reader = reader;
        this.createAccounts = mapping.createAccounts();
        // Row by row nobody sees in which order a file has its rows.
        boolean seesOrder = !job.dryRun() && !job.abortOnError();
        this.order = new BalanceOrder(mapping.openingBalances() && seesOrder);
        this.openings = new OpeningBalances(job, mapping.openingBalances(), shards, caller, ids);
        this.shards = shards;
        this.writer = writer;
        this.externals = new ExternalAccounts(shards, writer, caller, shards.founding().currency());
        this.commands =
                new ImportCommands(job, shards, caller, ids, openings, externals, this::reject);
        this.dry = new DryRun(shards, writer);
        this.aliases = new RowAliases(shards, writer, caller);
        this.rowsPerRound = job.abortOnError() ? 1 : ROWS_PER_ROUND;
        this.rejects = new RejectsCsv(rejects);
        this.reported = reported;
        writer.tellWhenWaiting(why -> {
            progress = progress.withMessage(why);
            reported.run();
        });
    }

    /** Any thread. */
    ImportJob.Progress progress() {
        return progress;
    }

    /** Why the file as a whole failed, or null when every row was dealt with. */
    @Nullable String run() throws ImportWriter.Ended, IOException {
        try {
            while (reader.hasNext()) {
                writer.goOn();
                String failure = round();
                publish(failure);
                reported.run();
                if (failure != null) {
                    return failure;
                }
            }
            write(order.atTheEnd());
            stated.settle(writer, shards);
            String failure =
                    counts.nothingRead() ? ImportWords.nothingRead(counts, firstReject) : null;
            publish(failure == null ? ImportWords.unbalanced(statements.mismatches()) : failure);
            return failure;
        } catch (ImportException e) {
            publish(e.getMessage());
            return e.getMessage();
        } catch (ImportWriter.Ended e) {
            counts.rows =
                    counts.created
                            + counts.duplicate
                            + counts.rejected; // What was read and not decided is no row.
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
                        stated.mismatches(),
                        statements.mismatches(),
                        stated.warnings(),
                        message,
                        null);
    }

    private @Nullable String round() throws ImportWriter.Ended, IOException {
        List<ImportRow> round = new ArrayList<>();
        bad.clear();
        ImportException end = read(round);
        write(round);
        bad.sort(Comparator.comparingLong(ImportRow.RejectedRow::line));
        for (ImportRow.RejectedRow row : bad) {
            rejects.write(row);
        }
        if (end != null) {
            throw end;
        }
        if (job.abortOnError() && !bad.isEmpty()) {
            return "stopped at the first rejected row, as asked; "
                    + counts.created
                    + " rows before it stay posted";
        }
        return null;
    }

    /** Reads the rows of a round; returns what ended the file before its end, or null. */
    private @Nullable ImportException read(List<ImportRow> round) throws IOException {
        try {
            while (round.size() + bad.size() < rowsPerRound && reader.hasNext()) {
                ImportRow row = reader.next();
                counts.rows += row instanceof ImportRow.StatementEnd ? 0 : 1;
                if (row instanceof ImportRow.RejectedRow unreadable) {
                    reject(unreadable);
                } else {
                    round.add(row);
                }
            }
            return null;
        } catch (ImportException e) {
            return e; // The rows before it are rows all the same.
        }
    }

    private void reject(ImportRow.RejectedRow row) {
        counts.rejected++;
        if (firstReject == null) {
            firstReject = "line " + row.line() + ", " + row.field() + ": " + row.message();
        }
        bad.add(row);
    }

    private void reject(ImportRow row, String field, RejectionCode code, String message) {
        reject(row, field, code.code(), message);
    }

    private void reject(ImportRow row, String field, String code, String message) {
        reject(new ImportRow.RejectedRow(row.line(), row.raw(), field, code, message));
    }

    /** Commands of one round by shard, and the rows that they came from. */
    private final class Batch {

        final Map<GroupId, List<LedgerCommand>> byShard = new TreeMap<>();
        final Map<LedgerCommand, ImportRow> rowOf = new IdentityHashMap<>();

        void add(LedgerCommand command, ImportRow row) {
            rowOf.put(command, row);
            byShard.computeIfAbsent(commands.groupOf(command), key -> new ArrayList<>())
                    .add(command);
        }

        void write() throws ImportWriter.Ended {
            writer.write(byShard, (command, result) -> take(rowOf.get(command), command, result));
        }
    }

    private void write(List<ImportRow> read) throws ImportWriter.Ended {
        List<ImportRow> round = order.look(read);
        Map<String, String> ids = commands.externalIds(round);
        Map<String, AccountNumber> numbers = externals.find(ids, mayOpen());
        if (job.dryRun() && createAccounts) {
            imagine(ids, numbers);
        }
        Batch first = new Batch();
        Batch afterOpenings = new Batch();
        openings.beginRound();
        Map<ImportRow.AccountRow, String> aliasTaken = aliases.reserve(round, job.dryRun());
        for (ImportRow row : round) {
            if (row instanceof ImportRow.AccountRow account && aliasTaken.containsKey(account)) {
                String message = "the alias " + aliasTaken.get(account) + " is another account's";
                reject(row, "aliases", RejectionCode.ALIAS_TAKEN, message);
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
            first.write();
            aliases.bind();
            settleTaken();
            openings.post(writer, this::takeOpening);
            afterOpenings.write();
        }
        for (ImportRow row : round) {
            if (row instanceof ImportRow.StatementEnd end) {
                statements.end(end);
            }
        }
    }

    /** No entry has carried the opening balance of a statement without entries. */
    private void askWhoOpened(
            ImportRow.StatementEnd end, Map<String, AccountNumber> numbers, Batch batch) {
        if (end.account() instanceof AccountRef.External external && openings.isWanted(end)) {
            AccountNumber number = numbers.get(external.id());
            if (number != null) {
                batch.add(externals.opening(external.id(), number, end.currency()), end);
            }
        }
    }

    /**
     * A statement's account may have been opened by this job, now or in a pass before a crash. Opening
     * it again changes nothing and tells.
     */
    private void askWhoOpened(ImportRow row, AccountNumber account, Batch batch) {
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

    private void take(@Nullable ImportRow row, LedgerCommand command, LedgerResult result) {
        if (row == null) {
            return;
        }
        switch (result) {
            case LedgerResult.Opened opened -> takeOpened(row, opened);
            case LedgerResult.Recorded recorded -> take(row, recorded, commands.groupOf(command));
            case LedgerResult.Refused refused
                    when command instanceof LedgerCommand.OpenAccount
                            && !(row instanceof ImportRow.AccountRow) -> {
                // The statement's account came into the bank in another way; its row goes on.
            }
            case LedgerResult.Refused refused
                    when refused.code() == RejectionCode.ACCOUNT_EXISTS
                            && row instanceof ImportRow.AccountRow account ->
                    taken.add(account);
            case LedgerResult.Refused refused ->
                    reject(
                            row,
                            ImportWords.field(refused.code()),
                            refused.code(),
                            refused.message());
            case LedgerResult.AliasReserved reserved -> {}
            case LedgerResult.AliasBound bound -> {}
            case LedgerResult.Attached attached -> {}
            case LedgerResult.UploadsFenced fenced -> {}
        }
    }

    private void takeOpened(ImportRow row, LedgerResult.Opened opened) {
        boolean ours = !opened.replayed() || opened.requestId().equals(job.id());
        AccountNumber number = opened.account().number();
        switch (row) {
            case ImportRow.AccountRow account -> {
                stated.remember(account, number);
                aliases.opened(account, number);
                boolean again = met.get(number.value());
                met.set(number.value());
                if (!ours || again) {
                    counts.duplicate++;
                    return;
                }
                counts.accountsCreated++;
                if (openings.isWanted(account)) {
                    openings.opened(account, number); // Counted when the balance is posted.
                } else {
                    counts.created++;
                }
            }
            case ImportRow.TransactionRow statement -> {
                if (ours) {
                    openings.opened(statement, number);
                }
            }
            case ImportRow.StatementEnd statement -> {
                if (ours) {
                    openings.opened(statement, number);
                }
            }
            case ImportRow.RejectedRow none -> {}
        }
    }

    /** What became of an opening balance: with an account's row it is part of the row. */
    private void takeOpening(ImportRow row, LedgerResult result) {
        RejectionCode code;
        if (result instanceof LedgerResult.Recorded recorded) {
            Transaction posted = recorded.transaction();
            boolean isDuplicate = isDuplicate(recorded, shards.of(posted.account()));
            code = posted.code();
            if (posted.status() == TransactionStatus.POSTED) {
                boolean ofAccount = row instanceof ImportRow.AccountRow;
                counts.duplicate += ofAccount && isDuplicate ? 1 : 0;
                counts.created += ofAccount && !isDuplicate ? 1 : 0;
                if (!isDuplicate) {
                    counts.moved(posted);
                }
                return;
            }
        } else {
            code = result instanceof LedgerResult.Refused refused ? refused.code() : null;
        }
        RejectionCode why = code == null ? RejectionCode.INVALID_AMOUNT : code;
        String message = "the bank rejected the opening balance";
        if (row instanceof ImportRow.AccountRow) {
            reject(row, "balance", why, message);
        } else if (why != RejectionCode.IDEMPOTENCY_KEY_REUSED) {
            // A key that is used already is that of an earlier statement of the account.
            stated.warn(row.line(), OpeningBalances.accountOf(row), why.code(), message);
        }
    }

    /**
     * An account that was opened in another way, and is what the row says, is there already: so a
     * file that was exported imports again without a reject.
     */
    private void settleTaken() throws ImportWriter.Ended {
        List<ImportWriter.Read> reads = new ArrayList<>();
        for (ImportRow.AccountRow row : taken) {
            AccountNumber number = ImportCommands.numberOf(row);
            reads.add(new ImportWriter.Read(shards.of(number), new LedgerQuery.GetAccount(number)));
        }
        List<LedgerAnswer> answers = writer.read(reads);
        for (int i = 0; i < taken.size(); i++) {
            ImportRow.AccountRow row = taken.get(i);
            Account account =
                    answers.get(i) instanceof LedgerAnswer.AccountFound found
                            ? found.account()
                            : null;
            if (account != null
                    && account.holder().equals(row.holder())
                    && account.currency().equals(row.currency())
                    && account.overdraftLimitMinor() == row.overdraftLimitMinor()
                    && account.aliases().equals(row.aliases())) {
                stated.remember(row, account.number());
                counts.duplicate++;
            } else {
                String message = "account " + ImportCommands.numberOf(row) + " is taken";
                reject(row, "account_num", RejectionCode.ACCOUNT_EXISTS, message);
            }
        }
        taken.clear();
    }

    /**
     * Whether the record was there when its row came. A record of this very job may stem from a pass
     * before a crash, and then counts as created; but those come in the order of the file, so one
     * that is older than another that was met in this pass was met before: its row stands there twice.
     */
    private boolean isDuplicate(LedgerResult.Recorded recorded, GroupId group) {
        Transaction transaction = recorded.transaction();
        long before = newest.getOrDefault(group, -1L);
        newest.put(group, Math.max(before, transaction.sequence()));
        return recorded.replayed()
                && (!transaction.requestId().equals(job.id()) || transaction.sequence() <= before);
    }

    private void take(ImportRow row, LedgerResult.Recorded recorded, GroupId group) {
        Transaction transaction = recorded.transaction();
        boolean isDuplicate = isDuplicate(recorded, group);
        if (transaction.status() == TransactionStatus.REJECTED) {
            RejectionCode code = transaction.code();
            counts.rejectedByLedger++;
            reject(
                    row,
                    "amount",
                    code == null ? RejectionCode.INVALID_AMOUNT : code,
                    Rejections.sentence(transaction, earlier(recorded)));
            return;
        }
        if (row instanceof ImportRow.TransactionRow told) {
            stated.after(told, transaction, !isDuplicate, order.newestFirst());
        }
        statements.came(row);
        if (isDuplicate) {
            counts.duplicate++;
        } else {
            counts.created++;
            counts.moved(transaction);
        }
    }

    /** Whether a caller other than an import was answered so before: then the answer is final. */
    private boolean earlier(LedgerResult.Recorded recorded) {
        return recorded.replayed() && !recorded.transaction().requestId().equals(job.id());
    }

    private void tryOut(Batch batch) throws ImportWriter.Ended {
        for (List<LedgerCommand> list : batch.byShard.values()) {
            List<DryRun.Outcome> outcomes = dry.outcomes(list);
            for (int i = 0; i < list.size(); i++) {
                LedgerCommand command = list.get(i);
                ImportRow row = Objects.requireNonNull(batch.rowOf.get(command));
                switch (outcomes.get(i)) {
                    case DryRun.Outcome.Created would -> {
                        counts.created++;
                        counts.add(would.currency(), would.netMinor());
                        statements.came(row);
                        counts.accountsCreated +=
                                command instanceof LedgerCommand.OpenAccount ? 1 : 0;
                    }
                    case DryRun.Outcome.Duplicate would -> {
                        counts.duplicate++;
                        statements.came(row);
                    }
                    case DryRun.Outcome.Taken would -> taken.add((ImportRow.AccountRow) row);
                    case DryRun.Outcome.Rejected would ->
                            reject(
                                    row,
                                    ImportWords.field(would.why().code()),
                                    would.why().code(),
                                    would.why().message());
                }
            }
        }
        settleTaken();
    }

    /** In a dry run, the unknown foreign ids get the numbers that their accounts would have. */
    private void imagine(Map<String, String> ids, Map<String, AccountNumber> numbers) {
        ids.forEach((id, currency) -> {
            if (!numbers.containsKey(id)) {
                AccountNumber number = ExternalAccounts.expectedNumber(id);
                numbers.put(id, number);
                counts.accountsCreated += dry.open(number, currency) ? 1 : 0;
            }
        });
    }
}
