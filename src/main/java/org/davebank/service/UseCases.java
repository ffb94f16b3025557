package org.davebank.service;

import java.nio.file.Path;
import java.util.List;
import org.davebank.host.AgentClient;
import org.davebank.io.ContentFolder;
import org.davebank.io.NodeLoop;

/**
 * All use cases of one server node, put together once and running until closed.
 *
 * @param bank accounts and transactions, one at a time
 * @param listings lists over many
 * @param audit whether the money is right
 * @param network what the network looks like
 * @param faults breaking it
 * @param imports files on their way in
 */
public record UseCases(
        Shards shards,
        BankService bank,
        Listings listings,
        AuditService audit,
        Agents agents,
        NetworkService network,
        FaultService faults,
        ImportService imports)
        implements AutoCloseable {

    /** Puts the use cases on top of a running node and starts what works in the background. */
    public static UseCases start(NodeLoop loop, Path nodeFolder, AgentClient agentClient) {
        Shards shards = new Shards(loop);
        BankService bank = new BankService(shards);
        AuditService audit = new AuditService(shards);
        Agents agents = new Agents(agentClient, shards::view);
        FileSharing sharing = new FileSharing(shards, nodeFolder.resolve("spool"));
        ImportService imports =
                new ImportService(shards, bank, sharing, new ContentFolder(nodeFolder));
        UseCases all =
                new UseCases(
                        shards,
                        bank,
                        new Listings(shards),
                        audit,
                        agents,
                        new NetworkService(shards, agents, audit),
                        new FaultService(shards, agents),
                        imports);
        agents.start();
        audit.start();
        all.network.start();
        imports.start();
        return all;
    }

    /** What controllers and views ask for by type. */
    public List<Object> all() {
        return List.of(shards, bank, listings, audit, agents, network, faults, imports);
    }

    @Override
    public void close() {
        imports.close();
        network.close();
        audit.close();
        agents.close();
    }
}
