package org.davebank.service.imports;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.exchange.ImportRow;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionStatus;
import org.davebank.service.Shards;
import org.davebank.service.bank.Rejections;
import org.jspecify.annotations.Nullable;

/**
 * Counts the outcomes of a pass: each result of the ledger makes its row created, a duplicate or
 * rejected, and is compared with the file's claims. Not thread-safe.
 */
final class ImportOutcomes {

    private final ImportTask task;
    private final ImportWriter writer;
    private final ImportCounts counts;
    private final ImportRejects rejects;
    private final FileClaims claims;
    private final OpeningBalances openings;
    private final RowAliases aliases;
    private final RowStatuses statuses;
    private final Shards shards;

    /** Numbers of the accounts that a row of this pass has opened. */
    private final BitSet met = new BitSet();

    private final Map<GroupId, Long> newest = new TreeMap<>();
    private final List<ImportRow.AccountRow> taken = new ArrayList<>();

    ImportOutcomes(
            ImportTask task,
            ImportWriter writer,
            ImportCounts counts,
            ImportRejects rejects,
            FileClaims claims,
            OpeningBalances openings,
            RowAliases aliases,
            RowStatuses statuses) {
        this.task = task;
        this.writer = writer;
        this.counts = counts;
        this.rejects = rejects;
        this.claims = claims;
        this.openings = openings;
        this.aliases = aliases;
        this.statuses = statuses;
        this.shards = task.shards();
    }

    /**
     * Takes the ledger's result for a command.
     *
     * @param row the row that it came from, or null
     */
    void take(@Nullable ImportRow row, LedgerCommand command, LedgerResult result) {
        if (row == null) {
            return;
        }
        switch (result) {
            case LedgerResult.Opened opened -> takeOpened(row, opened);
            case LedgerResult.Recorded recorded -> take(row, recorded, shards.of(command));
            case LedgerResult.Refused refused
                    when command instanceof LedgerCommand.OpenAccount
                            && !(row instanceof ImportRow.AccountRow) -> {
                // The account came into the bank some other way; its statement's rows go on.
            }
            case LedgerResult.Refused refused
                    when refused.code() == RejectionCode.ACCOUNT_EXISTS
                            && row instanceof ImportRow.AccountRow account ->
                    taken.add(account);
            case LedgerResult.Refused refused ->
                    rejects.add(
                            row,
                            ImportWords.field(refused.code()),
                            refused.code(),
                            refused.message());
            case LedgerResult.AliasReserved reserved -> {}
            case LedgerResult.AliasBound bound -> {}
            case LedgerResult.Attached attached -> {}
            case LedgerResult.UploadsFenced fenced -> {}
            case LedgerResult.Changed changed -> {}
            case LedgerResult.OfAlias ofAlias ->
                    throw new IllegalStateException("no import changes aliases: " + ofAlias);
            case LedgerResult.Step step ->
                    throw new IllegalStateException(
                            "the leader answers after the decision: " + step);
        }
    }

    private void takeOpened(ImportRow row, LedgerResult.Opened opened) {
        boolean ours = !opened.replayed() || opened.requestId().equals(task.job().id());
        AccountNumber number = opened.account().number();
        switch (row) {
            case ImportRow.AccountRow account -> {
                claims.balances().remember(account, number);
                aliases.opened(account, number);
                statuses.opened(account, number);
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

    /** The outcome of an opening balance: for an account's row it is part of the row. */
    void takeOpening(ImportRow row, LedgerResult result) {
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
            rejects.add(row, "balance", why, message);
        } else if (why != RejectionCode.IDEMPOTENCY_KEY_REUSED) {
            // The key was used by an earlier statement of the account.
            claims.balances().warn(row.line(), OpeningBalances.accountOf(row), why.code(), message);
        }
    }

    /**
     * Counts existing accounts that match their row as duplicates, so that an exported file imports
     * again without rejects.
     */
    void settleTaken() throws ImportWriter.Ended {
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
                claims.balances().remember(row, account.number());
                counts.duplicate++;
            } else {
                String message = "account " + ImportCommands.numberOf(row) + " is taken";
                rejects.add(row, "account_num", RejectionCode.ACCOUNT_EXISTS, message);
            }
        }
        taken.clear();
    }

    /** Takes the predicted outcome of a row, in a dry run. */
    void takeTried(ImportRow row, LedgerCommand command, DryRun.Outcome outcome) {
        switch (outcome) {
            case DryRun.Outcome.Created would -> {
                counts.created++;
                counts.add(would.currency(), would.netMinor());
                claims.statements().posted(row);
                counts.accountsCreated += command instanceof LedgerCommand.OpenAccount ? 1 : 0;
            }
            case DryRun.Outcome.Duplicate would -> {
                counts.duplicate++;
                claims.statements().posted(row);
            }
            case DryRun.Outcome.Taken would -> taken.add((ImportRow.AccountRow) row);
            case DryRun.Outcome.Rejected would ->
                    rejects.add(
                            row,
                            ImportWords.field(would.why().code()),
                            would.why().code(),
                            would.why().message());
        }
    }

    /**
     * Whether the record existed before its row. A record of this job may stem from a pass before a
     * crash and then counts as created. Those appear in file order, so a record older than another
     * one already seen in this pass was seen before: its row occurs twice.
     */
    private boolean isDuplicate(LedgerResult.Recorded recorded, GroupId group) {
        Transaction transaction = recorded.transaction();
        long before = newest.getOrDefault(group, -1L);
        newest.put(group, Math.max(before, transaction.sequence()));
        return recorded.replayed()
                && (!transaction.requestId().equals(task.job().id())
                        || transaction.sequence() <= before);
    }

    private void take(ImportRow row, LedgerResult.Recorded recorded, GroupId group) {
        Transaction transaction = recorded.transaction();
        boolean isDuplicate = isDuplicate(recorded, group);
        if (transaction.status() == TransactionStatus.REJECTED) {
            RejectionCode code = transaction.code();
            counts.rejectedByLedger++;
            rejects.add(
                    row,
                    "amount",
                    code == null ? RejectionCode.INVALID_AMOUNT : code,
                    Rejections.sentence(transaction, earlier(recorded)));
            return;
        }
        if (row instanceof ImportRow.TransactionRow stated) {
            claims.balances()
                    .after(stated, transaction, !isDuplicate, claims.order().newestFirst());
        }
        claims.statements().posted(row);
        if (isDuplicate) {
            counts.duplicate++;
        } else {
            counts.created++;
            counts.moved(transaction);
        }
    }

    /** Takes what the bank has recorded for a row before, which is not posted again. */
    void known(ImportRow row, Transaction transaction) {
        long before = newest.getOrDefault(shards.of(transaction.account()), -1L);
        boolean ours = transaction.requestId().equals(task.job().id());
        claims.statements().posted(row);
        if (ours && transaction.sequence() > before) {
            counts.created++; // By a pass before a crash.
            counts.moved(transaction);
        } else {
            counts.duplicate++;
        }
    }

    /** Whether another caller got this answer before: then it is final. */
    private boolean earlier(LedgerResult.Recorded recorded) {
        return recorded.replayed() && !recorded.transaction().requestId().equals(task.job().id());
    }
}
