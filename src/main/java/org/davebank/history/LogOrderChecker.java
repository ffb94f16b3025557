package org.davebank.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.davebank.history.Asked.Move;
import org.jspecify.annotations.Nullable;

/**
 * Compares the calls of a history with the books. Each record names its shard and its index there, so
 * that no order has to be searched for: a bank of one thread replays the records in that order, and real time
 * must agree with it. Takes time in proportion to the history, save for sorting.
 *
 * <pre>
 * Rules
 *   J1  what was acknowledged is in the books exactly once, as it was acknowledged
 *   J2  a recorded refusal is in the books as a refusal; an unrecorded one left no record
 *   J3  what was not done left no record; what is unknown left one or none
 *   J4  the books have nothing under a key that no call had
 *   J5  every balance_after is the replay of the records up to it, funds sufficed for what is posted, and
 *       were insufficient where the bank said so
 *   J6  each balance is the sum of the movements, posted ones and resolved ones
 *   J7  a call that began after another one had ended comes later in its shard's log
 *   J8  a posted movement is in the books of both accounts once, with the same amount; a refused one
 *       in those of the payer alone
 *   J9  a call on an account that began after a payment to it had ended, or was seen, comes later in its history
 *   J10 reversals give back at most what was posted, and are refused only for that
 *   J11 a read shows a balance that the account had between its call and its return, and no older one than
 *       an earlier read
 *   J12 all definite answers under one key are the same
 * </pre>
 */
public final class LogOrderChecker {

    private final History history;
    private final Flaws flaws = new Flaws();
    private final Map<String, List<Line>> byKey = new TreeMap<>();
    private final Map<String, Line> homes = new TreeMap<>();
    private final Map<String, List<Placed>> credits = new TreeMap<>();
    private final Map<String, Placed> places = new TreeMap<>();
    private final Map<String, Long> sums = new TreeMap<>();
    private final RealTime realTime;

    /** A line with its place in a book. */
    private record Placed(Book book, int at, Line line) {}

    private LogOrderChecker(History history) {
        this.history = history;
        this.realTime = new RealTime(history.books(), flaws);
    }

    /** Judges a history; its finding counts calls. */
    public static Finding check(History history) {
        return new LogOrderChecker(history).check();
    }

    private Finding check() {
        Collection<Movement> movements = Movement.of(history.calls(), flaws);
        sort();
        Map<String, List<Line>> unasked = new TreeMap<>(byKey);
        for (Movement each : movements) {
            unasked.remove(each.key());
            resolve(each);
        }
        unasked.forEach((key, lines) -> flaws.add("J4", "nobody asked for " + lines.getFirst()));
        Map<String, Movement> asked = new TreeMap<>();
        movements.forEach(each -> asked.put(each.key(), each));
        Replay replay = new Replay(flaws, key -> isChecked(asked.get(key)));
        replay.run(history.books());
        history.books().values().forEach(this::checkSum);
        for (Call call : history.calls()) {
            if (call.asked() instanceof Asked.Balance(String account)
                    && call.answered() instanceof Answered.Balance(long minor)) {
                realTime.read(account, call, minor);
            }
        }
        realTime.check();
        return flaws.finding(history.calls().size(), 0);
    }

    private static boolean isChecked(@Nullable Movement asked) {
        return asked == null || asked.move.checked();
    }

    private void sort() {
        for (Book book : history.books().values()) {
            for (int at = 0; at < book.lines().size(); at++) {
                Line line = book.lines().get(at);
                Placed placed = new Placed(book, at, line);
                String key = line.key();
                if (line.isCreditOf(book.account())) {
                    credits.computeIfAbsent(line.id(), any -> new ArrayList<>()).add(placed);
                    continue;
                }
                homes.put(line.id(), line);
                if (key != null) {
                    byKey.computeIfAbsent(key, any -> new ArrayList<>()).add(line);
                    places.putIfAbsent(key, placed);
                }
            }
        }
    }

    private void resolve(Movement asked) {
        List<Line> found = byKey.getOrDefault(asked.key(), List.of());
        if (found.size() > 1) {
            flaws.add("J1", asked.key() + " is in the books " + found.size() + " times");
        }
        Line line = found.isEmpty() ? null : found.getFirst();
        if (!history.books().containsKey(asked.home())) {
            return;
        }
        if (line != null && !isOf(asked.move, line)) {
            flaws.add("J1", asked.move + " is in the books as " + line);
        }
        Line posted = asked.posted;
        if (posted != null) {
            if (!posted.equals(line)) {
                flaws.add(
                        "J1",
                        line == null
                                ? "acknowledged and lost: " + posted
                                : "acknowledged as " + posted + ", in the books as " + line);
            }
        } else if (asked.refused != null) {
            checkRefused(asked, asked.refused, line);
        } else if (asked.isNotDone() && line != null && !asked.wasRefused(line.refusal())) {
            flaws.add("J3", asked.key() + " was said not to be done, and is in the books: " + line);
        }
        if (posted != null || (asked.open && line != null && line.isPosted())) {
            addUp(asked.move);
        }
        if (line != null) {
            Placed home = Objects.requireNonNull(places.get(asked.key()));
            realTime.home(asked, home.book(), home.at());
            checkCredit(asked, line);
        }
    }

    private static boolean isOf(Move move, Line line) {
        Original wanted = move.reverses();
        Original given = line.reverses();
        return Objects.equals(move.from(), line.from())
                && Objects.equals(move.to(), line.to())
                && move.amountMinor() == line.amountMinor()
                && Objects.equals(
                        wanted == null ? null : wanted.id(), given == null ? null : given.id());
    }

    private void checkRefused(Movement asked, String code, @Nullable Line line) {
        if (line == null) {
            flaws.add("J2", "the refusal of " + asked.key() + " is not in the books");
        } else if (line.isPosted()) {
            flaws.add("J2", asked.key() + " was refused (" + code + ") and is posted");
        } else if (!code.equals(line.refusal())) {
            flaws.add("J2", asked.key() + " was " + code + " and is now " + line.refusal());
        }
    }

    private void addUp(Move move) {
        if (move.from() != null) {
            sums.merge(move.from(), -move.amountMinor(), Long::sum);
        }
        if (move.to() != null) {
            sums.merge(move.to(), move.amountMinor(), Long::sum);
        }
    }

    /** The other half of a movement between two accounts. */
    private void checkCredit(Movement asked, Line line) {
        String to = line.to();
        if (line.from() == null || to == null || !history.books().containsKey(to)) {
            return;
        }
        List<Placed> found = credits.getOrDefault(line.id(), List.of());
        int wanted = line.isPosted() ? 1 : 0;
        if (found.size() != wanted) {
            flaws.add(
                    "J8",
                    asked.key()
                            + " is "
                            + found.size()
                            + " times in the books of "
                            + to
                            + ", as "
                            + line);
        } else if (wanted == 1) {
            Placed credit = found.getFirst();
            if (credit.line().amountMinor() != line.amountMinor()) {
                flaws.add("J8", "of " + line + " arrived " + credit.line());
            }
            realTime.credit(asked, credit.book(), credit.at());
        }
    }

    private void checkSum(Book book) {
        String account = book.account();
        long sum = sums.getOrDefault(account, 0L);
        for (Line line : book.lines()) {
            Line home = homes.get(line.id());
            boolean own = home != null && home.key() != null;
            sum += own ? 0 : line.effectOn(account);
        }
        if (sum != book.balanceMinor()) {
            flaws.add(
                    "J6",
                    account + " has " + book.balanceMinor() + ", its movements add up to " + sum);
        }
    }
}
