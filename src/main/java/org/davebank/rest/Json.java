package org.davebank.rest;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.davebank.base.Money;
import org.davebank.directory.job.ImportJob;
import org.davebank.ledger.Account;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.service.bank.Posted;
import org.davebank.service.bank.Receipt;
import org.davebank.service.files.AttachmentService;

/** The bank's records as the contract spells them in JSON. */
final class Json {

    private Json() {}

    static Map<String, Object> account(Account account) {
        String currency = account.currency();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("account_num", account.number().toString());
        json.put("holder", account.holder());
        json.put("currency", currency);
        json.put("status", account.status().name());
        json.put("overdraft_limit", Money.toMajor(account.overdraftLimitMinor(), currency));
        putBalances(json, account);
        json.put("version", account.version());
        json.put("opened_at", time(account.openedAtMs()));
        json.put("aliases", account.aliases());
        return json;
    }

    /** What is booked, what of it is effective, and what a debit could take. */
    static void putBalances(Map<String, Object> json, Account account) {
        String currency = account.currency();
        json.put("balance", Money.toMajor(account.balanceMinor(), currency));
        json.put("balance_minor", account.balanceMinor());
        json.put("value_balance", Money.toMajor(account.valueBalanceMinor(), currency));
        json.put("value_balance_minor", account.valueBalanceMinor());
        json.put("available", Money.toMajor(account.availableMinor(), currency));
        json.put("available_minor", account.availableMinor());
    }

    private static Map<String, Object> file(Attachment attachment) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sha256", attachment.sha256());
        json.put("name", attachment.name());
        json.put("type", attachment.mediaType());
        json.put("size", attachment.bytes());
        return json;
    }

    static Map<String, Object> attachment(AttachmentService.Stored stored) {
        Attachment attachment = stored.attachment();
        Map<String, Object> json = file(attachment);
        json.put("holders", stored.holders());
        json.put("attached_at", time(attachment.attachedAtMs()));
        json.put("by", attachment.by());
        return json;
    }

    static Map<String, Object> transaction(Posted posted) {
        Transaction transaction = posted.transaction();
        String currency = transaction.currency();
        var to = transaction.toAccount();
        RejectionCode code = transaction.code();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", transaction.id().toString());
        json.put("idempotency_key", transaction.idempotencyKey());
        json.put("transaction_type", transaction.kind().name().toLowerCase(Locale.ROOT));
        json.put("account_num", transaction.account().toString());
        json.put("to_account", to == null ? null : to.toString());
        json.put("amount", Money.toMajor(transaction.amountMinor(), currency));
        json.put("amount_minor", transaction.amountMinor());
        json.put("currency", currency);
        json.put("committed_at", time(transaction.committedAtMs()));
        json.put("effective_at", time(transaction.effectiveAtMs()));
        json.put("reference", transaction.reference());
        json.put("description", transaction.description());
        json.put("by", transaction.by());
        json.put("status", transaction.status().name());
        json.put("code", code == null ? null : code.code());
        json.put("reverses", null);
        json.put("attachments", transaction.attachments().stream().map(Json::file).toList());
        json.put("balance_after", Money.toMajor(transaction.balanceAfterMinor(), currency));
        json.put("balance_after_minor", transaction.balanceAfterMinor());
        json.put("shard", posted.shard());
        json.put("index", transaction.index());
        return json;
    }

    static Map<String, Object> receipt(Posted posted, Receipt receipt) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", posted.transaction().id().toString());
        json.put("shard", receipt.shard());
        json.put("term", receipt.term());
        json.put("index", receipt.index());
        json.put("on_disk", receipt.onDisk());
        json.put("missing", receipt.missing());
        return json;
    }

    private static Map<String, Object> warning(ImportJob.Warning warning) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("line", warning.line());
        json.put("account_num", warning.account());
        json.put("code", warning.code());
        json.put("message", warning.message());
        return json;
    }

    /** What came into the bank in one currency. */
    private static Map<String, Object> sum(ImportJob.Sum sum) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("currency", sum.currency());
        json.put("net", Money.toMajor(sum.minor(), sum.currency()));
        json.put("net_minor", sum.minor());
        return json;
    }

    static Map<String, Object> job(ImportJob job) {
        ImportJob.Progress progress = job.progress();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", job.id());
        json.put("state", job.state().name().toLowerCase(Locale.ROOT));
        json.put("rows", progress.rows());
        json.put("created", progress.created());
        json.put("duplicate", progress.duplicate());
        json.put("rejected", progress.rejected());
        json.put("accounts_created", progress.accountsCreated());
        json.put("net_minor", progress.netMinor());
        json.put("sums", progress.sums().stream().map(Json::sum).toList());
        json.put("balance_mismatches", progress.balanceMismatches());
        json.put("statement_mismatches", progress.statementMismatches());
        json.put("warnings", progress.warnings().stream().map(Json::warning).toList());
        json.put("bytes", job.fileBytes());
        json.put("bytes_read", progress.bytesRead());
        json.put("file_name", job.fileName());
        json.put("file_sha256", job.fileSha256());
        json.put("mode", job.history() ? "history" : "live");
        json.put("on_error", job.abortOnError() ? "abort" : "skip");
        json.put("dry_run", job.dryRun());
        json.put("mapping", job.mapping());
        json.put("created_at", time(job.createdAtMs()));
        json.put("by", job.by());
        json.put("message", progress.message());
        return json;
    }

    static String time(long atMs) {
        return Instant.ofEpochMilli(atMs).toString();
    }
}
