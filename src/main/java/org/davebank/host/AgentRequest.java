package org.davebank.host;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/** Requests to an agent, and reports from its nodes. */
public sealed interface AgentRequest {

    /** The most nodes that one agent starts. */
    int NODES_MAX = 200;

    int REBUILD_AFTER_S_MAX = 86_400;

    /** The actions on a node's process. */
    enum Action {
        /** SIGKILL: at once, without cleanup. */
        KILL,
        /** SIGTERM: the node says good-bye; the answer comes when it is gone. */
        STOP,
        /** SIGSTOP: the process stands still and answers nothing. */
        PAUSE,
        /** SIGCONT. */
        RESUME,
        /** A new process on the same folder. */
        REVIVE
    }

    /**
     * Start a whole local network, or the nodes of an earlier one that are not running.
     *
     * @param shards used only to found the network, like replicas and currency
     * @param port of the first node; the others take the next ones
     * @param portAsked true if the user chose the port, so that it must not be changed
     * @param http of the first server
     * @param rebuildAfterS seconds that a node is dead before its data is rebuilt elsewhere
     */
    record Up(
            int servers,
            int workers,
            int shards,
            int replicas,
            String currency,
            String host,
            int port,
            boolean portAsked,
            int http,
            boolean httpAsked,
            int rebuildAfterS)
            implements AgentRequest {}

    /**
     * Start one more worker; the answer's text is its name.
     *
     * @param name a name that no node of the network has, or empty: then the agent, which knows
     *     only the nodes of its own machine, chooses one
     */
    record AddWorker(String name) implements AgentRequest {}

    /** Act on the process of a node. */
    record Act(Action action, String name) implements AgentRequest {}

    /** Report the state of all nodes of this agent. */
    record Listing() implements AgentRequest {}

    /** Stop all nodes, and then the agent itself. */
    record StopAll() implements AgentRequest {}

    /** A node has written or replaced its {@link NodeFile}. */
    record Registered(String name) implements AgentRequest {}

    /** A node that the user started is being stopped by the user: the agent forgets it. */
    record Leaving(String name) implements AgentRequest {}

    /** A server reports whether the network accepts writes now. */
    record Writable(String name, boolean writable) implements AgentRequest {}

    /** Encodes a request with the number under which the answer is expected. */
    static byte[] encode(long id, AgentRequest request) {
        WireWriter out = new WireWriter().u8(Wire.VERSION).i64(id);
        switch (request) {
            case Up up -> {
                out.u8(1).varint(up.servers).varint(up.workers).varint(up.shards);
                out.varint(up.replicas).text(up.currency).text(up.host);
                out.varint(up.port).bool(up.portAsked).varint(up.http).bool(up.httpAsked);
                out.varint(up.rebuildAfterS);
            }
            case AddWorker add -> out.u8(2).text(add.name);
            case Act act -> out.u8(3).u8(act.action.ordinal()).text(act.name);
            case Listing listing -> out.u8(4);
            case StopAll stop -> out.u8(5);
            case Registered report -> out.u8(6).text(report.name);
            case Leaving report -> out.u8(7).text(report.name);
            case Writable report -> out.u8(8).text(report.name).bool(report.writable);
        }
        return out.toBytes();
    }

    /** Total: other bytes give a WireException. Expects version and number to be read already. */
    static AgentRequest decode(WireReader in) throws WireException {
        int kind = in.u8();
        AgentRequest request =
                switch (kind) {
                    case 1 ->
                            new Up(
                                    in.count(NODES_MAX),
                                    in.count(NODES_MAX),
                                    in.count(1_024),
                                    in.count(16),
                                    in.text(3),
                                    in.text(255),
                                    in.count(65_535),
                                    in.bool(),
                                    in.count(65_535),
                                    in.bool(),
                                    in.count(REBUILD_AFTER_S_MAX));
                    case 2 -> new AddWorker(Wire.nameOrNone(in));
                    case 3 -> {
                        int action = in.count(Action.values().length - 1);
                        yield new Act(Action.values()[action], Wire.name(in));
                    }
                    case 4 -> new Listing();
                    case 5 -> new StopAll();
                    case 6 -> new Registered(Wire.name(in));
                    case 7 -> new Leaving(Wire.name(in));
                    case 8 -> new Writable(Wire.name(in), in.bool());
                    default -> throw new WireException("unknown request " + kind);
                };
        in.end();
        return request;
    }
}
