package org.davebank.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.history.Step.Places;
import org.jspecify.annotations.Nullable;

/** The calls of a history as steps, and the cells that they touch. */
final class Steps {

    private final Map<String, Book> books;
    private final Map<String, Line> byKey = new TreeMap<>();
    private final Map<String, Integer> accounts = new TreeMap<>();

    /** The accounts whose balance alone decides what a debit may take. */
    private final Set<Integer> funds = new TreeSet<>();

    private final Map<String, Integer> rests = new TreeMap<>();
    private final List<Long> contents = new ArrayList<>();
    private final List<Boolean> flags = new ArrayList<>();
    private final List<Step> all = new ArrayList<>();

    Steps(History history, Flaws flaws) {
        books = history.books();
        for (Book book : books.values()) {
            for (Line line : book.lines()) {
                String key = line.key();
                if (key != null && !line.isCreditOf(book.account())) {
                    byKey.put(key, line);
                }
            }
            if (book.followed()) {
                int cell = cell(0, false);
                accounts.put(book.account(), cell);
                if (book.fundsKnown() && !book.hasLateFunds()) {
                    funds.add(cell);
                }
            }
        }
        long endNs = 0;
        for (Call call : history.calls()) {
            long lastNs = call.returnedNs() < Call.NEVER ? call.returnedNs() : call.calledNs();
            endNs = Math.max(endNs, lastNs);
            if (call.asked() instanceof Asked.Balance(String account)
                    && call.answered() instanceof Answered.Balance(long minor)) {
                read(account, call.calledNs(), call.returnedNs(), minor);
            }
        }
        Movement.of(history.calls(), flaws).forEach(this::add);
        for (Book book : books.values()) {
            read(book.account(), endNs + 1, endNs + 2, book.balanceMinor());
        }
    }

    private int cell(long content, boolean flag) {
        contents.add(content);
        flags.add(flag);
        return contents.size() - 1;
    }

    private int account(@Nullable String name) {
        return name == null ? -1 : accounts.getOrDefault(name, -1);
    }

    private void read(String account, long calledNs, long returnedNs, long minor) {
        int cell = account(account);
        if (cell >= 0) {
            String name = "read " + account + ": " + minor;
            all.add(new Step.Read(name, calledNs, returnedNs, cell, minor));
        }
    }

    private void add(Movement asked) {
        Asked.Move move = asked.move;
        int home = account(asked.home());
        Original original = move.reverses();
        int rest = original == null || home < 0 ? -1 : rest(original);
        String refused = asked.refused;
        if (refused != null) {
            if (home >= 0) {
                refusal(asked, refused, home, rest);
            }
            return;
        }
        Line answer = asked.posted;
        boolean open = answer == null;
        if (open && books.containsKey(asked.home())) {
            // The final read is the answer; what is not in the books then was not done.
            answer = byKey.get(asked.key());
        }
        boolean resolved = answer != null || books.containsKey(asked.home());
        if (asked.isNotDone() || (resolved && (answer == null || !answer.isPosted()))) {
            return;
        }
        boolean between = move.from() != null && move.to() != null;
        int from = account(move.from());
        int to = account(move.to());
        if (from >= 0 || to >= 0) {
            String shown = answer == null ? "unknown" : "" + answer.balanceAfterMinor();
            int done = open ? cell(0, true) : -1;
            all.add(
                    new Step.Transfer(
                            name(asked, shown),
                            asked.calledNs,
                            asked.returnedNs,
                            new Places(from, to, home, rest, done, between),
                            move.amountMinor(),
                            move.checked() ? leastMinor(move.from()) : Long.MIN_VALUE,
                            answer == null ? null : answer.balanceAfterMinor()));
        }
    }

    private int rest(Original original) {
        return rests.computeIfAbsent(original.id(), any -> cell(original.amountMinor(), false));
    }

    private long leastMinor(@Nullable String payer) {
        Book book = payer == null ? null : books.get(payer);
        return book == null ? Long.MIN_VALUE : -book.overdraftMinor();
    }

    /** Refusals for other reasons move nothing and are not judged. */
    private void refusal(Movement asked, String code, int home, int rest) {
        Book book = books.get(asked.home());
        long amountMinor = asked.move.amountMinor();
        String name = name(asked, code);
        if (code.equals(Codes.INSUFFICIENT_FUNDS) && book != null && funds.contains(home)) {
            long enoughMinor = amountMinor - book.overdraftMinor();
            all.add(new Step.Refusal(name, asked.calledNs, asked.returnedNs, home, enoughMinor));
        } else if (rest >= 0 && Codes.isAboutReversal(code)) {
            all.add(new Step.Refusal(name, asked.calledNs, asked.returnedNs, rest, amountMinor));
        }
    }

    private static String name(Movement asked, String answer) {
        Asked.Move move = asked.move;
        String from = move.from() == null ? "cash" : move.from();
        String to = move.to() == null ? "cash" : move.to();
        return asked.key() + ": " + move.amountMinor() + " " + from + " > " + to + ": " + answer;
    }

    /** In no particular order. */
    List<Step> all() {
        return all;
    }

    /** The state of all cells before the first call. */
    long[] start() {
        return contents.stream().mapToLong(Long::longValue).toArray();
    }

    /** Whether a cell says if something was done. */
    boolean isFlag(int cell) {
        return flags.get(cell);
    }
}
