package org.davebank.ledger.state;

import java.util.Arrays;
import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.davebank.base.Spill;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.store.AccountChange;
import org.davebank.ledger.store.AccountOrder;
import org.davebank.ledger.store.ChangeBook;
import org.davebank.ledger.store.HoldSums;
import org.davebank.ledger.store.Opening;
import org.davebank.ledger.store.RecordCursor;
import org.davebank.ledger.store.RecordLog;
import org.davebank.ledger.store.StateHash;

/**
 * The accounts of a shard in parallel primitive arrays, numbered in the order in which they were
 * opened (the ordinal). Immutable data is in a log of openings whose sequence is the ordinal. Not
 * thread-safe.
 */
final class AccountTable {

    private static final AccountStatus[] STATUSES = AccountStatus.values();

    /** An opening with texts of maximum length takes less than 6 KiB. */
    private static final int OPENINGS_PAGE_BYTES = 16_384;

    private final RecordLog openings;
    private final ChangeBook changes;
    private final RecordCursor cursor = new RecordCursor();

    /** Open-addressing table by account number: the ordinal plus one, 0 if empty. */
    private int[] slots = new int[64];

    private int[] numbers = new int[16];
    long[] balances = new long[16];
    long[] versions = new long[16];
    long[] overdrafts = new long[16];

    /** What undecided debits and holds reserve, and what undecided credits may add. */
    private long[] held = new long[16];

    private long[] expected = new long[16];
    private final HoldSums holds = new HoldSums();
    private byte[] statuses = new byte[16];
    private byte[] currencies = new byte[16];

    /** The sequence plus one of the account's newest transaction, 0 if none. */
    private int[] newest = new int[16];

    /** The same of its newest change. */
    private int[] newestChanges = new int[16];

    private int count;
    private long openingsHash;

    /** The XOR of the hashes of all balances: updated in any order. */
    private long balancesHash;

    /** The running sum of a currency's balances, modulo 2^64. */
    private long[] sums = new long[4];

    private final AccountOrder order = new AccountOrder();

    AccountTable(Spill spill, ChangeBook changes) {
        this.changes = changes;
        this.openings = new RecordLog(OPENINGS_PAGE_BYTES, spill);
    }

    int count() {
        return count;
    }

