package org.davebank.rest;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.davebank.api.bank.AccountAnswer;
import org.davebank.api.bank.AccountPage;
import org.davebank.api.bank.AtomicBatch;
import org.davebank.api.bank.AttachedFile;
import org.davebank.api.bank.AttachmentAnswer;
import org.davebank.api.bank.BalanceAnswer;
import org.davebank.api.bank.ImportAnswer;
import org.davebank.api.bank.ReceiptAnswer;
import org.davebank.api.bank.TransactionAnswer;
import org.davebank.api.bank.TransactionPage;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.directory.job.ImportJob;
import org.davebank.ledger.Account;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.Batch;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.service.Page;
import org.davebank.service.bank.Posted;
import org.davebank.service.bank.Receipt;
import org.davebank.service.files.AttachmentService;
import org.jspecify.annotations.Nullable;

/** The bank's records as the contract has them. */
final class BankBodies {

    private BankBodies() {}

    static AccountAnswer account(Account account) {
        String currency = account.currency();
        return new AccountAnswer(
                account.number().toString(),
                account.holder(),
                currency,
                account.status().name(),
                Money.toMajor(account.overdraftLimitMinor(), currency),
                Money.toMajor(account.balanceMinor(), currency),
                account.balanceMinor(),
                Money.toMajor(account.valueBalanceMinor(), currency),
                account.valueBalanceMinor(),
                Money.toMajor(account.heldMinor(), currency),
                account.heldMinor(),
                Money.toMajor(account.availableMinor(), currency),
                account.availableMinor(),
                account.version(),
                time(account.openedAtMs()),
                account.aliases());
    }

    static AccountPage accounts(Page<Account> page) {
        return new AccountPage(
                page.items().stream().map(BankBodies::account).toList(), page.nextCursor());
    }

    /** @param by the date by which transactions count for it */
    static BalanceAnswer balance(Account account, String by) {
        String currency = account.currency();
        return new BalanceAnswer(
                account.number().toString(),
                Money.toMajor(account.balanceMinor(), currency),
                account.balanceMinor(),
                Money.toMajor(account.valueBalanceMinor(), currency),
                account.valueBalanceMinor(),
                Money.toMajor(account.heldMinor(), currency),
                account.heldMinor(),
                Money.toMajor(account.availableMinor(), currency),
                account.availableMinor(),
                currency,
                time(account.asOfMs()),
                by);
    }

    private static AttachedFile file(Attachment attachment) {
        return new AttachedFile(
                attachment.sha256(), attachment.name(), attachment.mediaType(), attachment.bytes());
    }

    static AttachmentAnswer attachment(AttachmentService.Stored stored) {
        Attachment attachment = stored.attachment();
        return new AttachmentAnswer(
                attachment.sha256(),
                attachment.name(),
                attachment.mediaType(),
                attachment.bytes(),
                stored.holders(),
                time(attachment.attachedAtMs()),
                attachment.by());
    }

    static TransactionAnswer transaction(Posted posted) {
        Transaction transaction = posted.transaction();
        String currency = transaction.currency();
        var to = transaction.toAccount();
        RejectionCode code = transaction.code();
        ReversalLinks links = transaction.links();
        return new TransactionAnswer(
                transaction.id().toString(),
                transaction.idempotencyKey(),
                transaction.kind().name().toLowerCase(Locale.ROOT),
                transaction.account().toString(),
                to == null ? null : to.toString(),
                Money.toMajor(transaction.amountMinor(), currency),
                transaction.amountMinor(),
                currency,
                time(transaction.committedAtMs()),
                time(transaction.effectiveAtMs()),
                transaction.reference(),
                transaction.description(),
                transaction.by(),
                transaction.status().name(),
                code == null ? null : code.code(),
                links.reverses() == null ? null : links.reverses().toString(),
                Money.toMajor(links.reversedMinor(), currency),
                links.reversedMinor(),
                links.reversedBy().stream().map(TransactionId::toString).toList(),
                hold(links.hold(), currency),
                ofHold(transaction, TransactionKind.CAPTURE),
                ofHold(transaction, TransactionKind.RELEASE),
                itemIds(transaction),
                transaction.attachments().stream().map(BankBodies::file).toList(),
                Money.toMajor(transaction.balanceAfterMinor(), currency),
                transaction.balanceAfterMinor(),
                posted.shard(),
                transaction.index());
    }

