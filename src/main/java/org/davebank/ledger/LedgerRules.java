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
 */
public record LedgerRules(int version, long effectiveAheadMsMax) {

    /** Those of a log that says nothing of rules. */
    public static final LedgerRules FIRST = new LedgerRules(1, LedgerLimits.EFFECTIVE_AHEAD_MS_MAX);

    /** All that this build knows, the first in front; each version is one above that before it. */
    public static final List<LedgerRules> TABLE = List.of(FIRST);
}
