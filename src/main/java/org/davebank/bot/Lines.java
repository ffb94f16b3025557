package org.davebank.bot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.davebank.history.Asked;
import org.davebank.history.Line;
import org.davebank.history.Original;
import org.jspecify.annotations.Nullable;

/**
 * The bank's records and DaveBot's orders in the words of a history. Holds and releases are movements of nothing, and captures
 * are withdrawals or transfers.
 */
final class Lines {

    /** Any record of a movement, by its id. */
    private final Map<String, Entry> originals = new HashMap<>();

    Lines(Collection<Statement> statements) {
        for (Statement statement : statements) {
            statement.entries().forEach(entry -> originals.put(entry.id(), entry));
        }
    }

    static Asked.Move move(Order order) {
        Entry original = order.reverses();
        boolean credits = order.effectMinor() > 0;
        return new Asked.Move(
                order.key(),
                credits ? null : order.account(),
                credits ? order.account() : order.payee(),
                order.kind().movesMoney() ? order.amountMinor() : 0,
                true,
                original == null ? null : new Original(original.id(), original.amountMinor()));
    }

    /** @param keyOf the key of the order that a record belongs to, or null */
    List<Line> of(Statement statement, Function<Entry, @Nullable String> keyOf) {
        List<Line> lines = new ArrayList<>();
        long balanceMinor = 0;
        for (Entry entry : statement.entries()) {
            long effectMinor = entry.balanceAfterMinor() - balanceMinor;
            balanceMinor = entry.balanceAfterMinor();
            lines.add(
                    entry.kind() == Kind.OTHER
                            ? other(entry, statement.account(), effectMinor)
                            : line(entry, statement.account(), keyOf.apply(entry)));
        }
        return lines;
    }

    /** @param owner the account in whose books it is */
    Line line(Entry entry, String owner, @Nullable String key) {
        boolean credits = entry.kind() == Kind.DEPOSIT || isReversalOfPayout(entry);
        boolean moves = entry.kind().movesMoney();
        return line(
                entry,
                entry.isCreditOf(owner) ? null : key,
                credits ? null : entry.account(),
                credits ? entry.account() : moves ? entry.to() : null,
                moves ? entry.amountMinor() : 0);
    }

    private boolean isReversalOfPayout(Entry entry) {
        Entry original = originals.get(String.valueOf(entry.reverses()));
        return entry.kind() == Kind.REVERSAL && original != null && original.isPaidOut();
    }

    private Line other(Entry entry, String owner, long effectMinor) {
        boolean debits = effectMinor < 0;
        return line(
                entry, null, debits ? owner : null, debits ? null : owner, Math.abs(effectMinor));
    }

    private Line line(
            Entry entry,
            @Nullable String key,
            @Nullable String from,
            @Nullable String to,
            long amountMinor) {
        String code = entry.code();
        return new Line(
                entry.id(),
                key,
                from,
                to,
                amountMinor,
                original(entry.reverses()),
                entry.posted() ? null : code == null ? "rejected" : code,
                entry.balanceAfterMinor(),
                entry.committedMs(),
                entry.effectiveMs(),
                entry.shard(),
                entry.index(),
                details(entry));
    }

    private static String details(Entry entry) {
        String about = entry.kind() + " " + entry.key() + " " + entry.reference();
        return switch (entry.kind()) {
            case HOLD ->
                    about
                            + " of "
                            + entry.amountMinor()
                            + " for "
                            + entry.to()
                            + " until "
                            + entry.expiresMs();
            case CAPTURE, RELEASE -> about + " of " + entry.amountMinor() + " from " + entry.hold();
            default -> about;
        };
    }

    /** Of an original that is not in the books of these accounts, any amount may be given back. */
    private @Nullable Original original(@Nullable String id) {
        if (id == null) {
            return null;
        }
        Entry original = originals.get(id);
        return new Original(id, original == null ? Long.MAX_VALUE : original.amountMinor());
    }
}
