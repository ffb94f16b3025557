package org.davebank.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A history, written down call by call. Ann's account is in shard 0 and Bob's in shard 1. The bank of the story does
 * what each call says at the moment that it is told; the test then bends one thing.
 */
final class Story {

    static final String ANN = "ann";
    static final String BOB = "bob";

    final List<Call> calls = new ArrayList<>();
    final Map<String, List<Line>> lines =
            new TreeMap<>(Map.of(ANN, new ArrayList<>(), BOB, new ArrayList<>()));
    final Map<String, Long> balances = new TreeMap<>(Map.of(ANN, 0L, BOB, 0L));
    private long index;

    private static int shard(String account) {
        return account.equals(ANN) ? 0 : 1;
    }

    Line line(Asked.Move move, String account, boolean home, @Nullable String refusal) {
        return new Line(
                "id of " + move.key(),
                home ? move.key() : null,
                move.from(),
                move.to(),
                move.amountMinor(),
                move.reverses(),
                refusal,
                balances.get(account),
                index,
                index,
                shard(account),
                index,
                "");
    }

    static Asked.Move deposit(String key, String to, long minor) {
        return new Asked.Move(key, null, to, minor, true, null);
    }

    static Asked.Move withdrawal(String key, String from, long minor) {
        return new Asked.Move(key, from, null, minor, true, null);
    }

    static Asked.Move transfer(String key, String from, String to, long minor) {
        return new Asked.Move(key, from, to, minor, true, null);
    }

    /** Gives a part of a transfer back. */
    static Asked.Move reversal(String key, Asked.Move of, long minor) {
        Original original = new Original("id of " + of.key(), of.amountMinor());
        return new Asked.Move(key, of.to(), of.from(), minor, true, original);
    }

    /** Books a movement and tells nobody. */
    Line book(Asked.Move move) {
        index++;
        for (String account : new String[] {move.from(), move.to()}) {
            if (account != null) {
                balances.merge(
                        account,
                        account.equals(move.from()) ? -move.amountMinor() : move.amountMinor(),
                        Long::sum);
            }
        }
        String home = move.from() == null ? move.to() : move.from();
        Line line = line(move, home, true, null);
        lines.get(home).add(line);
        if (move.from() != null && move.to() != null) {
            lines.get(move.to()).add(line(move, move.to(), false, null));
        }
        return line;
    }

    /** Books a refusal and tells nobody. */
    Line bookRefusal(Asked.Move move, String code) {
        index++;
        String home = move.from() == null ? move.to() : move.from();
        Line line = line(move, home, true, code);
        lines.get(home).add(line);
        return line;
    }

    Story heard(long calledNs, long returnedNs, Asked asked, Answered answered) {
        calls.add(new Call(calledNs, returnedNs, asked, answered));
        return this;
    }

    /** A movement that is booked and acknowledged. */
    Story posted(long calledNs, long returnedNs, Asked.Move move) {
        return heard(calledNs, returnedNs, move, new Answered.Posted(book(move)));
    }

    Story refused(long calledNs, long returnedNs, Asked.Move move, String code) {
        bookRefusal(move, code);
        return heard(calledNs, returnedNs, move, new Answered.Refused(code, true));
    }

    /** A movement whose answer never came. */
    Story lost(long calledNs, Asked.Move move) {
        return heard(calledNs, Call.NEVER, move, new Answered.Unknown());
    }

    Story read(long calledNs, long returnedNs, String account, long minor) {
        return heard(calledNs, returnedNs, new Asked.Balance(account), new Answered.Balance(minor));
    }

    /** Bends a line of a book. */
    Story bend(String account, int at, UnaryOperator<Line> how) {
        lines.get(account).set(at, how.apply(lines.get(account).get(at)));
        return this;
    }

    /** Takes a line out of a book, as if it had never been there. */
    Story tear(String account, int at) {
        Line line = lines.get(account).remove(at);
        long minor = line.effectOn(account);
        balances.merge(account, -minor, Long::sum);
        for (int i = at; i < lines.get(account).size(); i++) {
            bend(account, i, each -> with(each, each.balanceAfterMinor() - minor, each.index()));
        }
        return this;
    }

    static Line with(Line line, long balanceAfterMinor, long index) {
        return new Line(
                line.id(),
                line.key(),
                line.from(),
                line.to(),
                line.amountMinor(),
                line.reverses(),
                line.refusal(),
                balanceAfterMinor,
                line.committedMs(),
                line.effectiveMs(),
                line.shard(),
                index,
                line.details());
    }

    History history() {
        Map<String, Book> books = new TreeMap<>();
        lines.forEach((account, of) ->
                books.put(account, new Book(account, 0, true, true, balances.get(account), of)));
        return new History(calls, books);
    }
}
