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

    /** A record, and the balance right after it. */
    private record Line(Transaction record, long balanceMinor) {}

    /** What changes of the account have made of it. */
    record Particulars(
            AccountStatus status, String holder, long overdraftLimitMinor, List<String> aliases) {}

    final LedgerCommand.OpenAccount opening;
    final long openedAtIndex;
    private final long openedAtMs;
    private final List<Line> lines = new ArrayList<>();

    /** Records whose value date is after their commit, oldest first. */
    private final List<Transaction> ahead = new ArrayList<>();

    /** What is held from a log index on. */
    private final NavigableMap<Long, Long> held = new TreeMap<>(Map.of(0L, 0L));

    /** The version, and the particulars, from a log index on. */
    private final NavigableMap<Long, Long> versions = new TreeMap<>(Map.of(0L, 1L));

    private final NavigableMap<Long, Particulars> particulars = new TreeMap<>();

    long balanceMinor;
    long expectedMinor;

    ModelAccount(LedgerCommand.OpenAccount opening, long openedAtIndex, long openedAtMs) {
        this.opening = opening;
        this.openedAtIndex = openedAtIndex;
        this.openedAtMs = openedAtMs;
        particulars.put(
                0L,
                new Particulars(
                        AccountStatus.ACTIVE,
                        opening.holder(),
                        opening.overdraftLimitMinor(),
                        opening.aliases()));
    }

    /** Adds a record that {@link #balanceMinor} already includes. */
    void add(Transaction record, long stampMs) {
        if (record.status() == TransactionStatus.POSTED && moves(record)) {
            versions.put(record.index(), version() + 1);
        }
        lines.add(new Line(record, balanceMinor));
        if (record.status() == TransactionStatus.POSTED && record.effectiveAtMs() > stampMs) {
            ahead.add(record);
        }
    }

    private static boolean moves(Transaction record) {
        return record.kind() != TransactionKind.HOLD && record.kind() != TransactionKind.RELEASE;
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
                - heldMinor()
                + now().overdraftLimitMinor();
    }

    /** What a debit may take at most, whatever becomes of the movements that are undecided. */
    long bestMinor(long stampMs) {
        return availableMinor(stampMs) + heldMinor() + expectedMinor;
    }

    /** Reserves an amount from a log index on, or frees it if negative. */
    void hold(long index, long amountMinor) {
        held.put(index, heldMinor() + amountMinor);
    }

    long heldMinor() {
        return held.lastEntry().getValue();
    }

    long version() {
        return versions.lastEntry().getValue();
    }

    /** What the account is after the newest entry. */
    Particulars now() {
        return particulars.lastEntry().getValue();
    }

    AccountStatus status() {
        return now().status();
    }

    void become(long index, Particulars then) {
        versions.put(index, version() + 1);
        particulars.put(index, then);
    }

    /** Whether some posting takes effect only after a stamp. */
    boolean waits(long stampMs) {
        return ahead.stream().anyMatch(each -> each.effectiveAtMs() > stampMs);
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
        return account(0, 0, 0, 0, openedAtMs);
    }

    /** The account at an instant, as seen by a reader of the log up to an index. */
    Account shown(long index, long nowMs) {
        int count = linesAt(index);
        Line last = count == 0 ? null : lines.get(count - 1);
        long balance = last == null ? 0 : last.balanceMinor;
        long credits = waitingMinor(true, index, Long.MAX_VALUE, nowMs);
        long debits = waitingMinor(false, index, Long.MAX_VALUE, nowMs);
        return account(balance, balance - credits + debits, balance - credits, index, nowMs)
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
        return account(balance, balance, balance - debits, index, atMs);
    }

    private long effect(Transaction each) {
        if (!moves(each)) {
            return 0;
        }
        boolean debits =
                each.kind() != TransactionKind.DEPOSIT
                        && !each.links().credits()
                        && each.account().equals(opening.number());
        return debits ? -each.amountMinor() : each.amountMinor();
    }

    /** @param free what is available without an overdraft */
    private Account account(long balance, long value, long free, long index, long asOfMs) {
        Particulars then = particulars.floorEntry(index).getValue();
        return new Account(
                opening.number(),
                then.holder(),
                opening.currency(),
                then.status(),
                then.overdraftLimitMinor(),
                balance,
                value,
                free + then.overdraftLimitMinor(),
                asOfMs,
                versions.floorEntry(index).getValue(),
                openedAtMs,
                then.aliases(),
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

    /** Minor units, or -1 when the currency has fewer decimals than the amount. */
    static long minor(long unscaled, int scale, int currencyScale) {
        long digits = unscaled;
        int decimals = scale;
        while (decimals > currencyScale && digits % 10 == 0) {
            digits /= 10;
            decimals--;
        }
        for (; decimals < currencyScale; decimals++) {
            digits *= 10;
        }
        return decimals > currencyScale ? -1 : digits;
    }
}
