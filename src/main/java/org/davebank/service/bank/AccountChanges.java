package org.davebank.service.bank;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.WantedAliases;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an account after its opening: it is frozen, unfrozen, closed, renamed, or given another
 * limit or other aliases. Accounts are named by their number or an alias. Thread-safe; methods block until the answer
 * arrives.
 */
public final class AccountChanges {

    private final Shards shards;
    private final BankService bank;
    private final AccountNames names;

    public AccountChanges(Shards shards, BankService bank) {
        this.shards = shards;
        this.bank = bank;
        this.names = new AccountNames(shards);
    }

    /**
     * Freezes, unfreezes or closes an account.
     *
     * @param status what it becomes
     * @param key null treats this as a separate request
     * @throws ServiceProblem as in the contract's table of errors
     */
    public ChangedAccount become(
            Caller caller, String account, AccountStatus status, @Nullable String key) {
        caller.require(Role.TELLER);
        BankService.checkText("idempotency_key", key, LedgerLimits.KEY_CHARS_MAX);
        AccountNumber number = bank.resolve(account, ReadOptions.STRONG);
        return write(
                new ChangeAccount(
                        number,
                        ownKey(key),
                        status,
                        null,
                        null,
                        0,
                        caller.name(),
                        caller.requestId()));
    }

    /**
     * Gives an account another holder, another limit or other aliases, all of it or nothing.
     *
     * @throws ServiceProblem as in the contract's table of errors
     */
    public ChangedAccount edit(Caller caller, String account, ChangeRequest request) {
        caller.require(Role.TELLER);
        String holder = request.holder();
        BigDecimal limit = request.overdraftLimit();
        BankService.checkText("holder", holder, LedgerLimits.HOLDER_CHARS_MAX);
        BankService.checkText("idempotency_key", request.key(), LedgerLimits.KEY_CHARS_MAX);
        if (holder != null && holder.isBlank()) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, "holder must not be empty");
        }
        List<String> aliases = request.aliases();
        if (holder == null && limit == null && aliases == null) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST, "give holder, overdraft_limit or aliases");
        }
        if (aliases != null) {
            AccountNames.check(aliases);
        }
        AccountNumber number = bank.resolve(account, ReadOptions.STRONG);
        Long limitMinor = limit == null ? null : limitMinor(number, limit);
        ChangeRequest.Seen seen = request.seen();
        if (seen != null && !seen.account().equals(number)) {
            throw ServiceProblem.of(
                    ProblemCode.VERSION_MISMATCH,
                    "the version is one of account " + seen.account() + ", not of " + number);
        }
        long version = seen == null ? 0 : seen.version();
        return write(
                new ChangeAccount(
                        number,
                        ownKey(request.key()),
                        null,
                        holder,
                        limitMinor,
                        aliases == null ? null : new WantedAliases(aliases, List.of()),
                        version,
                        caller.name(),
                        caller.requestId()));
    }

    private long limitMinor(AccountNumber number, BigDecimal limit) {
        Account known = shards.account(number);
        if (known == null) {
            throw BankService.notFound(number.toString());
        }
        return BankService.overdraft(limit, known.currency());
    }

    /** Under a key of its own each attempt inside the network is the same request. */
    private String ownKey(@Nullable String key) {
        return key == null ? bank.newId().toString() : key;
    }

    private ChangedAccount write(ChangeAccount change) {
        GroupId group = shards.of(change.account());
        Shards.Written written =
                change.aliases() == null ? shards.write(group, change, null) : names.change(change);
        return switch (written.result()) {
            case LedgerResult.Changed changed when changed.rejection() == null ->
                    new ChangedAccount(
                            changed.account(), group.shard(), written.index(), changed.replayed());
            case LedgerResult.Changed changed ->
                    throw Rejections.problem(changed, change.overdraftLimitMinor());
            case LedgerResult.Refused refused ->
                    throw ServiceProblem.of(
                            ServiceProblem.codeOf(refused.code()), refused.message());
            default -> throw ServiceProblem.of(ProblemCode.INTERNAL, "an answer of another kind");
        };
    }
}
