package org.davebank.cli.network;

import java.io.IOException;
import java.nio.file.Path;
import org.davebank.base.Address;
import org.davebank.host.AgentClient;
import org.davebank.host.AgentReply;
import org.davebank.host.AgentRequest;
import org.davebank.host.Launch;
import org.davebank.host.NodeProcesses;
import org.davebank.host.Secrets;
import org.jspecify.annotations.Nullable;

/** Whether a data folder's network runs on this machine. */
final class RunningNetwork {

    private static final String HOST = "127.0.0.1";

    private RunningNetwork() {}

    /**
     * The agent's listing if any node runs, else null. Nodes whose agent has died get a new one.
     */
    static @Nullable AgentReply find(Path folder, Launch launch) throws IOException {
        Secrets secrets = Secrets.load(folder);
        if (secrets == null) {
            return null;
        }
        AgentClient client = new AgentClient(folder, secrets, launch);
        Address agent = client.find();
        if (agent == null && !NodeProcesses.living(folder).isEmpty()) {
            agent = client.findOrStart(HOST);
        }
        if (agent == null) {
            return null;
        }
        AgentReply reply = client.askPatiently(agent, new AgentRequest.Listing());
        return reply.nodes().stream().anyMatch(row -> row.pid() != 0) ? reply : null;
    }
}
