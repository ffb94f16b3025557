package org.davebank.service.imports;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.ImportRow;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.bank.BankService;
import org.jspecify.annotations.Nullable;

/** Translates the rows of a file into ledger commands. Not thread-safe. */
final class ImportCommands {

    /** Receives rows that need no command. */
    interface Verdict {
        void rejected(ImportRow row, String field, String code, String message);
    }

    private final ImportJob job;
    private final Caller caller;
    private final BankService ids;
    private final OpeningBalances openings;
    private final ExternalAccounts externals;
    private final Verdict verdict;

    ImportCommands(
            ImportTask task,
            OpeningBalances openings,
            ExternalAccounts externals,
            Verdict verdict) {
        this.job = task.job();
        this.caller = task.caller();
        this.ids = task.bank();
        this.openings = openings;
        this.externals = externals;
        this.verdict = verdict;
    }

    /**
     * The command of a row, or null after telling the verdict why there is none.
     *
     * @param numbers account numbers of the known foreign ids
     */
    @Nullable LedgerCommand of(ImportRow row, Map<String, AccountNumber> numbers) {
        try {
            return switch (row) {
                case ImportRow.AccountRow r -> opening(r);
                case ImportRow.TransactionRow r -> posting(r, numbers);
                case ImportRow.StatementEnd r -> null;
                case ImportRow.RejectedRow r -> null;
            };
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            verdict.rejected(row, "row", ProblemCode.MALFORMED_REQUEST.code(), message);
            return null;
        }
    }

    /** The foreign ids of a round, each with the currency of the row that names it first. */
    Map<String, String> externalIds(List<ImportRow> round) {
        Map<String, String> ids = new TreeMap<>();
        for (ImportRow row : round) {
            if (row instanceof ImportRow.TransactionRow r) {
                String currency = externals.currency(r.currency());
                if (r.account() instanceof AccountRef.External external) {
                    ids.putIfAbsent(external.id(), currency);
                }
                if (r.to() instanceof AccountRef.External external) {
                    ids.putIfAbsent(external.id(), currency);
                }
            } else if (row instanceof ImportRow.StatementEnd end
                    && end.account() instanceof AccountRef.External external
                    && openings.isWanted(end)) {
                ids.putIfAbsent(external.id(), externals.currency(end.currency()));
            }
        }
        return ids;
    }

    /** The number in an account's row, or the one derived from its other fields. */
    static AccountNumber numberOf(ImportRow.AccountRow row) {
        AccountNumber given = row.number();
        return given == null ? BankService.candidate(row.key(), 0) : given;
    }

    private void reject(ImportRow row, String field, RejectionCode code, String message) {
        verdict.rejected(row, field, code.code(), message);
    }

    private @Nullable LedgerCommand opening(ImportRow.AccountRow row) {
        Long balance = row.balanceMinor();
        boolean brings = openings.isWanted(row);
        if (brings && balance != null && balance + row.overdraftLimitMinor() < 0) {
            reject(
                    row,
                    "balance",
                    RejectionCode.INSUFFICIENT_FUNDS,
                    "an opening balance below zero needs an overdraft limit that covers it");
            return null;
        }
        AccountNumber number = numberOf(row);
        if (brings) {
            openings.await(number);
        }
        return new LedgerCommand.OpenAccount(
                number,
                row.key(),
                row.holder(),
                row.currency(),
                Money.scale(row.currency()),
                row.overdraftLimitMinor(),
                row.aliases(),
                caller.name(),
                job.id());
    }

    private @Nullable LedgerCommand posting(
            ImportRow.TransactionRow row, Map<String, AccountNumber> numbers) {
        AccountNumber account = number(row.account(), numbers);
        AccountRef toRef = row.to();
        AccountNumber to = toRef == null ? null : number(toRef, numbers);
        if (account == null || (toRef != null && to == null)) {
            reject(
                    row,
                    account == null ? "account_num" : "to_account",
                    RejectionCode.ACCOUNT_NOT_FOUND,
                    "there is no such account");
            return null;
        }
        TransactionId id = row.id();
        boolean ofHold = row.hold() != null;
        return new LedgerCommand.Post(
                id == null ? ids.newId() : id,
                row.postKey(),
                row.kind(),
                account,
                to,
                row.amount().unscaled(),
                row.amount().scale(),
                row.currency(),
                ofHold ? 0 : row.effectiveAtMs(),
                row.reference(),
                row.description(),
                ofHold
                        ? PostingMode.LIVE
                        : job.history() ? PostingMode.HISTORY : PostingMode.IMPORT,
                purpose(row),
                caller.name(),
                job.id());
    }

    private static LedgerCommand.@Nullable Purpose purpose(ImportRow.TransactionRow row) {
        ImportRow.OfHold hold = row.hold();
        TransactionId of = hold == null ? null : hold.of();
        if (of == null) {
            return LedgerCommand.Purpose.reverses(row.reverses());
        }
        return row.kind() == TransactionKind.CAPTURE
                ? new LedgerCommand.Purpose.Captures(of, false, false)
                : new LedgerCommand.Purpose.Releases(of, false);
    }

    /** The account of a row, or null if its foreign id is not known. */
    static @Nullable AccountNumber number(AccountRef ref, Map<String, AccountNumber> numbers) {
        return switch (ref) {
            case AccountRef.Number n -> n.number();
            case AccountRef.External e -> numbers.get(e.id());
        };
    }
}
