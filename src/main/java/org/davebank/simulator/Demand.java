package org.davebank.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.simulator.check.HistoryChecker;
import org.davebank.simulator.check.Operation;
import org.davebank.simulator.check.PaymentWatch;
import org.davebank.simulator.demand.AliasDemand;
import org.davebank.simulator.demand.BatchDemand;
import org.davebank.simulator.demand.ChangeDemand;
import org.davebank.simulator.demand.ReversalDemand;
import org.davebank.simulator.demand.RivalDemand;
import org.davebank.simulator.demand.ValueDates;
import org.jspecify.annotations.Nullable;

/**
 * Generates what the bank's customers ask for: accounts in several currencies, with and without an
 * overdraft, postings of all kinds, aliases, and queries. They are careless with idempotency keys:
 * they reuse one on the same account or another, for the same request or a different one. Not
 * thread-safe.
 */
final class Demand {

    private static final int COMMANDS_MAX = 3;

    /** In a wordy run, so that those of a few clients are more than an entry holds. */
    private static final int WORDY_COMMANDS_MAX = 6;

    private static final int AMOUNT_MINOR_MAX = 10_000;
    private static final int ALIASES_PER_SHARD = 8;
    private static final int KEYS_PER_ALIAS = 3;
    private static final int PAGE_RECORDS_MAX = 40;

    /** How many requests of a shard are remembered for repetition. */
    private static final int REMEMBERED_MAX = 300;

    private static final long PAYEES_SALT = 0x7061_7965_6573L;
    private static final long DATES_SALT = 0x7661_6c75_6564L;

    /** The furthest that an effective time lies from now. */
    private static final int EFFECTIVE_MS_MAX = 600_000;

    /** The share of runs in which almost every request has the maximum size. */
    private static final double WORDY_CHANCE = 0.25;

    private static final List<String> CURRENCIES = List.of("GBP", "JPY", "KWD");
    private static final List<Integer> DIGITS = List.of(2, 0, 3);
    private static final long[] OVERDRAFTS = {0, 0, 1, 5_000, 100_000};
    private static final List<Integer> SIZES = List.of(2, 3, 5, 8, 20, 60, 200);

    private static final class Shard {
        final GroupId group;
        final List<LedgerCommand.OpenAccount> accounts = new ArrayList<>();
        final List<LedgerCommand.OpenAccount> opened = new ArrayList<>();
        final List<LedgerCommand.Post> remembered = new ArrayList<>();

        Shard(GroupId group) {
            this.group = group;
        }
    }

    private final Simulation world;
    private final RandomSource random;

    /** A separate source, so that drawing value dates does not change the other draws. */
    private final RandomSource dates;

    /** Another separate source, for transfers between shards. */
    private final RandomSource payees;

    private final ReversalDemand reversals;
    private final BatchDemand batches;

    private final PaymentWatch payments;

    private final ChangeDemand changes;
    private final AliasDemand aliases;
    private final RivalDemand rivals;
    private final HistoryChecker history;
    private final List<Shard> shards = new ArrayList<>();
    private final Deque<LedgerCommand.OpenAccount> unopened = new ArrayDeque<>();
    private final boolean wordy;
    private final int commandsMax;
    private long made;

    Demand(Simulation world, RandomSource random, HistoryChecker history, PaymentWatch payments) {
        this.world = world;
        this.random = random;
        this.dates = new RandomSource(world.settings().seed() ^ DATES_SALT);
        this.payees = new RandomSource(world.settings().seed() ^ PAYEES_SALT);
        this.reversals = new ReversalDemand(world.settings().seed());
        this.batches = new BatchDemand(world.settings().seed(), world.settings().shards(), history);
        this.changes =
                new ChangeDemand(
                        world.settings().seed(),
                        world.settings().shards(),
                        group -> world.builds().rules(group).changes(),
                        history);
        this.aliases = new AliasDemand(world.settings().seed(), world.settings().shards(), history);
        this.rivals = new RivalDemand(world.settings().seed(), world.settings().shards());
        this.history = history;
        this.payments = payments;
        int count = world.settings().shards();
        int size = SIZES.get(random.nextInt(SIZES.size()));
        wordy = random.chance(WORDY_CHANCE);
        commandsMax = wordy && world.settings().rules() >= 3 ? WORDY_COMMANDS_MAX : COMMANDS_MAX;
        for (int shard = 0; shard < count; shard++) {
            shards.add(new Shard(GroupId.ofShard(shard)));
        }
        int missing = count * size;
        while (missing > 0) {
            AccountNumber number = new AccountNumber(random.nextInt(AccountNumber.VALUE_MAX + 1));
            Shard shard = shards.get(Slots.shardOf(number, count));
            if (shard.accounts.size() < size
                    && shard.accounts.stream().noneMatch(each -> each.number().equals(number))) {
                LedgerCommand.OpenAccount opening = opening(number);
                shard.accounts.add(opening);
                unopened.addLast(opening);
                missing--;
            }
        }
    }

