package org.davebank.service.bank;

import java.util.List;
import java.util.function.Function;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerCommand;
import org.davebank.node.wire.RequestBody;

/**
 * Cuts commands that need not become one log entry into requests that do: by their number and by
 * their exact size, so that none is refused for what comes with it.
 */
public final class FirstPiece {

    /** Commands in one request, so that others get between. */
    static final int COMMANDS_MAX = 1_000;

    private FirstPiece() {}

    /** The first of a list that is not empty, as many as one request takes, at least one. */
    public static <T> List<T> of(List<T> list, Function<T, ? extends LedgerCommand> command) {
        long bytes = 0;
        int count = 0;
        while (count < Math.min(COMMANDS_MAX, list.size())) {
            bytes += LedgerCodec.bytes(command.apply(list.get(count)));
            if (bytes > RequestBody.Post.BYTES_MAX && count > 0) {
                break;
            }
            count++;
        }
        return list.subList(0, count);
    }
}
