package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger against a model that is too simple to be wrong: maps, lists and big integers. */
class LedgerModelTest {

    private static final int ACCOUNTS = 6;
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /** What a post came to: a verdict and the balance that it left. */
    private record Verdict(@Nullable RejectionCode code, boolean recorded, long balanceAfter) {}

    private record First(Post post, Verdict verdict) {}

    private static final class Model {
        final Map<Integer, BigInteger> balances = new TreeMap<>();
        final Map<Integer, String> currencies = new TreeMap<>();
        final Map<Integer, Long> overdrafts = new TreeMap<>();
        final Map<String, BigInteger> cash = new TreeMap<>();
        final List<First> firsts = new ArrayList<>();
        final List<First> bound = new ArrayList<>();
        final List<Post> posted = new ArrayList<>();

        Verdict apply(Post post, long stampMs) {
            int from = post.account().value();
            if (post.kind() == TransactionKind.TRANSFER
                    && post.account().equals(post.toAccount())) {
                return new Verdict(RejectionCode.SAME_ACCOUNT, false, 0);
            }
            if (!balances.containsKey(from)) {
                return new Verdict(RejectionCode.ACCOUNT_NOT_FOUND, false, 0);
            }
            First first = first(post);
            if (first != null) {
                if (!same(first.post(), post)) {
                    return new Verdict(RejectionCode.IDEMPOTENCY_KEY_REUSED, false, 0);
                }
                bound.add(new First(post, first.verdict())); // Its names lead there from now on.
                return first.verdict();
            }
            Integer to = post.toAccount() == null ? null : post.toAccount().value();
            if (to != null
                    && balances.containsKey(to)
                    && !currencies.get(to).equals(currencies.get(from))) {
                return new Verdict(RejectionCode.CURRENCY_MISMATCH, false, 0);
            }
            RejectionCode code = decide(post, from, to, stampMs);
            if (code == null) {
                posted.add(post);
            }
            Verdict verdict = new Verdict(code, true, balances.get(from).longValueExact());
            firsts.add(new First(post, verdict));
            return verdict;
        }

        private @Nullable First first(Post post) {
            List<First> own =
                    Stream.concat(firsts.stream(), bound.stream())
                            .filter(f -> f.post().account().equals(post.account()))
                            .toList();
            return own.stream()
                    .filter(f -> post.key() != null && post.key().equals(f.post().key()))
                    .findFirst()
                    .or(() -> own.stream().filter(f -> f.post().id().equals(post.id())).findFirst())
                    .orElse(null);
        }

        private static boolean same(Post a, Post b) {
            return a.kind() == b.kind()
                    && a.amountUnscaled() == b.amountUnscaled()
                    && a.effectiveAtMs() == b.effectiveAtMs()
                    && Objects.equals(a.toAccount(), b.toAccount())
                    && Objects.equals(a.reference(), b.reference());
        }

        /** What the account was credited with and is not effective by the stamp. */
        private BigInteger credits(AccountNumber account, long stampMs) {
            return posted.stream()
                    .filter(p -> p.effectiveAtMs() > stampMs)
                    .filter(p -> account.equals(credited(p)))
                    .map(p -> BigInteger.valueOf(p.amountUnscaled()))
                    .reduce(BigInteger.ZERO, BigInteger::add);
        }

        private static @Nullable AccountNumber credited(Post post) {
            return post.kind() == TransactionKind.DEPOSIT ? post.account() : post.toAccount();
        }

        private @Nullable RejectionCode decide(
                Post post, int from, @Nullable Integer to, long stampMs) {
            BigInteger amount = BigInteger.valueOf(post.amountUnscaled());
            String currency = currencies.get(from);
            BigInteger left = balances.get(from).subtract(amount);
            BigInteger waiting = credits(post.account(), stampMs);
            boolean covered =
                    left.subtract(waiting).add(BigInteger.valueOf(overdrafts.get(from))).signum()
                            >= 0;
            switch (post.kind()) {
                case DEPOSIT -> {
                    balances.merge(from, amount, BigInteger::add);
                    cash.merge(currency, amount.negate(), BigInteger::add);
                }
                case WITHDRAWAL -> {
                    if (!covered && post.mode() == PostingMode.LIVE) {
                        return RejectionCode.INSUFFICIENT_FUNDS;
                    }
                    balances.put(from, left);
                    cash.merge(currency, amount, BigInteger::add);
                }
                default -> {
                    if (to == null || !balances.containsKey(to)) {
                        return RejectionCode.ACCOUNT_NOT_FOUND;
                    }
                    if (!covered && post.mode() == PostingMode.LIVE) {
                        return RejectionCode.INSUFFICIENT_FUNDS;
                    }
                    balances.put(from, left);
                    balances.merge(to, amount, BigInteger::add);
                }
            }
            assertThat(balances.get(from).abs()).isLessThan(LONG_MAX);
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 200, 300})
    void randomCommandsGiveTheVerdictsAndBalancesOfTheModel(int base) {
        for (int seed = base; seed < base + 50; seed++) {
            run(new RandomSource(seed));
        }
    }

