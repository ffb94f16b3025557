package org.davebank.service.imports;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportRow.TransactionRow;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * The holds of a file, with their captures and releases.
 *
 * <p>A hold that the bank does not have is made when the whole file is in: without what its file captures
 * of it, and for the time that it has left. One whose time is over is a reject. Its captures are posted
 * as the withdrawals or transfers that they were, and its releases after it. Captures and releases of a
 * hold that the bank has are carried out. Not thread-safe.
 */
final class RowHolds {

    /** Holds to be made at the end; they are in memory until then. */
    private static final int PENDING_MAX = 100_000;

    private record Release(TransactionRow row, LedgerCommand command) {}

    /** A hold that waits for the end of the file. */
    private static final class Pending {
        final TransactionRow row;
        final AccountNumber account;
        final @Nullable AccountNumber to;
        final List<Release> releases = new ArrayList<>();
        BigDecimal left;

        Pending(TransactionRow row, AccountNumber account, @Nullable AccountNumber to) {
            this.row = row;
            this.account = account;
            this.to = to;
            this.left = row.amount().value();
        }
    }

    private final ImportTask task;
    private final ImportWriter writer;
    private final ImportCounts counts;
    private final ImportRejects rejects;
    private final ImportOutcomes outcomes;
    private final ImportCommands commands;
    private final List<Pending> pending = new ArrayList<>();
    private final Map<TransactionId, Pending> byId = new HashMap<>();

    /** What the bank has recorded under the ids of this round's rows. */
    private final Map<TransactionRow, Transaction> known = new IdentityHashMap<>();

    /** The holds of the bank that rows of this round capture or release. */
    private final Set<TransactionId> inBank = new HashSet<>();

    RowHolds(
            ImportTask task,
            ImportWriter writer,
            ImportCounts counts,
            ImportRejects rejects,
            ImportOutcomes outcomes,
            ImportCommands commands) {
        this.task = task;
        this.writer = writer;
        this.counts = counts;
        this.rejects = rejects;
        this.outcomes = outcomes;
        this.commands = commands;
    }

    /** A question to the bank about a row. */
    private record Asked(
            TransactionRow row, AccountNumber account, LedgerQuery query, boolean ofRow) {}

    /** Finds out what the bank knows of the holds of a round. */
    void look(List<ImportRow> round, Map<String, AccountNumber> numbers) throws ImportWriter.Ended {
        known.clear();
        inBank.clear();
        List<Asked> asked = new ArrayList<>();
        for (ImportRow each : round) {
            if (each instanceof TransactionRow row && row.hold() != null) {
                AccountNumber account = ImportCommands.number(row.account(), numbers);
                if (account != null) {
                    ask(row, account, asked);
                }
            }
        }
        List<LedgerAnswer> answers =
                writer.read(
                        asked.stream()
                                .map(each ->
                                        new ImportWriter.Read(
                                                task.shards().of(each.account()), each.query()))
                                .toList());
        for (int i = 0; i < asked.size(); i++) {
            if (answers.get(i) instanceof LedgerAnswer.Transactions found) {
                found.transactions().forEach(found(asked.get(i)));
            }
        }
    }

    private void ask(TransactionRow row, AccountNumber account, List<Asked> asked) {
        TransactionId id = row.id();
        ImportRow.OfHold hold = row.hold();
        TransactionId of = hold == null ? null : hold.of();
        LedgerQuery own =
                id == null
                        ? new LedgerQuery.FindByKey(account, row.key())
                        : new LedgerQuery.GetTransaction(id);
        asked.add(new Asked(row, account, own, true));
        if (of != null && !byId.containsKey(of)) {
            asked.add(new Asked(row, account, new LedgerQuery.GetTransaction(of), false));
        }
    }

    private Consumer<Transaction> found(Asked asked) {
        return transaction -> {
            boolean fits =
                    transaction.account().equals(asked.account())
                            && transaction.status() == TransactionStatus.POSTED;
            if (fits && asked.ofRow()) {
                known.put(asked.row(), transaction);
            }
            if (fits && transaction.kind() == TransactionKind.HOLD) {
                inBank.add(transaction.id());
            }
        };
    }

