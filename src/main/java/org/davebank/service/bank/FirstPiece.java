package org.davebank.service.bank;

import java.util.List;
import java.util.function.Function;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerCommand;
import org.davebank.node.wire.RequestBody;

/**
 * Splits commands into requests that each fit one log entry, by count and by exact size, so that no
 * command is refused because of the others in its request.
 */
public final class FirstPiece {

    /** Commands in one request; bounded so that other requests get a turn. */
    static final int COMMANDS_MAX = 1_000;

    /** What a transfer takes more when it goes to another shard. */
    private static final int ROUTE_BYTES = 2;

    private FirstPiece() {}

    /** The longest prefix of a non-empty list that fits one request, at least one element. */
    public static <T> List<T> of(List<T> list, Function<T, ? extends LedgerCommand> command) {
        long bytes = 0;
        int count = 0;
        while (count < Math.min(COMMANDS_MAX, list.size())) {
            bytes += LedgerCodec.bytes(command.apply(list.get(count))) + ROUTE_BYTES;
            if (bytes > RequestBody.Post.BYTES_MAX && count > 0) {
                break;
            }
            count++;
        }
        return list.subList(0, count);
    }
}
