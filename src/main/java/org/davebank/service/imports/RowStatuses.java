package org.davebank.service.imports;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.exchange.ImportRow;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.service.Caller;
import org.davebank.service.Shards;

/**
 * Freezes and closes the accounts whose rows say so, at the end of the file: until then their
 * transactions come in. Each status is given to an account once, by whichever import is first, so that
 * another import of the file does not undo what people have changed since. Not thread-safe.
 */
final class RowStatuses {

    private static final String KEY_PREFIX = "status:";

    /** So many accounts are changed together. */
    private static final int ACCOUNTS_PER_ROUND = 4_000;

    private final ImportTask task;
    private final StatedBalances warnings;
    private final BitSet frozen = new BitSet();

    /** Accounts to close, with the lines of their rows. */
    private final Map<AccountNumber, Long> closed = new TreeMap<>();

    RowStatuses(ImportTask task, StatedBalances warnings) {
        this.task = task;
        this.warnings = warnings;
    }

    /** An import of this row, now or before, has opened the account. */
    void opened(ImportRow.AccountRow row, AccountNumber account) {
        switch (row.status()) {
            case ACTIVE -> {}
            case FROZEN -> frozen.set(account.value());
            case CLOSED -> closed.put(account, row.line());
        }
    }

    /** Changes the accounts; one that cannot be closed stays as it is, with a warning. */
    void settle(ImportWriter writer) throws ImportWriter.Ended {
        List<LedgerCommand.ChangeAccount> round = new ArrayList<>();
        for (int at = frozen.nextSetBit(0); at >= 0; at = frozen.nextSetBit(at + 1)) {
            round.add(change(new AccountNumber(at), AccountStatus.FROZEN));
            if (round.size() == ACCOUNTS_PER_ROUND) {
                write(writer, round);
            }
        }
        for (AccountNumber account : closed.keySet()) {
            round.add(change(account, AccountStatus.CLOSED));
            if (round.size() == ACCOUNTS_PER_ROUND) {
                write(writer, round);
            }
        }
        write(writer, round);
    }

    private LedgerCommand.ChangeAccount change(AccountNumber account, AccountStatus status) {
        Caller caller = task.caller();
        return new LedgerCommand.ChangeAccount(
                account,
                KEY_PREFIX + status,
                status,
                null,
                null,
                0,
                caller.name(),
                task.job().id());
    }

    private void write(ImportWriter writer, List<LedgerCommand.ChangeAccount> round)
            throws ImportWriter.Ended {
        Shards shards = task.shards();
        Map<GroupId, List<LedgerCommand>> commands = new TreeMap<>();
        for (LedgerCommand.ChangeAccount each : round) {
            commands.computeIfAbsent(shards.of(each.account()), key -> new ArrayList<>()).add(each);
        }
        round.clear();
        writer.write(
                commands,
                (command, result) -> {
                    if (command instanceof LedgerCommand.ChangeAccount change) {
                        take(change, result);
                    }
                });
    }

    private void take(LedgerCommand.ChangeAccount change, LedgerResult result) {
        RejectionCode why =
                switch (result) {
                    case LedgerResult.Changed changed -> changed.rejection();
                    case LedgerResult.Refused refused -> refused.code();
                    default -> null;
                };
        if (why != null) {
            long line = closed.getOrDefault(change.account(), 0L);
            boolean closes = change.status() == AccountStatus.CLOSED;
            String message =
                    closes && why == RejectionCode.BALANCE_NOT_ZERO
                            ? "the account is not closed: it has a balance at the end of the file"
                            : "the account does not become " + change.status() + ": " + why.code();
            warnings.warn(line, change.account().toString(), why.code(), message);
        }
    }
}
