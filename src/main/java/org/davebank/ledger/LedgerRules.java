package org.davebank.ledger;

import java.util.List;

/**
 * The decisions of a ledger that may differ from one build to the next. A log entry switches to newer
 * rules, so that every build replays each entry by the rules of its time.
 *
 * <p>Rules that once held are never changed or removed: a new decision adds a row to
 * {@link #TABLE}, and a component here if none fits, which the ledger reads where it decides.
 *
 * @param version from 1
 * @param effectiveAheadMsMax how far after its stamp an entry may let a posting become effective
 * @param movements whether money moves between shards; a transfer to an account of another currency
 *     is then recorded as rejected, inside a shard too
 * @param changes whether accounts change, transactions are reversed, funds are held, and shards
 *     mark cuts
 * @param names whether the aliases of accounts change
 * @param batches whether there are batches that are posted all or not at all
 */
public record LedgerRules(
        int version,
        long effectiveAheadMsMax,
        boolean movements,
        boolean changes,
        boolean names,
        boolean batches) {

    /** Those of a log that says nothing of rules. */
    public static final LedgerRules FIRST =
            new LedgerRules(1, LedgerLimits.EFFECTIVE_AHEAD_MS_MAX, false, false, false, false);

    private static final LedgerRules SECOND =
            new LedgerRules(2, LedgerLimits.EFFECTIVE_AHEAD_MS_MAX, true, false, false, false);

    private static final LedgerRules THIRD =
            new LedgerRules(3, LedgerLimits.EFFECTIVE_AHEAD_MS_MAX, true, true, false, false);

    private static final LedgerRules FOURTH =
            new LedgerRules(4, LedgerLimits.EFFECTIVE_AHEAD_MS_MAX, true, true, true, true);

    /** All that this build knows, the first in front; each version is one above that before it. */
    public static final List<LedgerRules> TABLE = List.of(FIRST, SECOND, THIRD, FOURTH);

    /**
     * Whether these rules know the command. An entry with one that they do not know could not be read
     * by a member of an older build.
     */
    public boolean know(LedgerCommand command) {
        return switch (command) {
            case LedgerCommand.Post post -> changes || post.purpose() == null;
            case MovementCommand.Begin begin ->
                    movements && (changes || begin.post().purpose() == null);
            case MovementCommand.Deliver deliver ->
                    movements && (changes || deliver.reverses() == null);
            case LedgerCommand.ChangeAccount change ->
                    changes && (names || change.aliases() == null);
            case LedgerCommand.AliasStep step -> names;
            case MovementCommand.Mark mark -> changes;
            case MovementCommand.Expire expire -> changes;
            case MovementCommand.BeginBatch begin -> batches;
            case MovementCommand.ExpectBatch expect -> batches;
            case MovementCommand.Decide decide -> movements && (batches || decide.item() < 0);
            case MovementCommand step -> movements;
            default -> true;
        };
    }
}
