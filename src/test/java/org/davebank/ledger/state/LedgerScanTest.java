package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.transfer;
import static org.davebank.ledger.state.Draft.withdrawal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.base.RandomSource;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerQuery.GetAccountAt;
import org.davebank.ledger.LedgerQuery.History;
import org.davebank.ledger.LedgerQuery.ListAccounts;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.ledger.store.FarRecords;
import org.davebank.ledger.store.RecordLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerScanTest {

    private static final long DAY_MS = 86_400_000L;
    private static final int UNITS = 1_024;

    /** A record with its origin, each with a page of the spill. */
    private static final int STEP_UNITS = 3 * (1 + RecordLog.UNITS_PER_PAGE);

    private final Shard shard = new Shard();

    /** Runs a scan to its end and returns how many slices it took. */
    private static int slices(Ledger ledger, LedgerScan scan) {
        int slices = 0;
        while (scan.answer() == null) {
            long before = ledger.scanUnits();
            int left = scan.advance(UNITS);
            assertThat(ledger.scanUnits() - before)
                    .isEqualTo(UNITS - left)
                    .isLessThanOrEqualTo(UNITS + STEP_UNITS);
            slices++;
        }
        return slices;
    }

    private LedgerAnswer finished(LedgerScan scan) {
        slices(shard.ledger, scan);
        return scan.answer();
    }

    @Test
    void aSearchThatFindsNothingAmong300000AccountsStopsAtEveryBound() {
        Ledger ledger = new Ledger(new HeapSpill());
        RandomSource random = new RandomSource(3);
        List<LedgerCommand> openings = new ArrayList<>();
        int count = 300_000;
        for (int i = 0; i < count; i++) {
            openings.add(Shard.opening(random.nextInt(AccountNumber.VALUE_MAX + 1), "EUR", 0));
        }
        for (int from = 0; from < count; from += 1_000) {
            ledger.apply(from + 1, new LedgerBatch(from + 1, openings.subList(from, from + 1_000)));
        }
        LedgerScan scan = ledger.scan(new ListAccounts(-1, 100, "zzz"), 0);
        // A page of the spill has many accounts, and is read once.
        assertThat(slices(ledger, scan)).isBetween(count / UNITS, 3 * count / UNITS);
        assertThat(scan.answer()).isEqualTo(new LedgerAnswer.Accounts(List.of(), false));
    }

    @Test
    void aPageOfASearchHasTheSmallestNumbersWhateverTheOrderOfOpening() {
        RandomSource random = new RandomSource(4);
        TreeSet<Integer> numbers = new TreeSet<>();
        while (numbers.size() < 4 * AccountListScan.LOOKS_IN_ORDER_MAX) {
            int number = random.nextInt(AccountNumber.VALUE_MAX + 1);
            if (numbers.add(number)) {
                shard.open(number);
            }
        }
        List<Integer> wanted =
                numbers.stream().filter(each -> ("%08d".formatted(each)).contains("77")).toList();
        assertThat(wanted).hasSizeGreaterThan(100);
        List<Integer> listed = new ArrayList<>();
        int after = -1;
        boolean more = true;
        while (more) {
            LedgerScan scan = shard.ledger.scan(new ListAccounts(after, 60, "77"), 0);
            slices(shard.ledger, scan);
            LedgerAnswer.Accounts page = (LedgerAnswer.Accounts) scan.answer();
            page.accounts().forEach(each -> listed.add(each.number().value()));
            more = page.more();
            after = listed.isEmpty() ? after : listed.getLast();
        }
        assertThat(listed).isEqualTo(wanted);
    }

    @Test
    void aPostingOfTheLatestValueDateDelaysNoBalanceOfThePast() {
        shard.open(1, 2);
        long farMs = shard.stampMs + 1_000 + LedgerLimits.EFFECTIVE_AHEAD_MS_MAX;
        shard.posted(changed(deposit(2, 7), draft -> draft.effectiveAtMs = farMs));
        for (int i = 0; i < 20_000; i++) {
            shard.posted(deposit(1 + i % 2, 1));
        }
        long atMs = shard.stampMs - 10_000;
        for (int number = 1; number <= 2; number++) {
            LedgerScan scan =
                    shard.ledger.scan(new GetAccountAt(new AccountNumber(number), atMs), 0);
            assertThat(scan.advance(100)).as("units left of 100").isPositive();
            assertThat(((LedgerAnswer.AccountFound) scan.answer()).account().balanceMinor())
                    .isEqualTo(9_995);
        }
        assertThat(shard.balanceAt(2, farMs - 1)).isEqualTo(10_000);
        assertThat(shard.balanceAt(2, farMs)).isEqualTo(10_007);
    }

    @Test
    void anyNumberOfLatePostingsIsRightAndTakesLittleMemory() {
        shard.open(1, 2);
        RandomSource random = new RandomSource(8);
        List<Transaction> all = new ArrayList<>();
        for (int i = 0; i < 4 * FarRecords.RECORDS_MAX; i++) {
            long dayMs = (shard.stampMs / DAY_MS + random.between(1, 31)) * DAY_MS;
            LedgerCommand.Post post =
                    random.chance(0.3)
                            ? transfer(1, 2, random.between(1, 3))
                            : deposit(random.chance(0.5) ? 1 : 2, random.between(1, 9));
            all.add(
                    shard.recorded(
                            changed(
                                    post,
                                    draft -> {
                                        draft.effectiveAtMs = dayMs;
                                        draft.mode = PostingMode.HISTORY;
                                    })));
        }
        for (int i = 0; i < 200; i++) {
            long atMs = shard.stampMs + random.between(-2, 45) * DAY_MS;
            for (int number = 1; number <= 2; number++) {
                assertThat(shard.balanceAt(number, atMs)).isEqualTo(balance(all, number, atMs));
            }
        }
        assertThat(shard.balanceAt(1, Long.MIN_VALUE)).isZero();
    }

    private static long balance(List<Transaction> all, int number, long atMs) {
        long balance = 0;
        for (Transaction each : all) {
            if (each.status() == TransactionStatus.POSTED && each.effectiveAtMs() <= atMs) {
                long minor = each.amountMinor();
                boolean own = each.account().value() == number;
                boolean incoming = each.toAccount() != null && each.toAccount().value() == number;
                balance +=
                        switch (each.kind()) {
                            case DEPOSIT -> own ? minor : 0;
                            case WITHDRAWAL -> own ? -minor : 0;
                            case TRANSFER -> own ? -minor : incoming ? minor : 0;
                            case REVERSAL, HOLD, CAPTURE, RELEASE, BATCH -> 0;
                        };
            }
        }
        return balance;
    }

    /** A scan under way, with what a plain model expects of it. */
    private record Running(LedgerScan scan, LedgerQuery query, LedgerAnswer expected, long index) {}

    private final List<Transaction> recorded = new ArrayList<>();
    private final TreeMap<Integer, Integer> opened = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void slicedAnswersAreThoseOfTheIndexAtWhichTheyBegan(long seed) {
        RandomSource random = new RandomSource(seed);
        List<Running> running = new ArrayList<>();
        int finished = 0;
        for (int i = 0; i < 6_000; i++) {
            change(random);
            if (opened.size() > 2 && running.size() < 4) {
                running.add(begin(random));
            }
            for (Running each : List.copyOf(running)) {
                each.scan.advance(random.nextInt(40));
                if (each.scan.answer() != null) {
                    running.remove(each);
                    judge(each);
                    finished++;
                }
            }
        }
        assertThat(finished).isGreaterThan(300);
    }

    private void change(RandomSource random) {
        if (opened.size() < 3 || random.chance(0.05)) {
            int number = random.nextInt(100_000);
            if (!opened.containsKey(number)) {
                shard.open(number);
                opened.put(number, recorded.size());
            }
            return;
        }
        int account = any(random);
        int other = any(random);
        LedgerCommand.Post post =
                switch (random.nextInt(3)) {
                    case 0 -> deposit(account, random.between(1, 900));
                    case 1 -> withdrawal(account, random.between(1, 900));
                    default ->
                            account == other
                                    ? deposit(account, 1)
                                    : transfer(account, other, random.between(1, 900));
                };
        if (random.chance(0.3)) {
            long effectiveAtMs = shard.stampMs + random.between(-2_000, 2_000) * 1_000;
            post = changed(post, draft -> draft.effectiveAtMs = effectiveAtMs);
        }
        recorded.add(shard.recorded(post));
    }

    /** One of a few accounts, so that these have long histories. */
    private int any(RandomSource random) {
        int place = random.nextInt(Math.min(opened.size(), 6));
        return List.copyOf(opened.keySet()).get(place);
    }

    private Running begin(RandomSource random) {
        int number = any(random);
        LedgerQuery query =
                switch (random.nextInt(3)) {
                    case 0 ->
                            new GetAccountAt(
                                    new AccountNumber(number),
                                    shard.stampMs + random.between(-3_000, 3_000) * 1_000);
                    case 1 ->
                            new History(
                                    random.chance(0.7) ? new AccountNumber(number) : null,
                                    TransactionFilter.ANY,
                                    random.chance(0.5) ? Long.MAX_VALUE : random.nextInt(6_000),
                                    1 + random.nextInt(60));
                    default ->
                            new ListAccounts(
                                    random.nextInt(100_000) - 1,
                                    1 + random.nextInt(60),
                                    random.chance(0.5) ? null : "older 1");
                };
        LedgerAnswer expected =
                switch (query) {
                    case GetAccountAt at ->
                            new LedgerAnswer.AccountFound(
                                    shard.account(number)
                                            .atInstant(
                                                    at.atMs(),
                                                    balance(recorded, number, at.atMs()),
                                                    waitingDebits(number, at.atMs())));
                    case History history -> page(history);
                    default -> shard.ledger.answer(query);
                };
        return new Running(shard.ledger.scan(query, 0), query, expected, shard.index);
    }

    private long waitingDebits(int number, long atMs) {
        return recorded.stream()
                .filter(each -> each.status() == TransactionStatus.POSTED)
                .filter(each -> each.account().value() == number)
                .filter(each -> each.kind() != TransactionKind.DEPOSIT)
                .filter(each -> each.committedAtMs() <= atMs && each.effectiveAtMs() > atMs)
                .mapToLong(Transaction::amountMinor)
                .sum();
    }

    private LedgerAnswer page(History history) {
        List<Transaction> page = new ArrayList<>();
        AccountNumber account = history.account();
        List<Transaction> all = account == null ? recorded : Draft.historyOf(account, recorded);
        for (Transaction each : all.reversed()) {
            if (each.sequence() < history.beforeSequence()) {
                if (page.size() == history.limit()) {
                    return new LedgerAnswer.Transactions(page, each.sequence() + 1);
                }
                page.add(each);
            }
        }
        return new LedgerAnswer.Transactions(page, -1);
    }

    private void judge(Running each) {
        assertThat(each.scan.index()).isEqualTo(each.index);
        switch (each.scan.answer()) {
            case LedgerAnswer.Accounts page -> {
                // Those that were there are there, in order; of later ones some may be.
                List<AccountNumber> numbers =
                        page.accounts().stream().map(Account::number).toList();
                assertThat(numbers).isSorted().doesNotHaveDuplicates();
                LedgerAnswer.Accounts expected = (LedgerAnswer.Accounts) each.expected;
                List<AccountNumber> before =
                        expected.accounts().stream().map(Account::number).toList();
                int end = page.more() ? numbers.getLast().value() : Integer.MAX_VALUE;
                assertThat(numbers)
                        .containsAll(before.stream().filter(n -> n.value() <= end).toList());
                for (Account account : expected.accounts()) {
                    for (Account shown : page.accounts()) {
                        if (shown.number().equals(account.number())) {
                            assertThat(shown.version()).isGreaterThanOrEqualTo(account.version());
                        }
                    }
                }
            }
            case LedgerAnswer.Transactions page -> {
                LedgerAnswer.Transactions expected = (LedgerAnswer.Transactions) each.expected;
                assertThat(page.transactions()).isEqualTo(expected.transactions());
                assertThat(page.nextBefore() < 0).isEqualTo(expected.nextBefore() < 0);
            }
            default -> assertThat(each.scan.answer()).isEqualTo(each.expected);
        }
    }
}
