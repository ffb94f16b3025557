package org.davebank.service.imports;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.exchange.ImportRow;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.service.Caller;
import org.davebank.service.Shards;

/**
 * The aliases in account rows: reserved before the account is opened and bound afterwards, so that
 * an alias never leads to two accounts. Not thread-safe.
 */
final class RowAliases {

    private record Claim(ImportRow.AccountRow row, String alias) {}

    private final Shards shards;
    private final ImportWriter writer;
    private final Caller caller;
    private final Map<ImportRow.AccountRow, AccountNumber> opened = new IdentityHashMap<>();

    RowAliases(Shards shards, ImportWriter writer, Caller caller) {
        this.shards = shards;
        this.writer = writer;
        this.caller = caller;
    }

    /**
     * Reserves the aliases of these rows; a dry run only checks whether it could.
     *
     * @return the rows with an alias that is not available, each with that alias
     */
    Map<ImportRow.AccountRow, String> reserve(List<ImportRow> rows, boolean dryRun)
            throws ImportWriter.Ended {
        opened.clear();
        List<Claim> claims = new ArrayList<>();
        for (ImportRow row : rows) {
            if (row instanceof ImportRow.AccountRow account) {
                account.aliases().forEach(alias -> claims.add(new Claim(account, alias)));
            }
        }
        return withoutOwner(dryRun ? claims : refused(claims), dryRun);
    }

    private List<Claim> refused(List<Claim> claims) throws ImportWriter.Ended {
        Map<GroupId, List<LedgerCommand>> reservations = new TreeMap<>();
        Map<LedgerCommand, Claim> claimOf = new IdentityHashMap<>();
        for (Claim claim : claims) {
            LedgerCommand reservation =
                    new LedgerCommand.ReserveAlias(
                            claim.alias(), claim.row().key(), caller.name(), caller.requestId());
            claimOf.put(reservation, claim);
            add(reservations, claim.alias(), reservation);
        }
        List<Claim> refused = new ArrayList<>();
        writer.write(
                reservations,
                (command, result) -> {
                    Claim claim = claimOf.get(command);
                    if (claim != null && result instanceof LedgerResult.Refused) {
                        refused.add(claim);
                    }
                });
        return refused;
    }

    /** Of these claims, those whose alias is bound to another account or reserved for one. */
    private Map<ImportRow.AccountRow, String> withoutOwner(List<Claim> claims, boolean freeIsFine)
            throws ImportWriter.Ended {
        List<ImportWriter.Read> reads = new ArrayList<>();
        for (Claim claim : claims) {
            LedgerQuery query = new LedgerQuery.FindAlias(claim.alias());
            reads.add(new ImportWriter.Read(shards.ofAlias(claim.alias()), query));
        }
        List<LedgerAnswer> answers = writer.read(reads);
        Map<ImportRow.AccountRow, String> lost = new IdentityHashMap<>();
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            AccountNumber owner =
                    answers.get(i) instanceof LedgerAnswer.AliasFound found
                            ? found.account()
                            : null;
            boolean fine =
                    owner == null ? freeIsFine : owner.equals(ImportCommands.numberOf(claim.row()));
            if (!fine) {
                lost.put(claim.row(), claim.alias());
            }
        }
        return lost;
    }

    /** The row's account is open: by this row, now or at an earlier attempt. */
    void opened(ImportRow.AccountRow row, AccountNumber number) {
        opened.put(row, number);
    }

    /** Binds the reserved aliases of the accounts opened since. */
    void bind() throws ImportWriter.Ended {
        Map<GroupId, List<LedgerCommand>> confirmations = new TreeMap<>();
        opened.forEach((row, number) -> {
            for (String alias : row.aliases()) {
                add(
                        confirmations,
                        alias,
                        new LedgerCommand.ConfirmAlias(
                                alias, row.key(), number, caller.name(), caller.requestId()));
            }
        });
        writer.write(confirmations, (command, result) -> {});
    }

    private void add(
            Map<GroupId, List<LedgerCommand>> commands, String alias, LedgerCommand command) {
        commands.computeIfAbsent(shards.ofAlias(alias), key -> new ArrayList<>()).add(command);
    }
}
