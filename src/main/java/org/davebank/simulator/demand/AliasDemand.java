package org.davebank.simulator.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.directory.Slots;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.WantedAliases;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.names.AliasChange;
import org.davebank.ledger.names.AliasFreeing;
import org.davebank.ledger.names.Errand;
import org.davebank.simulator.check.AliasWatch;
import org.davebank.simulator.check.HistoryChecker;
import org.jspecify.annotations.Nullable;

/**
 * What servers do for customers who add and remove aliases: a few accounts, and a few aliases that all of
 * them want. A server may stop in the middle of it, and then another one perhaps begins once more under the
 * same key. Not thread-safe.
 */
public final class AliasDemand {

    private static final long SALT = 0x616c_6961_7365_73L;

    /** The share of a client's operations that begin a change of aliases. */
    private static final double CHANCE = 0.08;

    private static final double STOP_CHANCE = 0.1;
    private static final int ACCOUNTS_PER_SHARD = 2;
    private static final int ALIASES_PER_SHARD = 2;
    private static final int REMEMBERED_MAX = 12;

    private final int shards;
    private final HistoryChecker history;
    private final AliasWatch watch;
    private final RandomSource random;
    private final Map<String, GroupId> shardOf = new TreeMap<>();
    private final List<String> aliases;
    private final List<AccountNumber> accounts = new ArrayList<>();
    private final List<ChangeAccount> remembered = new ArrayList<>();
    private final Map<Integer, Errand> running = new TreeMap<>();
    private long made;

    public AliasDemand(long seed, int shards, HistoryChecker history) {
        this.shards = shards;
        this.history = history;
        this.random = new RandomSource(seed ^ SALT);
        for (int shard = 0; shard < shards; shard++) {
            GroupId group = GroupId.ofShard(shard);
            for (int i = 0; i < ALIASES_PER_SHARD; i++) {
                shardOf.put(group + " alias " + i, group);
            }
        }
        this.aliases = new ArrayList<>(shardOf.keySet());
        this.watch = new AliasWatch(history, shardOf);
    }

    /** An account is open. */
    public void opened(AccountNumber number) {
        GroupId group = shardOf(number);
        long known = accounts.stream().filter(each -> shardOf(each).equals(group)).count();
        if (known < ACCOUNTS_PER_SHARD) {
            accounts.add(number);
        }
    }

    /** The next command of the client's errand, or null if it has none. */
    public @Nullable LedgerCommand next(int client) {
        Errand errand = running.get(client);
        if (errand != null && random.chance(STOP_CHANCE)) {
            running.remove(client);
            return null;
        }
        if (errand == null && !accounts.isEmpty() && random.chance(CHANCE)) {
            errand = errand();
            running.put(client, errand);
        }
        return errand == null ? null : errand.next();
    }

    /** The shard that a command of an errand goes to. */
    public GroupId shardOf(LedgerCommand command) {
        return switch (command) {
            case LedgerCommand.ClaimAlias claim -> home(claim.alias());
            case LedgerCommand.FreeAlias free -> home(free.alias());
            case LedgerCommand.GiveUpChange giveUp -> shardOf(giveUp.account());
            case ChangeAccount change -> shardOf(change.account());
            default -> throw new IllegalArgumentException("no step of an errand: " + command);
        };
    }

    private GroupId home(String alias) {
        return Objects.requireNonNull(shardOf.get(alias));
    }

    private GroupId shardOf(AccountNumber number) {
        return GroupId.ofShard(Slots.shardOf(number, shards));
    }

    /** The client has a result of a command, perhaps of its errand. */
    public void answered(int client, LedgerCommand command, LedgerResult result) {
        Errand errand = running.get(client);
        if (errand != null && errand.next().equals(command)) {
            errand.answered(result);
            watch.check(shards);
            if (errand.isDone()) {
                running.remove(client);
            }
        }
    }

    private Errand errand() {
        made++;
        if (random.chance(0.1)) {
            return new AliasFreeing(pick(aliases), "simulator", "alias-" + made);
        }
        if (!remembered.isEmpty() && random.chance(0.3)) {
            return new AliasChange(pick(remembered));
        }
        ChangeAccount fresh = change(pick(accounts));
        if (remembered.size() < REMEMBERED_MAX) {
            remembered.add(fresh);
        } else {
            remembered.set(random.nextInt(REMEMBERED_MAX), fresh);
        }
        return new AliasChange(fresh);
    }

    private ChangeAccount change(AccountNumber number) {
        Account now = history.model(shardOf(number)).newest(number);
        List<String> wanted = new ArrayList<>(now == null ? List.of() : now.aliases());
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            String alias = pick(aliases);
            if (!wanted.remove(alias)) {
                wanted.add(alias);
            }
        }
        boolean renames = random.chance(0.1);
        return new ChangeAccount(
                number,
                "aliases-" + made,
                null,
                renames ? "Heir " + made : null,
                null,
                new WantedAliases(wanted, List.of()),
                now != null && random.chance(0.2) ? now.version() : 0,
                "simulator",
                "alias-" + made);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
