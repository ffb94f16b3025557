package org.davebank.service.bank;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.node.wire.Reply;
import org.davebank.service.Caller;
import org.davebank.service.Page;
import org.davebank.service.Period;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/** Lists over one account, or merged over all shards. Thread-safe; methods block. */
public final class Listings {

    public static final int LIMIT_DEFAULT = 100;
    public static final int LIMIT_MAX = LedgerLimits.PAGE_MAX;

    /** The number of accounts, transactions and rejected attempts in the whole bank. */
    public record Totals(long accounts, long transactions, long rejected) {}

    private final Shards shards;

    public Listings(Shards shards) {
        this.shards = shards;
    }

    /**
     * Accounts in ascending number.
     *
     * @param text found in number, holder or alias; null means any
     * @param cursor of an earlier page, or null for the first
     */
    public Page<Account> accounts(
            Caller caller,
            @Nullable String text,
            @Nullable String cursor,
            int limit,
            ReadOptions options) {
        caller.require(Role.VIEWER);
        checkLimit(limit);
        int after = cursor == null ? -1 : parseAfter(cursor);
        List<Reply.Answered> answers =
                shards.readAll(new LedgerQuery.ListAccounts(after, limit, text), options);
        List<Account> merged = new ArrayList<>();
        boolean more = false;
        // Past the last account of a shard that stopped early, other shards' accounts must wait.
        int knownUpTo = AccountNumber.VALUE_MAX;
        for (Reply.Answered answer : answers) {
            if (answer.answer() instanceof LedgerAnswer.Accounts page) {
                merged.addAll(page.accounts());
                if (page.more()) {
                    more = true;
                    knownUpTo = Math.min(knownUpTo, last(page, after));
                }
            }
        }
        int bound = knownUpTo;
        merged.removeIf(account -> account.number().value() > bound);
        merged.sort(Comparator.comparing(Account::number));
        if (merged.size() > limit) {
            merged = merged.subList(0, limit);
            more = true;
        }
        String next = !more ? null : merged.isEmpty() ? Integer.toString(bound) : number(merged);
        return new Page<>(merged, next, Shards.indexes(answers), Shards.stalenessMs(answers));
    }

    private static int last(LedgerAnswer.Accounts page, int after) {
        return page.accounts().isEmpty() ? after : page.accounts().getLast().number().value();
    }

    private static String number(List<Account> accounts) {
        return Integer.toString(accounts.getLast().number().value());
    }

    private static int parseAfter(String cursor) {
        try {
            return Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw badCursor();
        }
    }

