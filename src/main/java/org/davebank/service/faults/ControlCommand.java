package org.davebank.service.faults;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.fault.FaultPlan;
import org.davebank.ledger.state.Damage;
import org.davebank.service.network.History;

/**
 * What a server node asks of another node's process, apart from banking: faults, the tail of the
 * log, and a test-only switch to prove that the audit detects damage.
 */
public sealed interface ControlCommand {

    int LINES_MAX = 500;

    /** Starts a fault that ends by itself. */
    record Inject(FaultPlan plan) implements ControlCommand {}

    /** Ends one fault early; the reply is one byte if the node had it, empty if not. */
    record Heal(String faultId) implements ControlCommand {}

    record HealAll() implements ControlCommand {}

    /** The newest lines of the node's log, as UTF-8. */
    record LogTail(int lines) implements ControlCommand {}

    /**
     * Damages the books of a shard on this replica only. Refused unless the process was started with
     * the test-only switch.
     *
     * @param deltaMinor by how much a posting is altered
     */
    record Harm(int shard, Damage.Kind kind, long deltaMinor) implements ControlCommand {}

    /** The history that a server keeps for its charts: {@link History#bytes}. */
    record Remembered() implements ControlCommand {}

    static byte[] encode(ControlCommand command) {
        WireWriter out = new WireWriter();
        switch (command) {
            case Inject c -> {
                out.u8(1);
                c.plan().write(out);
            }
            case Heal c -> out.u8(2).text(c.faultId());
            case HealAll c -> out.u8(3);
            case LogTail c -> out.u8(4).varint(c.lines());
            case Harm c ->
                    out.u8(7).varint(c.shard()).varint(c.kind().ordinal()).zigzag(c.deltaMinor());
            case Remembered c -> out.u8(6);
        }
        return out.toBytes();
    }

    static ControlCommand decode(byte[] bytes) throws WireException {
        WireReader in = new WireReader(bytes);
        int kind = in.u8();
        ControlCommand command =
                switch (kind) {
                    case 1 -> new Inject(FaultPlan.read(in));
                    case 2 -> new Heal(in.text(FaultPlan.ID_BYTES_MAX));
                    case 3 -> new HealAll();
                    case 4 -> new LogTail(in.count(LINES_MAX));
                    case 6 -> new Remembered();
                    case 7 -> new Harm(in.count(1024), kind(in), in.zigzag());
                    default -> throw new WireException("unknown control command " + kind);
                };
        in.end();
        return command;
    }

    private static Damage.Kind kind(WireReader in) throws WireException {
        return Damage.Kind.values()[in.count(Damage.Kind.values().length - 1)];
    }
}
