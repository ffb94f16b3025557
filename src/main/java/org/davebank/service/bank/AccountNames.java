package org.davebank.service.bank;

import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.names.AliasChange;
import org.davebank.ledger.names.AliasFreeing;
import org.davebank.ledger.names.AliasTaking;
import org.davebank.ledger.names.Errand;
import org.davebank.node.wire.Reply;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;

/**
 * The aliases of accounts: which account one leads to, and how accounts get and lose them. An alias leads
 * to the account that its own shard names, if that account lists it. Thread-safe; methods block until the
 * answer arrives.
 */
final class AccountNames {

    private final Shards shards;

    AccountNames(Shards shards) {
        this.shards = shards;
    }

    /** Refuses texts that cannot be aliases, and those that are given twice. */
    static void check(List<String> aliases) {
        if (aliases.size() > LedgerLimits.ALIASES_MAX) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    "more than " + LedgerLimits.ALIASES_MAX + " aliases");
        }
        for (String alias : aliases) {
            BankService.checkText("alias", alias, LedgerLimits.ALIAS_CHARS_MAX);
            if (alias.isBlank() || AccountNumber.isValid(alias)) {
                throw ServiceProblem.of(
                        ProblemCode.MALFORMED_REQUEST,
                        "an alias is neither empty nor an account number");
            }
        }
        if (aliases.stream().distinct().count() < aliases.size()) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, "an alias is given twice");
        }
    }

    /** The account that has this number or alias. */
    Found<Account> find(String numberOrAlias, ReadOptions options) {
        boolean isNumber = AccountNumber.isValid(numberOrAlias);
        AccountNumber number =
                isNumber ? AccountNumber.parse(numberOrAlias) : holder(numberOrAlias, options);
        Reply.Answered answer =
                shards.read(shards.of(number), new LedgerQuery.GetAccount(number), options);
        Found<Account> found = BankService.accountOf(answer, number);
        if (!isNumber && !found.value().aliases().contains(numberOrAlias)) {
            throw BankService.notFound(numberOrAlias);
        }
        return found;
    }

    private AccountNumber holder(String alias, ReadOptions options) {
        if (alias.isBlank() || alias.length() > LedgerLimits.ALIAS_CHARS_MAX) {
            throw ServiceProblem.of(
                    ProblemCode.INVALID_ACCOUNT_NUMBER, "an account number has eight digits");
        }
        Reply.Answered answer =
                shards.read(shards.ofAlias(alias), new LedgerQuery.FindAlias(alias), options);
        AccountNumber number =
                answer.answer() instanceof LedgerAnswer.AliasFound found ? found.account() : null;
        if (number == null) {
            throw BankService.notFound(alias);
        }
        return number;
    }

    /** Holds an alias for an account that is being opened, if no account has it. */
    LedgerResult reserve(Caller caller, String alias, String key) {
        LedgerCommand.ReserveAlias reserve =
                new LedgerCommand.ReserveAlias(alias, key, caller.name(), caller.requestId());
        AliasTaking taking = new AliasTaking(reserve);
        LedgerResult first = step(taking).result();
        if (taking.isDone()) {
            return first;
        }
        try {
            run(taking);
            return taking.result();
        } catch (ServiceProblem e) {
            if (e.code() == ProblemCode.NO_QUORUM) {
                return first; // Perhaps the shard does not free aliases yet: they stay taken.
            }
            throw e;
        }
    }

    /** Changes an account and its aliases. */
    Shards.Written change(LedgerCommand.ChangeAccount change) {
        List<String> before = listed(change.account());
        AliasChange errand = new AliasChange(change);
        Shards.Written last = run(errand);
        if (errand.result() instanceof LedgerResult.Changed changed) {
            before.stream()
                    .filter(alias -> !changed.account().aliases().contains(alias))
                    .forEach(alias -> free(alias, change));
        }
        return new Shards.Written(errand.result(), last.index());
    }

    private List<String> listed(AccountNumber number) {
        Account known = shards.account(number);
        return known == null ? List.of() : known.aliases();
    }

    /** Frees an alias that is removed. The next change that wants the alias makes up for a failure here. */
    private void free(String alias, LedgerCommand.ChangeAccount change) {
        try {
            run(new AliasFreeing(alias, change.by(), change.requestId()));
        } catch (ServiceProblem e) {
            // The change is done and answered; nothing depends on the rest.
        }
    }

    private Shards.Written run(Errand errand) {
        Shards.Written last = step(errand);
        while (!errand.isDone()) {
            last = step(errand);
        }
        return last;
    }

    private Shards.Written step(Errand errand) {
        LedgerCommand command = errand.next();
        Shards.Written written = shards.write(shards.of(command), command, null);
        errand.answered(written.result());
        return written;
    }

    /** Whether an alias is another account's or another request's. */
    static boolean isTaken(LedgerResult result) {
        return result instanceof LedgerResult.Refused refused
                && refused.code() == RejectionCode.ALIAS_TAKEN;
    }
}