    private static ServiceProblem badCursor() {
        return ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, "cursor is not one of this list");
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST, "limit must be 1 to " + LIMIT_MAX);
        }
    }

    /**
     * Records in commit order, newest first.
     *
     * @param account one account's, or null for all shards
     */
    public Page<Posted> transactions(
            Caller caller,
            @Nullable AccountNumber account,
            TransactionFilter filter,
            @Nullable String cursor,
            int limit,
            ReadOptions options) {
        caller.require(Role.VIEWER);
        checkLimit(limit);
        Period.check(filter);
        return account == null
                ? allTransactions(filter, cursor, limit, options)
                : accountTransactions(account, filter, cursor, limit, options);
    }

    private Page<Posted> accountTransactions(
            AccountNumber account,
            TransactionFilter filter,
            @Nullable String cursor,
            int limit,
            ReadOptions options) {
        GroupId group = shards.of(account);
        long before = cursor == null ? Long.MAX_VALUE : parseBefore(cursor, 1)[0];
        Reply.Answered known = shards.read(group, new LedgerQuery.GetAccount(account), options);
        if (known.answer() instanceof LedgerAnswer.AccountFound found && found.account() == null) {
            throw ServiceProblem.of(
                    ProblemCode.ACCOUNT_NOT_FOUND, "there is no account " + account);
        }
        Reply.Answered answer =
                shards.read(
                        group, new LedgerQuery.History(account, filter, before, limit), options);
        LedgerAnswer.Transactions page = transactions(answer, filter);
        List<Posted> items = new ArrayList<>();
        for (Transaction each : page.transactions()) {
            items.add(new Posted(each, group.shard(), false));
        }
        String next = page.nextBefore() < 0 ? null : Long.toString(page.nextBefore());
        return new Page<>(
                items,
                next,
                Shards.indexes(List.of(answer)),
                Shards.stalenessMs(List.of(known, answer)));
    }

    /** A page; of a node of an older build it may have more than was asked for. */
    private static LedgerAnswer.Transactions transactions(
            Reply.Answered answer, TransactionFilter filter) {
        if (answer.answer() instanceof LedgerAnswer.Transactions page) {
            return filter.picked(page);
        }
        throw ServiceProblem.of(ProblemCode.INTERNAL, "an answer of another kind");
    }

    private static long[] parseBefore(String cursor, int count) {
        try {
            long[] before =
                    Arrays.stream(cursor.split("\\.", -1)).mapToLong(Long::parseLong).toArray();
            if (before.length == count) {
                return before;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same answer.
        }
        throw badCursor();
    }

    private static final class Head {
        final Reply.Answered answer;
        final LedgerAnswer.Transactions page;
        int next;

        Head(Reply.Answered answer, TransactionFilter filter) {
            this.answer = answer;
            this.page = transactions(answer, filter);
        }

        @Nullable Transaction peek() {
            return next < page.transactions().size() ? page.transactions().get(next) : null;
        }

        /** Where the next page of this shard begins; -1 at the end. */
        long before(long asked) {
            if (next >= page.transactions().size()) {
                return page.nextBefore();
            }
            return next == 0 ? asked : page.transactions().get(next - 1).sequence();
        }
    }

    private Page<Posted> allTransactions(
            TransactionFilter filter, @Nullable String cursor, int limit, ReadOptions options) {
        int count = shards.count();
        long[] before = new long[count];
        Arrays.fill(before, Long.MAX_VALUE);
        if (cursor != null) {
            before = parseBefore(cursor, count);
        }
        List<Head> heads = new ArrayList<>();
        List<Reply.Answered> answers = new ArrayList<>();
        Map<Integer, Head> byShard = new HashMap<>();
        for (int shard = 0; shard < count; shard++) {
            // A finished shard is asked for records before its first: there are none.
            long from = Math.max(0, before[shard]);
            Reply.Answered answer =
                    shards.readIfKnown(
                            GroupId.ofShard(shard),
                            new LedgerQuery.History(null, filter, from, limit),
                            options);
            if (answer != null) {
                Head head = new Head(answer, filter);
                answers.add(answer);
                heads.add(head);
                byShard.put(shard, head);
            }
        }
        List<Posted> items = merge(heads, limit);
        StringBuilder next = new StringBuilder();
        boolean more = false;
        for (int shard = 0; shard < count; shard++) {
            Head head = byShard.get(shard);
            long from =
                    before[shard] < 0 || head == null ? before[shard] : head.before(before[shard]);
            more |= from >= 0 && head != null;
            next.append(shard == 0 ? "" : ".").append(from);
        }
        return new Page<>(
                items,
                more ? next.toString() : null,
                Shards.indexes(answers),
                Shards.stalenessMs(answers));
    }

    private static List<Posted> merge(List<Head> heads, int limit) {
        List<Posted> items = new ArrayList<>();
        while (items.size() < limit) {
            Head newest = null;
            for (Head head : heads) {
                Transaction next = head.peek();
                if (next == null) {
                    if (head.page.nextBefore() >= 0) {
                        return items; // Its next record may be newer than the others.
                    }
                } else if (newest == null || newer(next, newest.peek())) {
                    newest = head;
                }
            }
            if (newest == null) {
                return items;
            }
            items.add(
                    new Posted(
                            newest.page.transactions().get(newest.next++),
                            newest.answer.group().shard(),
                            false));
        }
        return items;
    }

    private static boolean newer(Transaction one, @Nullable Transaction other) {
        return other == null || one.committedAtMs() > other.committedAtMs();
    }

    /** Counts over all shards. */
    public Totals totals(Caller caller, ReadOptions options) {
        caller.require(Role.VIEWER);
        long accounts = 0;
        long transactions = 0;
        long rejected = 0;
        for (Reply.Answered answer : shards.readAll(new LedgerQuery.Summary(), options)) {
            if (answer.answer() instanceof LedgerAnswer.ShardSummary sum) {
                accounts += sum.accounts();
                transactions += sum.transactions();
                rejected += sum.rejected();
            }
        }
        return new Totals(accounts, transactions, rejected);
    }
}
