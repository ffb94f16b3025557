package org.davebank.host;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/** What an agent can be asked, and what nodes tell it. */
public sealed interface AgentRequest {

    /** The most nodes that one agent starts. */
    int NODES_MAX = 200;

    int REBUILD_AFTER_S_MAX = 86_400;

    /** What can be done to a node's process. */
    enum Action {
        /** SIGKILL: at once, nothing is tidied up. */
        KILL,
        /** SIGTERM: the node says good-bye; the answer comes when it is gone. */
        STOP,
        /** SIGSTOP: the process stands still and answers nobody. */
        PAUSE,
        /** SIGCONT. */
        RESUME,
        /** A new process on the same folder. */
        REVIVE
    }

    /**
     * Start a whole local network, or the nodes of an earlier one that are not running.
     *
     * @param shards used when the network is founded, like replicas and currency
     * @param port of the first node; the others take the next ones
     * @param portAsked true when a person chose the port, so that it must not give way
     * @param http of the first server
     * @param rebuildAfterS seconds that a node is dead before what it held is rebuilt elsewhere
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
     * @param name that no node of the network has, or empty: then the agent, which knows only the
     *     nodes of its own machine, makes one
     */
    record AddWorker(String name) implements AgentRequest {}

    /** Do something to the process of a node. */
    record Act(Action action, String name) implements AgentRequest {}

    /** How all nodes of this agent are. */
    record Listing() implements AgentRequest {}

    /** Stop all nodes, and then the agent itself. */
    record StopAll() implements AgentRequest {}

    /** A node has written its {@link NodeFile}, for the first time or anew. */
    record Registered(String name) implements AgentRequest {}

    /** A node that a person started is stopped by that person: the agent forgets it. */
    record Leaving(String name) implements AgentRequest {}

    /** A server sees whether the network takes writes now. */
    record Writable(String name, boolean writable) implements AgentRequest {}

    /** As bytes, with the number under which the answer is expected. */
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
            case Registered told -> out.u8(6).text(told.name);
            case Leaving told -> out.u8(7).text(told.name);
            case Writable told -> out.u8(8).text(told.name).bool(told.writable);
        }
        return out.toBytes();
    }

    /** Total: other bytes give a WireException. Version and number were read already. */
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