    /** The ordinal of an account, or -1. */
    int find(int number) {
        int mask = slots.length - 1;
        int slot = (int) RandomSource.mix64(number) & mask;
        while (slots[slot] != 0) {
            int ordinal = slots[slot] - 1;
            if (numbers[ordinal] == number) {
                return ordinal;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /** Adds an account with balance 0 and returns its ordinal; the number must be free. */
    int open(Opening opening, int currency) {
        int number = opening.number().value();
        Invariant.check(find(number) < 0, "an account is opened once");
        Invariant.check(currency < 256, "a currency's number fits a byte");
        if (count == numbers.length) {
            grow();
        }
        int ordinal = count++;
        numbers[ordinal] = number;
        overdrafts[ordinal] = opening.command().overdraftLimitMinor();
        currencies[ordinal] = (byte) currency;
        versions[ordinal] = 1;
        balancesHash ^= balanceHash(number, 0);
        if (count * 2 > slots.length) {
            slots = new int[slots.length * 2];
            for (int i = 0; i < count; i++) {
                index(i);
            }
        } else {
            index(ordinal);
        }
        order.add(number);
        WireWriter out = new WireWriter();
        opening.write(out);
        byte[] record = out.toBytes();
        openings.append(record, record.length);
        openingsHash = StateHash.chain(openingsHash, record, 0, record.length);
        return ordinal;
    }

    private void grow() {
        int size = count * 2;
        numbers = Arrays.copyOf(numbers, size);
        balances = Arrays.copyOf(balances, size);
        versions = Arrays.copyOf(versions, size);
        overdrafts = Arrays.copyOf(overdrafts, size);
        held = Arrays.copyOf(held, size);
        expected = Arrays.copyOf(expected, size);
        statuses = Arrays.copyOf(statuses, size);
        currencies = Arrays.copyOf(currencies, size);
        newest = Arrays.copyOf(newest, size);
        newestChanges = Arrays.copyOf(newestChanges, size);
    }

    private void index(int ordinal) {
        int mask = slots.length - 1;
        int slot = (int) RandomSource.mix64(numbers[ordinal]) & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = ordinal + 1;
    }

    int number(int ordinal) {
        return numbers[ordinal];
    }

    long balance(int ordinal) {
        return balances[ordinal];
    }

    long overdraft(int ordinal) {
        return overdrafts[ordinal];
    }

    long held(int ordinal) {
        return held[ordinal];
    }

    /** The part of it that belongs to people's holds. */
    HoldSums holds() {
        return holds;
    }

    /** Reserves funds of undecided debits and holds, or frees them if negative. */
    void hold(int ordinal, long deltaMinor) {
        held[ordinal] = Math.addExact(held[ordinal], deltaMinor);
        Invariant.check(held[ordinal] >= 0, "what is held is not negative");
    }

    long expected(int ordinal) {
        return expected[ordinal];
    }

    /** Reserves room for undecided credits, or frees it if negative. */
    void expect(int ordinal, long deltaMinor) {
        expected[ordinal] = Math.addExact(expected[ordinal], deltaMinor);
        Invariant.check(expected[ordinal] >= 0, "what is expected is not negative");
    }

    /** Differs whenever the balance, or what is held, free in holds or expected, has changed. */
    long standing(int ordinal) {
        return StateHash.ofPair(
                        balances[ordinal], StateHash.ofPair(held[ordinal], expected[ordinal]))
                ^ holds.freeMinor(ordinal);
    }

    int currency(int ordinal) {
        return currencies[ordinal] & 0xff;
    }

    AccountStatus status(int ordinal) {
        return STATUSES[statuses[ordinal]];
    }

    /** The sequence of the account's newest transaction, or -1. */
    long newest(int ordinal) {
        return newest[ordinal] - 1;
    }

    void newest(int ordinal, long sequence) {
        newest[ordinal] = (int) sequence + 1;
    }

    /** The sequence of the record of the account's newest change or rejection of one, or -1. */
    long newestChange(int ordinal) {
        return newestChanges[ordinal] - 1;
    }

    /** Records a change, or the rejection of one, and lets the account be as after it. */
    void change(int ordinal, AccountChange change) {
        newestChanges[ordinal] = (int) changes.add(change) + 1;
        statuses[ordinal] = (byte) change.status().ordinal();
        overdrafts[ordinal] = change.overdraftLimitMinor();
        versions[ordinal] = change.version();
    }

    /** The contribution of one account to the hash of all balances. */
    static long balanceHash(int number, long balanceMinor) {
        return StateHash.ofPair(number, balanceMinor);
    }

    /** Sets the balance after a posting. */
    void post(int ordinal, long balanceMinor) {
        Invariant.check(status(ordinal) != AccountStatus.CLOSED, "a closed account stays empty");
        int number = numbers[ordinal];
        balancesHash ^= balanceHash(number, balances[ordinal]) ^ balanceHash(number, balanceMinor);
        int currency = currency(ordinal);
        if (currency >= sums.length) {
            sums = Arrays.copyOf(sums, currency + 4);
        }
        sums[currency] += balanceMinor - balances[ordinal];
        balances[ordinal] = balanceMinor;
        versions[ordinal]++;
    }

    Opening opening(int ordinal) {
        openings.moveTo(ordinal, cursor);
        try {
            return Opening.read(new WireReader(cursor.bytes(), cursor.start(), cursor.length()));
        } catch (WireException e) {
            throw new Invariant.Broken("the opening of an account reads back: " + e.getMessage());
        }
    }

    /** The account as booked; {@link LedgerReader} computes what is effective. */
    Account account(int ordinal) {
        Opening opening = opening(ordinal);
        long newestChange = newestChange(ordinal);
        AccountChange change = newestChange < 0 ? null : changes.at(newestChange);
        return opening.account(
                        status(ordinal),
                        change == null ? opening.command().holder() : change.holder(),
                        overdrafts[ordinal],
                        change == null ? opening.command().aliases() : change.aliases(opening),
                        balances[ordinal],
                        versions[ordinal])
                .holding(held[ordinal]);
    }

    /**
     * Whether holder, number or an alias may contain the lower-case text. A fast check of the bytes
     * without decoding: false positives are possible; false negatives only for the few letters
     * outside ASCII whose lower case is an ASCII letter.
     */
    boolean mayContain(int ordinal, String lowerText) {
        if (accountNumber(ordinal).toString().contains(lowerText)) {
            return true;
        }
        for (int i = 0; i < lowerText.length(); i++) {
            if (lowerText.charAt(i) >= 0x80) {
                return true;
            }
        }
        return contains(openings, ordinal, lowerText)
                || (newestChanges[ordinal] != 0
                        && contains(changes.records(), newestChange(ordinal), lowerText));
    }

    private boolean contains(RecordLog log, long sequence, String lowerText) {
        log.moveTo(sequence, cursor);
        byte[] bytes = cursor.bytes();
        int last = cursor.start() + cursor.length() - lowerText.length();
        for (int at = cursor.start(); at <= last; at++) {
            int i = 0;
            while (i < lowerText.length() && lower(bytes[at + i]) == lowerText.charAt(i)) {
                i++;
            }
            if (i == lowerText.length()) {
                return true;
            }
        }
        return false;
    }

    private static int lower(int b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    AccountNumber accountNumber(int ordinal) {
        return new AccountNumber(numbers[ordinal]);
    }

    /** The smallest number greater than {@code number}, or -1. */
    int numberAfter(int number) {
        return order.after(number);
    }

    ChangeBook changes() {
        return changes;
    }

    RecordLog openings() {
        return openings;
    }

    long openingsHash() {
        return openingsHash;
    }

    long balancesHash() {
        return balancesHash;
    }

    /** The running sum of a currency's balances, modulo 2^64; does not read the accounts. */
    long postedSum(int currency) {
        return currency < sums.length ? sums[currency] : 0;
    }

    /** The sum of all balances of one currency in the table, modulo 2^64. */
    long sum(int currency) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if ((currencies[i] & 0xff) == currency) {
                sum += balances[i];
            }
        }
        return sum;
    }

    long bytes() {
        return numbers.length * 54L
                + slots.length * 4L
                + order.bytes()
                + openings.bytes()
                + changes.bytes();
    }
}
