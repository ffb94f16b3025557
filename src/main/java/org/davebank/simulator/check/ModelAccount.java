package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;

/** One account of the model: its opening, and every record that touches it, oldest first. */
final class ModelAccount {

    /** A record, and the account right after it. */
    private record Line(Transaction record, long balanceMinor, long version) {}

    final LedgerCommand.OpenAccount opening;
    final long openedAtIndex;
    private final long openedAtMs;
    private final List<Line> lines = new ArrayList<>();

    /** Records whose value date is after their commit, oldest first. */
    private final List<Transaction> ahead = new ArrayList<>();

    /** What is held from a log index on. */
    private final NavigableMap<Long, Long> held = new TreeMap<>(Map.of(0L, 0L));

    long balanceMinor;
    long expectedMinor;
    private long version = 1;

    ModelAccount(LedgerCommand.OpenAccount opening, long openedAtIndex, long openedAtMs) {
        this.opening = opening;
        this.openedAtIndex = openedAtIndex;
        this.openedAtMs = openedAtMs;
    }

    /** Adds a record that {@link #balanceMinor} already includes. */
    void add(Transaction record, long stampMs) {
        version += record.status() == TransactionStatus.POSTED ? 1 : 0;
        lines.add(new Line(record, balanceMinor, version));
        if (record.status() == TransactionStatus.POSTED && record.effectiveAtMs() > stampMs) {
            ahead.add(record);
        }
    }

    /** Every record that touches the account, oldest first. */
    List<Transaction> records() {
        return lines.stream().map(Line::record).toList();
    }

    /** The sum credited up to a log index, committed by one instant and effective after another. */
    private long waitingMinor(boolean credits, long index, long committedMs, long nowMs) {
        long sum = 0;
        for (Transaction each : ahead) {
            boolean waits =
                    each.index() <= index
                            && each.committedAtMs() <= committedMs
                            && each.effectiveAtMs() > nowMs;
            long effect = effect(each);
            sum += waits && credits == effect > 0 ? Math.abs(effect) : 0;
        }
        return sum;
    }

    /** What a debit may take at a stamp: it excludes credits that take effect later. */
    long availableMinor(long stampMs) {
        return balanceMinor
                - waitingMinor(true, Long.MAX_VALUE, Long.MAX_VALUE, stampMs)
                - held.lastEntry().getValue()
                + opening.overdraftLimitMinor();
    }

    /** What a debit may take at most, whatever becomes of the movements that are undecided. */
    long bestMinor(long stampMs) {
        return availableMinor(stampMs) + held.lastEntry().getValue() + expectedMinor;
    }

    /** Reserves an amount from a log index on, or frees it if negative. */
    void hold(long index, long amountMinor) {
        held.put(index, held.lastEntry().getValue() + amountMinor);
    }

    AccountStatus status() {
        return AccountStatus.ACTIVE;
    }

    /** The number of lines right after a log index. */
    private int linesAt(long index) {
        int low = 0;
        int high = lines.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lines.get(middle).record.index() <= index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Account asOpened() {
        return account(0, 0, opening.overdraftLimitMinor(), openedAtMs, 1);
    }

    /** The account at an instant, as seen by a reader of the log up to an index. */
    Account shown(long index, long nowMs) {
        int count = linesAt(index);
        Line last = count == 0 ? null : lines.get(count - 1);
        long balance = last == null ? 0 : last.balanceMinor;
        long credits = waitingMinor(true, index, Long.MAX_VALUE, nowMs);
        long debits = waitingMinor(false, index, Long.MAX_VALUE, nowMs);
        return account(
                        balance,
                        balance - credits + debits,
                        balance - credits + opening.overdraftLimitMinor(),
                        nowMs,
                        last == null ? 1 : last.version)
                .holding(held.floorEntry(index).getValue());
    }

    /** The version counts every posting, whether or not it has taken effect by the instant. */
    Account asOf(long index, long atMs) {
        long balance = 0;
        int count = linesAt(index);
        for (Line each : lines.subList(0, count)) {
            boolean counts = each.record.status() == TransactionStatus.POSTED;
            balance += counts && each.record.effectiveAtMs() <= atMs ? effect(each.record) : 0;
        }
        long debits = waitingMinor(false, index, atMs, atMs);
        return account(
                balance,
                balance,
                balance - debits + opening.overdraftLimitMinor(),
                atMs,
                count == 0 ? 1 : lines.get(count - 1).version);
    }

    private long effect(Transaction each) {
        boolean debits =
                each.kind() != TransactionKind.DEPOSIT
                        && !each.links().credits()
                        && each.account().equals(opening.number());
        return debits ? -each.amountMinor() : each.amountMinor();
    }

    private Account account(
            long balance, long value, long available, long asOfMs, long versionThen) {
        return new Account(
                opening.number(),
                opening.holder(),
                opening.currency(),
                AccountStatus.ACTIVE,
                opening.overdraftLimitMinor(),
                balance,
                value,
                available,
                asOfMs,
                versionThen,
                openedAtMs,
                opening.aliases(),
                0);
    }

    List<Transaction> history(long index, long beforeSequence, int countMax) {
        List<Transaction> newestFirst = new ArrayList<>();
        for (int i = linesAt(index) - 1; i >= 0 && newestFirst.size() < countMax; i--) {
            Line each = lines.get(i);
            if (each.record.sequence() < beforeSequence) {
                newestFirst.add(each.record.withBalanceAfter(each.balanceMinor));
            }
        }
        return newestFirst;
    }
}
