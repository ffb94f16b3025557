package org.davebank.service.imports;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.Money;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.service.Caller;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;
import org.jspecify.annotations.Nullable;

/**
 * Finds or opens the accounts for another bank's account ids. An id leads to the same account at
 * every attempt and on every node, because the account's number and key are derived from the id.
 */
final class ExternalAccounts {

    /** Ids cached; beyond this they are looked up again. */
    static final int CACHE_MAX = 200_000;

    private static final String KEY_PREFIX = "alias:";

    private final Shards shards;
    private final ImportWriter writer;
    private final Caller caller;
    private final String currency;
    private final Map<String, AccountNumber> known =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, AccountNumber> eldest) {
                    return size() > CACHE_MAX;
                }
            };
    private long opened;

    ExternalAccounts(ImportTask task, ImportWriter writer) {
        this.shards = task.shards();
        this.writer = writer;
        this.caller = task.caller();
        this.currency = shards.founding().currency();
    }

    /** The currency of an account opened for a row that names this currency, or none. */
    String currency(@Nullable String named) {
        return named == null ? currency : named;
    }

    /** The command that opens the account for a foreign id. */
    LedgerCommand.OpenAccount opening(String id, AccountNumber number, @Nullable String named) {
        String code = currency(named);
        return new LedgerCommand.OpenAccount(
                number,
                KEY_PREFIX + id,
                id,
                code,
                Money.scale(code),
                0,
                List.of(id),
                caller.name(),
                caller.requestId());
    }

    /** The number that the account of an unknown id would get, unless it is taken. */
    static AccountNumber expectedNumber(String id) {
        return BankService.candidate(KEY_PREFIX + id, 0);
    }

    /**
     * The accounts of these ids; unknown ids that may not be opened are missing.
     *
     * @param currencies the ids, each with the currency for a newly opened account
     */
    Map<String, AccountNumber> find(Map<String, String> currencies, boolean open)
            throws ImportWriter.Ended {
        Collection<String> ids = currencies.keySet();
        List<String> missing = new ArrayList<>();
        for (String id : ids) {
            if (!known.containsKey(id)) {
                missing.add(id);
            }
        }
        if (!missing.isEmpty()) {
            if (open) {
                openAll(missing, currencies);
            } else {
                lookUp(missing);
            }
        }
        Map<String, AccountNumber> found = new TreeMap<>();
        for (String id : ids) {
            AccountNumber number = known.get(id);
            if (number != null) {
                found.put(id, number);
            }
        }
        return found;
    }

    private void lookUp(List<String> ids) throws ImportWriter.Ended {
        Map<String, AccountNumber> holders = new TreeMap<>();
        for (String id : ids) {
            LedgerAnswer answer = writer.read(shards.ofAlias(id), new LedgerQuery.FindAlias(id));
            if (answer instanceof LedgerAnswer.AliasFound found && found.account() != null) {
                holders.put(id, found.account());
            }
        }
        keepListed(holders);
    }

    /** Remembers the accounts that list their id, and returns the other ids: those accounts had them. */
    private List<String> keepListed(Map<String, AccountNumber> holders) throws ImportWriter.Ended {
        List<String> ids = List.copyOf(holders.keySet());
        List<ImportWriter.Read> reads = new ArrayList<>();
        for (AccountNumber number : holders.values()) {
            reads.add(new ImportWriter.Read(shards.of(number), new LedgerQuery.GetAccount(number)));
        }
        List<LedgerAnswer> answers = writer.read(reads);
        List<String> others = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Account account =
                    answers.get(i) instanceof LedgerAnswer.AccountFound found
                            ? found.account()
                            : null;
            if (account != null && account.aliases().contains(ids.get(i))) {
                known.put(ids.get(i), account.number());
            } else {
                others.add(ids.get(i));
            }
        }
        return others;
    }

    /** Reserves the aliases, opens an account for each, and binds them: three rounds in total. */
    private void openAll(List<String> ids, Map<String, String> currencies)
            throws ImportWriter.Ended {
        Map<GroupId, List<LedgerCommand>> reservations = new TreeMap<>();
        for (String id : ids) {
            add(
                    reservations,
                    shards.ofAlias(id),
                    new LedgerCommand.ReserveAlias(
                            id, KEY_PREFIX + id, caller.name(), caller.requestId()));
        }
        List<String> toOpen = new ArrayList<>();
        List<String> held = new ArrayList<>();
        Map<String, AccountNumber> bound = new TreeMap<>();
        writer.write(
                reservations,
                (command, result) -> {
                    String id = ((LedgerCommand.ReserveAlias) command).alias();
                    switch (result) {
                        case LedgerResult.AliasBound its -> bound.put(id, its.account());
                        case LedgerResult.AliasReserved reserved -> toOpen.add(id);
                        default -> held.add(id); // Bound under another key.
                    }
                });
        held.addAll(keepListed(bound));
        lookUp(held);
        List<String> rest = toOpen;
        for (int probe = 0; !rest.isEmpty() && probe < BankService.PROBES_MAX; probe++) {
            rest = openUnder(rest, currencies, probe);
        }
    }

    private List<String> openUnder(List<String> ids, Map<String, String> currencies, int probe)
            throws ImportWriter.Ended {
        Map<GroupId, List<LedgerCommand>> openings = new TreeMap<>();
        for (String id : ids) {
            AccountNumber number = BankService.candidate(KEY_PREFIX + id, probe);
            add(openings, shards.of(number), opening(id, number, currencies.get(id)));
        }
        List<String> taken = new ArrayList<>();
        Map<String, AccountNumber> earlier = new TreeMap<>();
        writer.write(
                openings,
                (command, result) -> {
                    LedgerCommand.OpenAccount open = (LedgerCommand.OpenAccount) command;
                    String id = open.aliases().getFirst();
                    opened += result instanceof LedgerResult.Opened ? 1 : 0;
                    if (result instanceof LedgerResult.Opened account && !account.replayed()) {
                        known.put(id, open.number());
                    } else if (isOpen(result)) {
                        earlier.put(id, open.number());
                    } else if (result instanceof LedgerResult.Refused refused
                            && refused.code() == RejectionCode.ACCOUNT_EXISTS) {
                        taken.add(id);
                    }
                });
        taken.addAll(keepListed(earlier));
        bind(ids);
        return taken;
    }

    private void bind(List<String> ids) throws ImportWriter.Ended {
        Map<GroupId, List<LedgerCommand>> confirmations = new TreeMap<>();
        for (String id : ids) {
            AccountNumber number = known.get(id);
            if (number != null) {
                add(
                        confirmations,
                        shards.ofAlias(id),
                        new LedgerCommand.ConfirmAlias(
                                id, KEY_PREFIX + id, number, caller.name(), caller.requestId()));
            }
        }
        writer.write(confirmations, (command, result) -> {});
    }

    /** An account in another currency that an earlier job opened and did not bind. */
    private static boolean isOpen(LedgerResult result) {
        return result instanceof LedgerResult.Opened
                || result instanceof LedgerResult.Refused refused
                        && refused.code() == RejectionCode.IDEMPOTENCY_KEY_REUSED;
    }

    private static void add(
            Map<GroupId, List<LedgerCommand>> commands, GroupId group, LedgerCommand command) {
        commands.computeIfAbsent(group, key -> new ArrayList<>()).add(command);
    }

    long opened() {
        return opened;
    }
}