    private LedgerCommand.OpenAccount opening(AccountNumber number) {
        String key = "open-" + number;
        String currency = CURRENCIES.get(random.chance(0.7) ? 0 : random.nextInt(3));
        List<String> aliases = random.chance(0.2) ? List.of("alias of " + number) : List.of();
        long overdraft = OVERDRAFTS[random.nextInt(OVERDRAFTS.length)];
        return new LedgerCommand.OpenAccount(
                number,
                key,
                "Client of " + number,
                currency,
                DIGITS.get(CURRENCIES.indexOf(currency)),
                overdraft,
                aliases,
                "simulator",
                key);
    }

    /** The client's next operation. */
    Operation next(int client) {
        made++;
        LedgerCommand.OpenAccount opening = unopened.pollFirst();
        if (opening != null) {
            return write(client, shardOf(opening.number()).group, List.of(opening));
        }
        boolean newest = namesChange();
        LedgerCommand step = newest ? aliases.next(client) : null;
        if (step != null) {
            return write(client, aliases.shardOf(step), List.of(step));
        }
        RivalDemand.Rival rival = newest ? rivals.next() : null;
        if (rival != null) {
            return write(client, rival.group(), List.of(rival.command()));
        }
        Shard shard = shards.get(random.nextInt(shards.size()));
        if (shard.opened.isEmpty() || random.chance(0.25)) {
            LedgerQuery query = query(shard);
            return Operation.read(
                    client, shard.group, query, history.begin(shard.group), payments.count());
        }
        List<LedgerCommand> commands = new ArrayList<>();
        int count = 1 + random.nextInt(commandsMax);
        for (int i = 0; i < count; i++) {
            LedgerCommand usual = command(shard, i);
            LedgerCommand before = commands.isEmpty() ? null : commands.getLast();
            LedgerCommand chosen = changes.instead(usual, before, shard.group, shard.opened);
            commands.add(routed(bundled(chosen, before, shard)));
        }
        LedgerCommand joining = newest ? rivals.joining(commands.getLast(), shard.opened) : null;
        if (joining != null) {
            commands.add(joining);
        }
        return write(client, shard.group, commands);
    }

    /** Now and then a batch instead, where the shard knows batches. */
    private LedgerCommand bundled(
            LedgerCommand usual, @Nullable LedgerCommand before, Shard shard) {
        boolean known =
                world.settings().rules() >= 4 && world.builds().rules(shard.group).batches();
        return known ? batches.instead(usual, before, shard.group, shard.opened) : usual;
    }

    private boolean namesChange() {
        return shards.stream().allMatch(each -> world.builds().rules(each.group).names());
    }

    private Operation write(int client, GroupId group, List<LedgerCommand> commands) {
        return Operation.write(client, group, commands, history.begin(group), payments.count());
    }

    /** A client has its answer. */
    void answered(int client, LedgerCommand command, LedgerResult result) {
        aliases.answered(client, command, result);
        if (namesChange()) {
            rivals.answered(command, result);
        }
    }

    private Shard shardOf(AccountNumber number) {
        return shards.get(Slots.shardOf(number, shards.size()));
    }

    /** An account is known to be open. */
    void opened(LedgerCommand.OpenAccount opening) {
        Shard shard = shardOf(opening.number());
        if (shard.opened.stream().noneMatch(each -> each.number().equals(opening.number()))) {
            shard.opened.add(opening);
            aliases.opened(opening.number());
        }
    }

    // Questions.

    private LedgerQuery query(Shard shard) {
        AccountNumber account = pick(shard.accounts).number();
        int dice = random.nextInt(20);
        if (dice < 10) {
            return new LedgerQuery.GetAccount(account);
        } else if (dice < 13) {
            return new LedgerQuery.GetAccountAt(account, nearNowMs());
        } else if (dice < 16) {
            return page(shard, account);
        } else if (dice < 18 || shard.remembered.isEmpty()) {
            return new LedgerQuery.FindAlias(alias(shard));
        }
        LedgerCommand.Post post = pick(shard.remembered);
        String key = post.key();
        return new LedgerQuery.FindByKey(post.account(), key == null ? "never used" : key);
    }

