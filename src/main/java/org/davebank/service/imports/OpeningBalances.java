package org.davebank.service.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.Money;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportRow;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;
import org.jspecify.annotations.Nullable;

/**
 * Posts the opening balances of newly opened accounts, for imports that ask for it. A balance is
 * posted only when this job opened the account, in any pass over the file: another node that
 * continues the job completes it, and another import of the same file posts nothing. The key is
 * derived from the account's number. Not thread-safe.
 */
final class OpeningBalances {

    private static final String KEY_PREFIX = "opening:";
    private static final String DESCRIPTION = "Opening balance";

    private record Due(
            ImportRow row,
            AccountNumber account,
            Decimal balance,
            @Nullable String currency,
            long effectiveAtMs) {}

    private final ImportJob job;
    private final boolean wanted;
    private final Shards shards;
    private final Caller caller;
    private final BankService ids;

    /** Accounts of this round whose rows must come after their opening balance. */
    private final TreeSet<AccountNumber> awaited = new TreeSet<>();

    /** The first statement of each account in the file. */
    private final Map<AccountRef, ImportRow.Statement> first = new HashMap<>();

    private final List<Due> due = new ArrayList<>();

    OpeningBalances(ImportTask task) {
        this.job = task.job();
        this.wanted = task.mapping().openingBalances() && !job.dryRun();
        this.shards = task.shards();
        this.caller = task.caller();
        this.ids = task.bank();
    }

    void beginRound() {
        awaited.clear();
        due.clear();
    }

    /** Whether the account's row states a balance to post. */
    boolean isWanted(ImportRow.AccountRow row) {
        Long balance = row.balanceMinor();
        return wanted && balance != null && balance != 0;
    }

    /** Whether the statement that begins with this row may need an opening balance. */
    boolean isWanted(ImportRow.TransactionRow row) {
        Decimal balance = row.openingBalance();
        if (!wanted || balance == null) {
            return false;
        }
        ImportRow.Entry entry = row.entry();
        boolean first = entry == null || isFirst(row.account(), entry.statement());
        return first && balance.unscaled() != 0;
    }

    /**
     * Whether this is the account's first statement: a second one opens with what the first left.
     */
    private boolean isFirst(AccountRef account, ImportRow.Statement statement) {
        ImportRow.Statement known = first.putIfAbsent(account, statement);
        return known == null || known == statement;
    }

    /** Whether the statement, which had no entries, may need an opening balance. */
    boolean isWanted(ImportRow.StatementEnd end) {
        Decimal balance = end.opening();
        if (!wanted || end.carried() || balance == null) {
            return false;
        }
        return isFirst(end.account(), end.statement()) && balance.unscaled() != 0;
    }

    /** From here on rows of this account wait, and so do rows of all accounts that they touch. */
    void await(AccountNumber account) {
        awaited.add(account);
    }

    /** Whether this must come after an opening balance of its round; if so, later rows wait too. */
    boolean waits(LedgerCommand.Post post) {
        AccountNumber to = post.toAccount();
        boolean waits = awaited.contains(post.account()) || to != null && awaited.contains(to);
        if (waits) {
            awaited.add(post.account());
            if (to != null) {
                awaited.add(to);
            }
        }
        return waits;
    }

    /** This job opened the account of this row. */
    void opened(ImportRow.AccountRow row, AccountNumber account) {
        Long balance = row.balanceMinor();
        if (balance != null) {
            Decimal exact = new Decimal(balance, Money.scale(row.currency()));
            due.add(new Due(row, account, exact, row.currency(), row.openedAtMs()));
        }
    }

    /** This job opened the account of the statement that begins with this row. */
    void opened(ImportRow.TransactionRow row, AccountNumber account) {
        Decimal balance = row.openingBalance();
        if (balance != null) {
            due.add(new Due(row, account, balance, row.currency(), row.effectiveAtMs()));
        }
    }

    /** This job opened the account of this statement. */
    void opened(ImportRow.StatementEnd end, AccountNumber account) {
        Decimal balance = end.opening();
        if (balance != null) {
            due.add(new Due(end, account, balance, end.currency(), end.opensAtMs()));
        }
    }

    /** The account as the statement's row names it. */
    static String accountOf(ImportRow row) {
        AccountRef account =
                switch (row) {
                    case ImportRow.TransactionRow r -> r.account();
                    case ImportRow.StatementEnd r -> r.account();
                    case ImportRow.AccountRow r -> null;
                    case ImportRow.RejectedRow r -> null;
                };
        return switch (account) {
            case AccountRef.Number own -> own.number().toString();
            case AccountRef.External external -> external.id();
            case null -> "";
        };
    }

    /** Posts due balances once; passes each result to {@code taken} with its row. */
    void post(ImportWriter writer, BiConsumer<ImportRow, LedgerResult> taken)
            throws ImportWriter.Ended {
        Map<GroupId, List<LedgerCommand>> commands = new TreeMap<>();
        Map<LedgerCommand, ImportRow> rowOf = new IdentityHashMap<>();
        for (Due each : due) {
            LedgerCommand.Post post = posting(each);
            rowOf.put(post, each.row());
            commands.computeIfAbsent(shards.of(each.account()), key -> new ArrayList<>()).add(post);
        }
        due.clear();
        writer.write(
                commands,
                (command, result) -> {
                    ImportRow row = rowOf.get(command);
                    if (row != null) {
                        taken.accept(row, result);
                    }
                });
    }

    private LedgerCommand.Post posting(Due due) {
        long unscaled = due.balance().unscaled();
        return new LedgerCommand.Post(
                ids.newId(),
                KEY_PREFIX + due.account(),
                unscaled < 0 ? TransactionKind.WITHDRAWAL : TransactionKind.DEPOSIT,
                due.account(),
                null,
                Math.abs(unscaled),
                due.balance().scale(),
                due.currency(),
                due.effectiveAtMs(),
                null,
                DESCRIPTION,
                job.history() ? PostingMode.HISTORY : PostingMode.IMPORT,
                caller.name(),
                job.id());
    }
}