    private static void run(RandomSource random) {
        Ledger ledger = new Ledger(new HeapSpill());
        Model model = new Model();
        long index = 0;
        for (int entry = 0; entry < 60; entry++) {
            List<LedgerCommand> commands = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                commands.add(randomPost(random));
            }
            if (entry % 10 == 0) {
                int number = model.balances.size() + 1;
                commands.addFirst(openInBoth(model, number, random));
            }
            index += 1 + random.nextInt(3);
            List<LedgerResult> results = ledger.apply(index, new LedgerBatch(entry * 3L, commands));
            for (int i = 0; i < commands.size(); i++) {
                if (commands.get(i) instanceof Post post) {
                    assertThat(verdict(results.get(i))).isEqualTo(model.apply(post, entry * 3L));
                }
            }
            assertThat(ledger.sumMinor()).isZero();
        }
        BigInteger cash = BigInteger.ZERO;
        for (BigInteger of : model.cash.values()) {
            cash = cash.add(of);
        }
        assertThat(ledger.cashMinor()).isEqualTo(cash.longValueExact());
        assertThat(ledger.transactionCount()).isEqualTo(model.posted.size());
        assertThat(ledger.transactionCount() + ledger.rejectedCount())
                .isEqualTo(model.firsts.size());
        model.balances.forEach((number, balance) -> {
            LedgerAnswer answer =
                    ledger.answer(new LedgerQuery.GetAccount(new AccountNumber(number)));
            assertThat(((LedgerAnswer.AccountFound) answer).account().balanceMinor())
                    .isEqualTo(balance.longValueExact());
            compareHistory(ledger, model, new AccountNumber(number), random);
        });
        AuditScan audit = ledger.startAudit();
        while (!audit.advance(10)) {}
        assertThat(audit.finding().conserved()).as(audit.finding().detail()).isTrue();
    }

    /** The history and the balance at some instant: both go by the links between records. */
    private static void compareHistory(
            Ledger ledger, Model model, AccountNumber number, RandomSource random) {
        LedgerQuery.History query =
                new LedgerQuery.History(
                        number, TransactionFilter.POSTED, Long.MAX_VALUE, LedgerLimits.PAGE_MAX);
        List<TransactionId> history =
                ((LedgerAnswer.Transactions) ledger.answer(query))
                        .transactions().stream().map(Transaction::id).toList();
        List<Post> own =
                model.posted.stream()
                        .filter(p -> p.account().equals(number) || number.equals(p.toAccount()))
                        .toList();
        assertThat(history).isEqualTo(own.reversed().stream().map(Post::id).toList());
        long atMs = random.between(1, 200);
        long expected = 0;
        for (Post post : own) {
            boolean credit =
                    post.kind() == TransactionKind.DEPOSIT || number.equals(post.toAccount());
            if (post.effectiveAtMs() <= atMs) {
                expected += credit ? post.amountUnscaled() : -post.amountUnscaled();
            }
        }
        LedgerAnswer at = ledger.answer(new LedgerQuery.GetAccountAt(number, atMs));
        assertThat(((LedgerAnswer.AccountFound) at).account().balanceMinor()).isEqualTo(expected);
    }

    private static LedgerCommand openInBoth(Model model, int number, RandomSource random) {
        String currency = random.chance(0.8) ? "EUR" : "USD";
        long overdraft = random.chance(0.5) ? 0 : random.between(0, 2_000);
        model.balances.put(number, BigInteger.ZERO);
        model.currencies.put(number, currency);
        model.overdrafts.put(number, overdraft);
        return Shard.opening(number, currency, overdraft);
    }

    private static Post randomPost(RandomSource random) {
        return Draft.of(d -> {
            d.id = new TransactionId(1, random.nextInt(400));
            d.key = random.chance(0.5) ? "k" + random.nextInt(150) : null;
            d.kind = TransactionKind.values()[random.nextInt(3)];
            d.account = 1 + random.nextInt(ACCOUNTS + 1);
            if (d.kind == TransactionKind.TRANSFER) {
                d.toAccount = 1 + random.nextInt(ACCOUNTS + 1);
            }
            d.unscaled = random.chance(0.5) ? 10 : random.between(1, 3_000);
            // A function of the id, so that a retry says the same time.
            d.effectiveAtMs = 1 + d.id.low() % 200;
            d.reference = random.chance(0.9) ? null : "r";
            d.mode = random.chance(0.1) ? PostingMode.HISTORY : PostingMode.LIVE;
        });
    }

    private static Verdict verdict(LedgerResult result) {
        return switch (result) {
            case Recorded recorded ->
                    new Verdict(
                            recorded.transaction().code(),
                            true,
                            recorded.transaction().balanceAfterMinor());
            case Refused refused -> new Verdict(refused.code(), false, 0);
            default -> throw new AssertionError(result);
        };
    }
}