    /** A page that starts at the newest record, or at any other. */
    private LedgerQuery page(Shard shard, AccountNumber account) {
        long before = Long.MAX_VALUE;
        if (random.chance(0.5)) {
            var records = history.model(shard.group).history(account, Long.MAX_VALUE, before, 500);
            before = records.isEmpty() ? before : pick(records).sequence();
        }
        return new LedgerQuery.History(
                account, TransactionFilter.ANY, before, 1 + random.nextInt(PAGE_RECORDS_MAX));
    }

    private long nearNowMs() {
        return world.time().wallMs() + random.between(-EFFECTIVE_MS_MAX, EFFECTIVE_MS_MAX);
    }

    // Commands.

    private LedgerCommand command(Shard shard, int place) {
        int dice = random.nextInt(100);
        if (dice < 5) {
            return aboutAlias(shard);
        } else if (dice < 7) {
            return reopening(shard);
        } else if (dice < 22 && !shard.remembered.isEmpty()) {
            return onceMore(shard, pick(shard.remembered));
        }
        LedgerCommand.Post reversal = reversal(shard);
        LedgerCommand.Post fresh =
                reversal != null ? reversal : post(shard, "k" + made + "-" + place);
        if (reversal == null) {
            reversals.ordered(fresh);
        }
        if (shard.remembered.size() < REMEMBERED_MAX) {
            shard.remembered.add(fresh);
        } else {
            shard.remembered.set(random.nextInt(REMEMBERED_MAX), fresh);
        }
        return fresh;
    }

    private String alias(Shard shard) {
        return shard.group + " alias " + random.nextInt(ALIASES_PER_SHARD);
    }

    private LedgerCommand aboutAlias(Shard shard) {
        String alias = alias(shard);
        String key = "alias-" + random.nextInt(KEYS_PER_ALIAS);
        return random.chance(0.9)
                ? new LedgerCommand.ReserveAlias(alias, key, "simulator", key)
                : new LedgerCommand.ConfirmAlias(
                        alias, key, pick(shard.opened).number(), "simulator", key);
    }

    /** Opens an account that exists: unchanged, with other text, or under another key. */
    private LedgerCommand reopening(Shard shard) {
        LedgerCommand.OpenAccount known = pick(shard.opened);
        int dice = random.nextInt(3);
        String key = dice == 0 ? known.key() : dice == 1 ? known.key() : "another " + known.key();
        String holder = dice == 1 ? "Somebody else" : known.holder();
        return new LedgerCommand.OpenAccount(
                known.number(),
                key,
                holder,
                known.currency(),
                random.chance(0.1) ? 1 : known.scale(),
                known.overdraftLimitMinor(),
                known.aliases(),
                "simulator",
                "again");
    }

    /** Repeats an earlier request, or makes one that shares its key or its id. */
    private LedgerCommand onceMore(Shard shard, LedgerCommand.Post before) {
        LedgerCommand.OpenAccount other = pick(shard.opened);
        boolean fresh = random.chance(0.5);
        TransactionId id = fresh && before.key() != null ? freshId() : before.id();
        return switch (random.nextInt(5)) {
            case 0 -> before;
            case 1 -> like(before, id, before.account(), before.amountUnscaled());
            case 4 -> renamed(shard, before);
            case 2 -> like(before, id, before.account(), before.amountUnscaled() + 1);
            default -> like(before, freshId(), other.number(), before.amountUnscaled());
        };
    }

    /**
     * The same request under another key or another id. It is remembered as well: a request with
     * the key or id that was new then, and a new value for the other, still means the first
     * request.
     */
    private LedgerCommand renamed(Shard shard, LedgerCommand.Post before) {
        boolean otherId = before.key() != null && random.chance(0.5);
        TransactionId id = otherId ? freshId() : before.id();
        String key = otherId ? before.key() : "r" + made;
        LedgerCommand.Post renamed =
                copy(before, id, key, before.account(), before.amountUnscaled(), "renamed");
        shard.remembered.set(shard.remembered.indexOf(before), renamed);
        return renamed;
    }

