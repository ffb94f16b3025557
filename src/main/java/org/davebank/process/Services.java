package org.davebank.process;

import java.util.List;
import org.davebank.io.ContentFolder;
import org.davebank.service.Shards;
import org.davebank.service.access.NetworkProof;
import org.davebank.service.bank.AccountChanges;
import org.davebank.service.bank.AtomicBatches;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.BatchService;
import org.davebank.service.bank.HoldService;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.OrderLookup;
import org.davebank.service.bank.ReversalService;
import org.davebank.service.exports.ExportService;
import org.davebank.service.faults.Agents;
import org.davebank.service.faults.FaultService;
import org.davebank.service.files.AttachmentService;
import org.davebank.service.files.FileSharing;
import org.davebank.service.imports.ImportService;
import org.davebank.service.network.AuditService;
import org.davebank.service.network.History;
import org.davebank.service.network.IndexService;
import org.davebank.service.network.NetworkService;

/** The use cases of one server node, built once and given to REST and console as beans. */
public final class Services implements AutoCloseable {

    private final List<Object> beans;
    private final List<AutoCloseable> started;

    private Services(List<Object> beans, List<AutoCloseable> started) {
        this.beans = beans;
        this.started = started;
    }

    /** Builds the services around a running node and starts those with background work. */
    public static Services start(NodeProcess process) {
        Shards shards = new Shards(process.loop());
        Agents agents = new Agents(process.agent(), shards::view);
        AuditService audit = new AuditService(shards);
        History history = new History(shards, process.folder());
        NetworkService network = new NetworkService(shards, agents, audit, history);
        FaultService faults = new FaultService(shards, agents);
        BankService bank = new BankService(shards);
        AccountChanges changes = new AccountChanges(shards, bank);
        Listings listings = new Listings(shards);
        FileSharing sharing = new FileSharing(shards, process.folder());
        ContentFolder content = new ContentFolder(process.folder());
        ImportService imports = new ImportService(shards, bank, sharing, content);
        AttachmentService attachments = new AttachmentService(shards, bank, sharing, content);
        agents.start();
        audit.start();
        history.start();
        process.remember(history::bytes);
        network.start();
        imports.start();
        return new Services(
                List.of(
                        process.loop(),
                        process.secretsOfNetwork(),
                        new NetworkProof(process.secretsOfNetwork()),
                        process.agent(),
                        shards,
                        agents,
                        audit,
                        network,
                        history.traffic(),
                        new ClockGauges(network),
                        new BankMetrics(shards::view, shards.refused()),
                        new JvmMeters(),
                        faults,
                        bank,
                        new ReversalService(bank),
                        new HoldService(bank),
                        new BatchService(shards, bank),
                        new AtomicBatches(shards, bank),
                        changes,
                        listings,
                        new OrderLookup(shards),
                        new ExportService(shards, listings),
                        new IndexService(shards, network, attachments),
                        sharing,
                        imports,
                        attachments),
                List.of(imports, network, history, audit, agents));
    }

    public Object[] beans() {
        return beans.toArray();
    }

    @Override
    public void close() {
        for (AutoCloseable each : started) {
            try {
                each.close();
            } catch (Exception e) {
                System.err.println("davebank: a service did not end well: " + e.getMessage());
            }
        }
    }
}
