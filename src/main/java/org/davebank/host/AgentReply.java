package org.davebank.host;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * An agent's answer.
 *
 * @param done false if it was refused; the text says why
 * @param text for the user
 * @param problem what failed while nodes were started, or empty
 * @param ready all expected nodes are up and the network takes writes
 * @param writable the network takes writes
 * @param console the console's URL, or empty while no server serves it
 */
public record AgentReply(
        boolean done,
        String text,
        String problem,
        boolean ready,
        boolean writable,
        String console,
        List<Row> nodes) {

    private static final int TEXT_BYTES_MAX = 4_096;

    public AgentReply {
        nodes = List.copyOf(nodes);
    }

    /** True if the network can be used: a server is reachable and writes are accepted. */
    public boolean isUsable() {
        return writable && !console.isEmpty();
    }

    /** What a process is doing, as the agent knows it. */
    public enum State {
        STARTING,
        ALIVE,
        PAUSED,
        /** Ended as requested. */
        STOPPED,
        /** Ended without a request. */
        DEAD;

        /** As written in files and shown to users. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        boolean isRunning() {
            return this == STARTING || this == ALIVE || this == PAUSED;
        }
    }

    /**
     * One node.
     *
     * @param pid 0 while it has no process
     * @param http 0 for a worker
     * @param startedMs time from the start of its process to its first report that it is ready; 0
     *     if this agent has not seen that
     */
    public record Row(
            String name,
            NodeRole role,
            String host,
            int port,
            long pid,
            int http,
            State state,
            long startedMs) {}

    static byte[] encode(long id, AgentReply reply) {
        WireWriter out = new WireWriter().u8(Wire.VERSION).i64(id);
        out.bool(reply.done).text(cut(reply.text)).text(cut(reply.problem));
        out.bool(reply.ready).bool(reply.writable).text(reply.console);
        out.varint(reply.nodes.size());
        for (Row row : reply.nodes) {
            out.text(row.name).u8(row.role.ordinal()).text(row.host).u16(row.port);
            out.varint(row.pid).u16(row.http).u8(row.state.ordinal()).varint(row.startedMs);
        }
        return out.toBytes();
    }

    private static String cut(String text) {
        return text.length() <= TEXT_BYTES_MAX / 4 ? text : text.substring(0, TEXT_BYTES_MAX / 4);
    }

    static AgentReply decode(WireReader in) throws WireException {
        boolean done = in.bool();
        String text = in.text(TEXT_BYTES_MAX);
        String problem = in.text(TEXT_BYTES_MAX);
        boolean ready = in.bool();
        boolean writable = in.bool();
        String console = in.text(TEXT_BYTES_MAX);
        int count = in.listSize(8);
        List<Row> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(
                    new Row(
                            Wire.name(in),
                            NodeRole.values()[in.count(NodeRole.values().length - 1)],
                            in.text(255),
                            in.u16(),
                            in.varint(),
                            in.u16(),
                            State.values()[in.count(State.values().length - 1)],
                            in.varint()));
        }
        in.end();
        return new AgentReply(done, text, problem, ready, writable, console, rows);
    }
}