    private LedgerCommand.@Nullable Post reversal(Shard shard) {
        boolean known =
                world.settings().rules() >= 3 && world.builds().rules(shard.group).changes();
        return known ? reversals.next(account -> shardOf(account) == shard) : null;
    }

    private TransactionId freshId() {
        return new TransactionId(random.nextLong(), random.nextLong());
    }

    private static LedgerCommand.Post like(
            LedgerCommand.Post before, TransactionId id, AccountNumber account, long amount) {
        return copy(before, id, before.key(), account, amount, "once more");
    }

    private static LedgerCommand.Post copy(
            LedgerCommand.Post before,
            TransactionId id,
            @Nullable String key,
            AccountNumber account,
            long amount,
            String requestId) {
        return new LedgerCommand.Post(
                id,
                key,
                before.kind(),
                account,
                before.toAccount(),
                amount,
                before.amountScale(),
                before.currency(),
                before.effectiveAtMs(),
                before.reference(),
                before.description(),
                before.mode(),
                before.purpose(),
                "simulator",
                requestId);
    }

    private LedgerCommand.Post post(Shard shard, String key) {
        LedgerCommand.OpenAccount account =
                pick(random.chance(0.01) ? shard.accounts : shard.opened);
        LedgerCommand.OpenAccount other = payee(shard);
        int dice = random.nextInt(10);
        TransactionKind kind =
                dice < 4
                        ? TransactionKind.DEPOSIT
                        : dice < 7 ? TransactionKind.WITHDRAWAL : TransactionKind.TRANSFER;
        long amount = amount(shard, account, kind);
        boolean named = random.chance(0.7);
        return new LedgerCommand.Post(
                freshId(),
                random.chance(0.1) ? null : key,
                kind,
                account.number(),
                kind == TransactionKind.TRANSFER ? to(other.number()) : null,
                amount,
                account.scale(),
                named ? (random.chance(0.01) ? "CHF" : account.currency()) : null,
                ValueDates.instead(
                        random.chance(0.1) ? nearNowMs() : 0, world.time().wallMs(), dates),
                random.chance(0.2) ? "invoice " + made : null,
                description(),
                random.chance(0.05) ? ofFile() : PostingMode.LIVE,
                "simulator",
                key);
    }

    /** An account of the same shard or, where money moves between shards, often of another. */
    private LedgerCommand.OpenAccount payee(Shard shard) {
        LedgerCommand.OpenAccount near = pick(shard.opened);
        if (world.settings().rules() < 2 || !payees.chance(0.6)) {
            return near;
        }
        Shard there = shards.get(payees.nextInt(shards.size()));
        return there.opened.isEmpty()
                ? near
                : there.opened.get(payees.nextInt(there.opened.size()));
    }

    /** A transfer to another shard begins there; what a shard cannot do yet stays as it is. */
    private LedgerCommand routed(LedgerCommand command) {
        if (command instanceof LedgerCommand.Post post
                && post.toAccount() != null
                && post.credits()) {
            GroupId from = shardOf(post.account()).group;
            GroupId to = shardOf(post.toAccount()).group;
            return from.equals(to) || !world.builds().rules(from).movements()
                    ? command
                    : new MovementCommand.Begin(post, to.shard());
        }
        return command;
    }

    private PostingMode ofFile() {
        return made % 2 == 0 ? PostingMode.HISTORY : PostingMode.IMPORT;
    }

    private AccountNumber to(AccountNumber usual) {
        return random.chance(0.98)
                ? usual
                : new AccountNumber(random.nextInt(AccountNumber.VALUE_MAX + 1));
    }

    /** A random amount; now and then all that is available, or one minor unit more. */
    private long amount(Shard shard, LedgerCommand.OpenAccount account, TransactionKind kind) {
        long all =
                dates.chance(0.5)
                        ? history.model(shard.group).available(account.number())
                        : history.model(shard.group).balance(account.number())
                                + account.overdraftLimitMinor();
        if (kind != TransactionKind.DEPOSIT && all > 0 && random.chance(0.2)) {
            return all + random.nextInt(2);
        }
        return random.between(1, AMOUNT_MINOR_MAX);
    }

    private @Nullable String description() {
        int dice = random.nextInt(100);
        if (wordy && dice < 90) {
            return "漢".repeat(500);
        }
        if (dice < 70) {
            return null;
        }
        return dice < 98 ? "what it was for" : "漢".repeat(1 + random.nextInt(500));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
