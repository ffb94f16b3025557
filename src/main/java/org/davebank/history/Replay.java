package org.davebank.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A bank of one thread, which repeats all records of a shard in the order of its log (J5, J10). */
final class Replay {

    private static final class Account {
        final Book book;
        final List<Line> late = new ArrayList<>();
        long balanceMinor;
        long index = -1;

        Account(Book book) {
            this.book = book;
        }
    }

    private record Step(Account account, Line line) {}

    private final Flaws flaws;
    private final Predicate<String> checked;
    private final Map<String, Long> reversed = new TreeMap<>();

    /** @param checked whether the bank had to look at the funds for the call with this key */
    Replay(Flaws flaws, Predicate<String> checked) {
        this.flaws = flaws;
        this.checked = checked;
    }

    void run(Map<String, Book> books) {
        List<Step> steps = new ArrayList<>();
        List<Account> accounts = new ArrayList<>();
        for (Book book : books.values()) {
            Account account = new Account(book);
            accounts.add(account);
            for (Line line : book.lines()) {
                if (line.index() < account.index) {
                    flaws.add(
                            "J5", "the history of " + book.account() + " is out of order: " + line);
                }
                account.index = line.index();
                steps.add(new Step(account, line));
            }
        }
        steps.sort(
                Comparator.comparingInt((Step step) -> step.line().shard())
                        .thenComparingLong(step -> step.line().index()));
        for (Step step : steps) {
            apply(step.account(), step.line());
        }
        for (Account account : accounts) {
            if (account.book.balanceMinor() != account.balanceMinor) {
                flaws.add(
                        "J5",
                        account.book.account()
                                + " has "
                                + account.book.balanceMinor()
                                + ", its records say "
                                + account.balanceMinor);
            }
        }
    }

    private void apply(Account account, Line line) {
        String name = account.book.account();
        account.late.removeIf(each -> !each.waitsAt(line.committedMs(), name));
        long lateMinor = account.late.stream().mapToLong(Line::amountMinor).sum();
        long fundsMinor = account.balanceMinor + account.book.overdraftMinor() - lateMinor;
        boolean home = !line.isCreditOf(name);
        if (!line.isPosted() && home) {
            checkRefusal(account, line, fundsMinor);
        }
        long effect = line.effectOn(name);
        account.balanceMinor += effect;
        if (line.balanceAfterMinor() != account.balanceMinor) {
            flaws.add("J5", "the balance is " + account.balanceMinor + " after " + line);
            account.balanceMinor = line.balanceAfterMinor();
        }
        if (effect < 0 && fundsMinor + effect < 0 && isChecked(account.book, line)) {
            flaws.add("J5", "overdrawn to " + (account.balanceMinor - lateMinor) + " by " + line);
        }
        if (line.waitsAt(line.committedMs(), name)) {
            account.late.add(line);
        }
        Original original = line.reverses();
        if (original != null && home && line.isPosted()) {
            long minor = reversed.merge(original.id(), line.amountMinor(), Long::sum);
            if (minor > original.amountMinor()) {
                flaws.add(
                        "J10", minor + " were given back of " + original + ", at last by " + line);
            }
        }
    }

    /** A line that no call asked for is judged by what its book says. */
    private boolean isChecked(Book book, Line line) {
        String key = line.key();
        return key == null ? book.fundsKnown() : checked.test(key);
    }

    private void checkRefusal(Account account, Line line, long fundsMinor) {
        String code = String.valueOf(line.refusal());
        Original original = line.reverses();
        if (code.equals(Codes.INSUFFICIENT_FUNDS)
                && account.book.fundsKnown()
                && line.amountMinor() <= fundsMinor) {
            flaws.add("J5", "rejected with " + fundsMinor + " to take: " + line);
        } else if (original != null && Codes.isAboutReversal(code)) {
            long left = original.amountMinor() - reversed.getOrDefault(original.id(), 0L);
            if (line.amountMinor() <= left) {
                flaws.add("J10", "rejected with " + left + " left of " + original + ": " + line);
            }
        }
    }
}
