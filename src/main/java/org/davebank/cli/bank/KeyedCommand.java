package org.davebank.cli.bank;

import org.davebank.api.Request;
import org.davebank.api.bank.TransactionAnswer;
import org.davebank.base.Shell;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.Failure;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Changes something in the bank, once under its key. */
abstract class KeyedCommand extends BankCommand {

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "idempotency key: the same key posts once, however often it is run")
    private @Nullable String key;

    /** Posts a request under the given key, or under a new one. */
    BankClient.Answer send(BankClient bank, String path, Request body) {
        String ownKey = key == null ? BankClient.newKey() : key;
        try {
            return bank.send(BankClient.Call.post(path, body, ownKey));
        } catch (BankClient.NoAnswer e) {
            String text = String.valueOf(e.getMessage());
            throw new Failure(
                    e.maybeDone()
                            ? text
                                    + "; whether it was done is unknown: repeat it with --key "
                                    + Shell.word(ownKey)
                            : text);
        }
    }

    /** Prints a posted transaction. */
    void show(BankClient.Answer answer) {
        if (json) {
            out().println(answer.orFail());
            return;
        }
        TransactionAnswer posted = answer.orFail(TransactionAnswer.class);
        boolean again = key != null && answer.replayed();
        out().println(
                        money(posted.amountMinor(), posted.currency())
                                + where(posted)
                                + "; balance "
                                + money(posted.balanceAfterMinor(), posted.currency())
                                + (again ? " (done before, under the same key)" : ""));
        out().println(
                        "Transaction "
                                + posted.id()
                                + ", shard "
                                + posted.shard()
                                + ", index "
                                + posted.index());
    }

    private static String where(TransactionAnswer posted) {
        String account = posted.accountNum();
        String to = posted.toAccount();
        return switch (posted.transactionType()) {
            case "deposit" -> " into " + account;
            case "withdrawal" -> " out of " + account;
            case "reversal" -> " given back by a reversal of account " + account;
            case "hold" -> " of account " + account + " reserved";
            case "release" -> " of account " + account + " freed";
            case "capture" ->
                    " captured from account " + account + (to == null ? "" : " for " + to);
            default -> " from " + account + " to " + to;
        };
    }
}
