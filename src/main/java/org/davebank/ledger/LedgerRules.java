package org.davebank.ledger;

import java.util.List;

/**
 * What of a ledger's decisions may differ from one build to the next. A log entry says from where on
 * which rules hold, so that a restart replays each entry by the rules of its time, whatever build
 * replays it.
 *
 * <p>Rules that once held are never changed or removed: whoever wants to decide otherwise adds a row to
 * {@link #TABLE}, a component here if there is none, and asks it where the ledger decides.
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
