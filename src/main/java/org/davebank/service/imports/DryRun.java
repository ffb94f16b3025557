package org.davebank.service.imports;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.ledger.state.PostRules;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * Rounds that change nothing: looks up accounts and keys, and checks everything that does not
 * depend on a balance. An account that an earlier row would open counts as existing; a second row
 * for it counts as a duplicate.
 */
final class DryRun {

    /** The predicted outcome of a command. */
    sealed interface Outcome {

        /**
         * It would create something.
         *
         * @param currency of the account; empty where no money moves
         * @param netMinor the net amount brought into the bank, negative for money taken out
         */
        record Created(String currency, long netMinor) implements Outcome {}

        /** No money moves. */
        Created STILL = new Created("", 0);

        record Duplicate() implements Outcome {}

        /**
         * The bank has an account with this number; the caller checks whether it is the same one.
         */
        record Taken() implements Outcome {}

        record Rejected(Refused why) implements Outcome {}
    }

    private final Shards shards;
    private final ImportWriter writer;

    /** The currencies of existing accounts that the commands of a round name. */
    private final Map<AccountNumber, String> currencies = new HashMap<>();

    /** The accounts that the file would open, by currency, as sets of numbers. */
    private final Map<String, BitSet> opened = new HashMap<>();

    DryRun(Shards shards, ImportWriter writer) {
        this.shards = shards;
        this.writer = writer;
    }

    /** Records that the file would open this account; false when it was recorded before. */
    boolean open(AccountNumber number, String currency) {
        if (openedIn(number) != null) {
            return false;
        }
        opened.computeIfAbsent(currency, any -> new BitSet()).set(number.value());
        return true;
    }

    /** The predicted outcome of each command, in order. */
    List<Outcome> outcomes(List<LedgerCommand> commands) throws ImportWriter.Ended {
        lookUpAccounts(commands);
        List<Outcome> outcomes = new ArrayList<>();
        for (LedgerCommand command : commands) {
            outcomes.add(
                    switch (command) {
                        case OpenAccount open -> opening(open);
                        case Post post -> posting(post);
                        default -> Outcome.STILL;
                    });
        }
        findDuplicates(commands, outcomes);
        return outcomes;
    }

    private Outcome opening(OpenAccount open) {
        if (currencies.containsKey(open.number())) {
            return new Outcome.Taken();
        }
        return open(open.number(), open.currency()) ? Outcome.STILL : new Outcome.Duplicate();
    }

    private Outcome posting(Post post) {
        Refused refused = PostRules.refusal(post);
        if (refused != null) {
            return new Outcome.Rejected(refused);
        }
        String currency = currency(post.account());
        if (currency == null) {
            return missing(post.account());
        }
        int scale = Money.scale(currency);
        refused = PostRules.refusal(post, currency, scale);
        if (refused != null) {
            return new Outcome.Rejected(refused);
        }
        if (post.effectiveAtMs()
                > System.currentTimeMillis() + LedgerLimits.EFFECTIVE_AHEAD_MS_MAX) {
            return new Outcome.Rejected(
                    new Refused(
                            RejectionCode.INVALID_EFFECTIVE_AT,
                            "effective_at lies more than 31 days ahead"));
        }
        AccountNumber to = post.toAccount();
        if (post.kind() == TransactionKind.RELEASE) {
            return Outcome.STILL; // It moves nothing.
        }
        if (post.kind() == TransactionKind.REVERSAL && to == null) {
            return Outcome.STILL; // Its direction depends on a row that may be in the same file.
        }
        if (post.kind() != TransactionKind.DEPOSIT && to != null) {
            String other = currency(to);
            if (other == null) {
                return missing(to);
            }
            return other.equals(currency)
                    ? Outcome.STILL
                    : new Outcome.Rejected(PostRules.otherCurrency(post, currency));
        }
        long amountMinor = PostRules.amountMinor(post, scale);
        return new Outcome.Created(
                currency, post.kind() == TransactionKind.DEPOSIT ? amountMinor : -amountMinor);
    }

    private static Outcome missing(AccountNumber account) {
        return new Outcome.Rejected(
                new Refused(RejectionCode.ACCOUNT_NOT_FOUND, "there is no account " + account));
    }

    private @Nullable String currency(AccountNumber account) {
        String openedHere = openedIn(account);
        return openedHere == null ? currencies.get(account) : openedHere;
    }

    private @Nullable String openedIn(AccountNumber account) {
        for (Map.Entry<String, BitSet> each : opened.entrySet()) {
            if (each.getValue().get(account.value())) {
                return each.getKey();
            }
        }
        return null;
    }

    private void findDuplicates(List<LedgerCommand> commands, List<Outcome> outcomes)
            throws ImportWriter.Ended {
        Map<Integer, ImportWriter.Read> keys = new LinkedHashMap<>();
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i) instanceof Post post
                    && post.key() != null
                    && outcomes.get(i) instanceof Outcome.Created) {
                LedgerQuery query = new LedgerQuery.FindByKey(post.account(), post.key());
                keys.put(i, new ImportWriter.Read(shards.of(post.account()), query));
            }
        }
        List<LedgerAnswer> found = writer.read(List.copyOf(keys.values()));
        int next = 0;
        for (int at : keys.keySet()) {
            if (found.get(next++) instanceof LedgerAnswer.Transactions records
                    && records.transactions().stream()
                            .anyMatch(each -> each.status() == TransactionStatus.POSTED)) {
                outcomes.set(at, new Outcome.Duplicate());
            }
        }
    }

    private void lookUpAccounts(List<LedgerCommand> commands) throws ImportWriter.Ended {
        currencies.clear();
        Map<AccountNumber, ImportWriter.Read> reads = new LinkedHashMap<>();
        for (LedgerCommand command : commands) {
            switch (command) {
                case OpenAccount open -> add(reads, open.number());
                case Post post -> {
                    add(reads, post.account());
                    add(reads, post.toAccount());
                }
                default -> {}
            }
        }
        List<LedgerAnswer> answers = writer.read(List.copyOf(reads.values()));
        int next = 0;
        for (AccountNumber account : reads.keySet()) {
            if (answers.get(next++) instanceof LedgerAnswer.AccountFound found
                    && found.account() != null) {
                currencies.put(account, found.account().currency());
            }
        }
    }

    private void add(Map<AccountNumber, ImportWriter.Read> reads, @Nullable AccountNumber account) {
        if (account != null) {
            LedgerQuery query = new LedgerQuery.GetAccount(account);
            reads.putIfAbsent(account, new ImportWriter.Read(shards.of(account), query));
        }
    }
}
