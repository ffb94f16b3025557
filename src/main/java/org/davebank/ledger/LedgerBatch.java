package org.davebank.ledger;

import java.util.List;

/**
 * The content of one log entry of a shard: commands in order.
 *
 * @param stampMs the leader's wall clock, 0 to {@link LedgerLimits#STAMP_MS_MAX}; the ledger raises
 *     it if it is before that of the previous entry
 * @param commands at most {@link LedgerLimits#COMMANDS_PER_ENTRY_MAX}
 */
public record LedgerBatch(long stampMs, List<LedgerCommand> commands) {

    public LedgerBatch {
        if (stampMs < 0 || stampMs > LedgerLimits.STAMP_MS_MAX) {
            throw new IllegalArgumentException("stamp out of range: " + stampMs);
        }
        if (commands.size() > LedgerLimits.COMMANDS_PER_ENTRY_MAX) {
            throw new IllegalArgumentException("too many commands: " + commands.size());
        }
        commands = List.copyOf(commands);
    }
}
