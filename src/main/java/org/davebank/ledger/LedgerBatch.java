package org.davebank.ledger;

import java.util.List;

/**
 * What one log entry of a shard carries: all commands that waited for the shard, in order.
 *
 * @param stampMs the leader's wall clock, 0 to {@link LedgerLimits#STAMP_MS_MAX}; the ledger moves
 *     it forward when it is not after the entry before
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