    private static TransactionAnswer.@Nullable Hold hold(
            ReversalLinks.@Nullable Hold hold, String currency) {
        ReversalLinks.HoldState state = hold == null ? null : hold.state();
        return hold == null || state == null
                ? null
                : new TransactionAnswer.Hold(
                        state.name().toLowerCase(Locale.ROOT),
                        Money.toMajor(hold.remainingMinor(), currency),
                        hold.remainingMinor(),
                        time(hold.expiresAtMs()));
    }

    /** The hold that a transaction of this kind belongs to, or null. */
    private static @Nullable String ofHold(Transaction transaction, TransactionKind kind) {
        ReversalLinks.Hold hold = transaction.links().hold();
        TransactionId of = hold == null ? null : hold.of();
        return of == null || transaction.kind() != kind ? null : of.toString();
    }

    private static @Nullable List<String> itemIds(Transaction transaction) {
        ReversalLinks.Items items = transaction.links().items();
        if (items == null || transaction.status() == TransactionStatus.REJECTED) {
            return null;
        }
        return IntStream.range(0, items.count())
                .mapToObj(number -> Batch.idOf(transaction.id(), number).toString())
                .toList();
    }

    /** @param posted the record of a batch that was not rejected */
    static AtomicBatch atomicBatch(Posted posted) {
        Transaction batch = posted.transaction();
        String status = batch.status().name();
        List<String> ids = Objects.requireNonNull(itemIds(batch));
        return new AtomicBatch(
                batch.id().toString(),
                batch.idempotencyKey(),
                status,
                time(batch.committedAtMs()),
                ids.stream().map(id -> new AtomicBatch.Item(id, status)).toList(),
                posted.shard(),
                batch.index());
    }

    static List<TransactionAnswer> transactions(Page<Posted> page) {
        return page.items().stream().map(BankBodies::transaction).toList();
    }

    static TransactionPage transactionPage(Page<Posted> page) {
        return new TransactionPage(transactions(page), page.nextCursor());
    }

    static ReceiptAnswer receipt(Posted posted, Receipt receipt) {
        return new ReceiptAnswer(
                posted.transaction().id().toString(),
                receipt.shard(),
                receipt.term(),
                receipt.index(),
                receipt.onDisk(),
                receipt.missing());
    }

    private static ImportAnswer.Warning warning(ImportJob.Warning warning) {
        return new ImportAnswer.Warning(
                warning.line(), warning.account(), warning.code(), warning.message());
    }

    private static ImportAnswer.Sum sum(ImportJob.Sum sum) {
        return new ImportAnswer.Sum(
                sum.currency(), Money.toMajor(sum.minor(), sum.currency()), sum.minor());
    }

    static ImportAnswer job(ImportJob job) {
        ImportJob.Progress progress = job.progress();
        return new ImportAnswer(
                job.id(),
                job.state().name().toLowerCase(Locale.ROOT),
                progress.rows(),
                progress.created(),
                progress.duplicate(),
                progress.rejected(),
                progress.accountsCreated(),
                progress.netMinor(),
                progress.sums().stream().map(BankBodies::sum).toList(),
                progress.balanceMismatches(),
                progress.statementMismatches(),
                progress.warnings().stream().map(BankBodies::warning).toList(),
                job.fileBytes(),
                progress.bytesRead(),
                job.fileName(),
                job.fileSha256(),
                job.history() ? "history" : "live",
                job.abortOnError() ? "abort" : "skip",
                job.dryRun(),
                job.mapping(),
                time(job.createdAtMs()),
                job.by(),
                progress.message());
    }

    static String time(long atMs) {
        return Instant.ofEpochMilli(atMs).toString();
    }
}
