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
 * What became of the rows of a pass: each answer of the ledger makes its row created, a duplicate or
 * rejected, and is compared with what the file claims. One thread.
 */
final class ImportOutcomes {

    private final ImportTask task;
    private final ImportWriter writer;
    private final ImportCounts counts;
    private final ImportRejects rejects;
    private final FileClaims claims;
    private final OpeningBalances openings;
    private final RowAliases aliases;
    private final Shards shards;

    /** Accounts that a row of this pass has opened, by their numbers. */
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
            RowAliases aliases) {
        this.task = task;
        this.writer = writer;
        this.counts = counts;
        this.rejects = rejects;
        this.claims = claims;
        this.openings = openings;
        this.aliases = aliases;
        this.shards = task.shards();
    }

    /**
     * Takes the ledger's answer to a command.
     *
     * @param row the row that asked for it, or null for one of no row
     */
    void take(@Nullable ImportRow row, LedgerCommand command, LedgerResult result) {
        if (row == null) {
            return;
        }
        switch (result) {
            case LedgerResult.Opened opened -> takeOpened(row, opened);
            case LedgerResult.Recorded recorded ->
                    take(row, recorded, ImportBatch.groupOf(shards, command));
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
                    rejects.add(
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
        boolean ours = !opened.replayed() || opened.requestId().equals(task.job().id());
        AccountNumber number = opened.account().number();
        switch (row) {
            case ImportRow.AccountRow account -> {
                claims.balances().remember(account, number);
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
            // A key that is used already is that of an earlier statement of the account.
            claims.balances().warn(row.line(), OpeningBalances.accountOf(row), why.code(), message);
        }
    }

    /**
     * An account that was opened in another way, and is what the row says, is there already: so a
     * file that was exported imports again without a reject.
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

    /** Takes what would become of a row, in a dry run. */
    void takeTried(ImportRow row, LedgerCommand command, DryRun.Outcome outcome) {
        switch (outcome) {
            case DryRun.Outcome.Created would -> {
                counts.created++;
                counts.add(would.currency(), would.netMinor());
                claims.statements().came(row);
                counts.accountsCreated += command instanceof LedgerCommand.OpenAccount ? 1 : 0;
            }
            case DryRun.Outcome.Duplicate would -> {
                counts.duplicate++;
                claims.statements().came(row);
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
     * Whether the record was there when its row came. A record of this very job may stem from a pass
     * before a crash, and then counts as created; but those come in the order of the file, so one
     * that is older than another that was met in this pass was met before: its row stands there twice.
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
        claims.statements().came(row);
        if (isDuplicate) {
            counts.duplicate++;
        } else {
            counts.created++;
            counts.moved(transaction);
        }
    }

    /** Whether a caller other than an import was answered so before: then the answer is final. */
    private boolean earlier(LedgerResult.Recorded recorded) {
        return recorded.replayed() && !recorded.transaction().requestId().equals(task.job().id());
    }
}