    /** The row to post now: the same, a capture as what it moved, or null if it is settled or waits. */
    @Nullable ImportRow take(ImportRow read, Map<String, AccountNumber> numbers) {
        if (!(read instanceof TransactionRow row) || row.hold() == null) {
            return read;
        }
        AccountNumber account = ImportCommands.number(row.account(), numbers);
        Transaction before = known.get(row);
        if (before != null && before.links().hold() != null) {
            outcomes.known(row, before);
            return null;
        }
        TransactionId of = row.hold().of();
        Pending hold = of == null ? null : byId.get(of);
        if (row.kind() == TransactionKind.CAPTURE) {
            if (hold != null) {
                hold.left = hold.left.subtract(row.amount().value());
            }
            boolean real = before == null && of != null && hold == null && inBank.contains(of);
            return real ? row : row.asMoved();
        }
        if (row.kind() == TransactionKind.HOLD && account != null) {
            await(row, account, numbers);
            return null;
        }
        if (hold != null) {
            LedgerCommand command = commands.of(row, numbers);
            if (command != null) {
                hold.releases.add(new Release(row, command));
            }
            return null;
        }
        return row;
    }

    private void await(
            TransactionRow row, AccountNumber account, Map<String, AccountNumber> numbers) {
        AccountRef payee = row.to();
        AccountNumber to = payee == null ? null : ImportCommands.number(payee, numbers);
        TransactionId id = row.id();
        if (payee != null && to == null) {
            reject(row, "to_account", ProblemCode.ACCOUNT_NOT_FOUND, "there is no such account");
        } else if (id != null && byId.containsKey(id)) {
            counts.duplicate++;
        } else if (pending.size() == PENDING_MAX) {
            reject(row, "row", ProblemCode.TOO_BUSY, "a file makes " + PENDING_MAX + " holds");
        } else {
            Pending hold = new Pending(row, account, to);
            pending.add(hold);
            if (id != null && row.hold() != null && !row.hold().pending()) {
                byId.put(id, hold);
            }
        }
    }

    private void reject(TransactionRow row, String field, ProblemCode code, String message) {
        rejects.add(row, field, code.code(), message);
    }

    /** Makes the holds, when everything else of the file is posted. */
    void settle() throws ImportWriter.Ended {
        ImportBatch batch = new ImportBatch(task.shards());
        long nowMs = System.currentTimeMillis();
        for (Pending each : pending) {
            if (!isSound(each, nowMs)) {
                rejectReleases(each);
            } else if (task.job().dryRun()) {
                counts.created += 1 + each.releases.size();
            } else {
                batch.add(posting(each, nowMs), each.row);
                each.releases.forEach(release -> batch.add(release.command(), release.row()));
            }
        }
        batch.write(writer, outcomes::take);
    }

    private void rejectReleases(Pending hold) {
        for (Release each : hold.releases) {
            reject(each.row(), "releases", ProblemCode.HOLD_NOT_FOUND, "its hold was not made");
        }
    }

    private boolean isSound(Pending hold, long nowMs) {
        long leftMs = expiresAtMs(hold) - nowMs;
        boolean over = leftMs < LedgerLimits.HOLD_MS_MIN;
        if (over) {
            String message = "the hold has ended by itself: nothing is reserved";
            reject(hold.row, "expires_at", ProblemCode.HOLD_ENDED, message);
        } else if (leftMs > LedgerLimits.HOLD_MS_MAX) {
            String message = "a hold ends by itself after 31 days at most";
            reject(hold.row, "expires_at", ProblemCode.MALFORMED_REQUEST, message);
        } else if (hold.left.signum() <= 0) {
            String message = "the file itself captures all of the hold";
            reject(hold.row, "amount", ProblemCode.HOLD_SETTLED, message);
        } else {
            return true;
        }
        return false;
    }

    private static long expiresAtMs(Pending hold) {
        ImportRow.OfHold stated = hold.row.hold();
        return stated == null ? 0 : stated.expiresAtMs();
    }

    private LedgerCommand.Post posting(Pending hold, long nowMs) {
        TransactionRow row = hold.row;
        TransactionId id = row.id();
        return new LedgerCommand.Post(
                id == null ? task.bank().newId() : id,
                row.postKey(),
                TransactionKind.HOLD,
                hold.account,
                hold.to,
                hold.left.unscaledValue().longValueExact(),
                hold.left.scale(),
                row.currency(),
                0,
                row.reference(),
                row.description(),
                PostingMode.LIVE,
                new LedgerCommand.Purpose.Holds(expiresAtMs(hold) - nowMs),
                task.caller().name(),
                task.job().id());
    }
}
