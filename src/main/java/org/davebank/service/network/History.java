package org.davebank.service.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.davebank.base.Checksum;
import org.davebank.base.Event;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.io.PrivateFiles;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.faults.ControlCommand;

/**
 * The traffic and events that a server remembers for its charts, including those from before it
 * started. It asks the other servers when it starts and after a gap, and writes a file of at most
 * {@link #BYTES_MAX} every ten seconds, for when all servers were down. Thread-safe.
 */
public final class History implements AutoCloseable {

    /** File name in the node's folder. */
    static final String FILE = "node.history";

    static final int BYTES_MAX = 384 * 1024;

    private static final int VERSION = 1;
    private static final long TICK_MS = 1_000;
    private static final long WRITE_MS = 10_000;
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(3);

    private final Shards shards;
    private final Path file;
    private final Traffic traffic = new Traffic();
    private final EventMemory events = new EventMemory(NetworkService.EVENTS_MAX);
    private final Set<MemberId> asked = new TreeSet<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("history").factory());
    private long lastKnownMs;
    private long writtenMs;

    /** @param nodeFolder contains the file */
    public History(Shards shards, Path nodeFolder) {
        this.shards = shards;
        this.file = nodeFolder.resolve(FILE);
    }

    /** Reads the file and starts asking the other servers. */
    public void start() {
        load(System.currentTimeMillis());
        timer.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    public Traffic traffic() {
        return traffic;
    }

    /**
     * Records this node's current view.
     *
     * @return the newest events, newest first
     */
    List<Event> observe(NodeView view, long nowMs) {
        int count = view.founding() == null ? 0 : view.founding().shards();
        traffic.shards(count);
        for (NodeView.SeenReport seen : view.reports()) {
            for (GroupReport each : seen.report().groups()) {
                MemberId leader = seen.report().member();
                boolean leads = each.hasQuorum() && leader.equals(each.leader());
                if (leads && each.group().isShard() && seen.ageMs() <= Traffic.GAP_MS) {
                    int shard = each.group().shard();
                    traffic.observe(shard, leader, each.work(), nowMs - seen.ageMs());
                }
            }
        }
        List<Event> newest = view.events();
        newest =
                newest.subList(
                        Math.max(0, newest.size() - NetworkService.EVENTS_MAX), newest.size());
        synchronized (events) {
            return events.take(newest);
        }
    }

    /** The whole history, for another server or the file. */
    public byte[] bytes() {
        WireWriter out = new WireWriter(64 * 1024).u8(VERSION);
        traffic.write(out);
        synchronized (events) {
            events.write(out);
        }
        return out.toBytes();
    }

    /** Merges the history of another server, or this server's earlier one. */
    void merge(byte[] bytes, long nowMs) throws WireException {
        WireReader in = new WireReader(bytes);
        if (in.u8() != VERSION) {
            throw new WireException("a history of another version");
        }
        traffic.merge(in, nowMs);
        synchronized (events) {
            events.merge(events.read(in));
        }
        in.end();
    }

    private void tick() {
        long nowMs = System.currentTimeMillis();
        try {
            noticeGaps(nowMs);
            NodeView view = shards.view();
            for (MemberStatus status : view.members()) {
                MemberId member = status.member().id();
                boolean server = status.member().role() == MemberRole.SERVER;
                boolean other = server && !member.equals(view.self());
                if (other && status.state() == MemberState.ALIVE && asked.add(member)) {
                    ask(member);
                }
            }
        } catch (ServiceProblem e) {
            // The node's loop does not answer; the next tick retries.
        }
        if (nowMs - writtenMs >= WRITE_MS) {
            writtenMs = nowMs;
            save();
        }
    }

    /** After a time that this server missed, asks the others about it. */
    private void noticeGaps(long nowMs) {
        if (traffic.now(nowMs) != null) {
            if (nowMs - lastKnownMs > 2 * Traffic.GAP_MS) {
                asked.clear();
            }
            lastKnownMs = nowMs;
        }
    }

    private void ask(MemberId member) {
        byte[] command = ControlCommand.encode(new ControlCommand.Remembered());
        CompletableFuture<Reply> reply =
                shards.ask(new RequestBody.Control(member, command), ASK_TIMEOUT);
        try {
            if (Shards.await(reply, ASK_TIMEOUT) instanceof Reply.Done done) {
                merge(done.bytes(), System.currentTimeMillis());
            } else {
                asked.remove(member);
            }
        } catch (WireException e) {
            // A server of another build; its history can't be used here.
        }
    }

    private void load(long nowMs) {
        try {
            if (!Files.exists(file) || Files.size(file) > BYTES_MAX) {
                return;
            }
            byte[] all = Files.readAllBytes(file);
            byte[] content = Arrays.copyOfRange(all, Math.min(4, all.length), all.length);
            if (new WireReader(all).i32() == Checksum.of(content)) {
                merge(content, nowMs);
            }
        } catch (IOException | WireException e) {
            // An empty chart is no reason not to start.
        }
    }

    private void save() {
        byte[] content = bytes();
        if (content.length + 4 > BYTES_MAX) {
            return;
        }
        try {
            byte[] sum = new WireWriter().i32(Checksum.of(content)).toBytes();
            PrivateFiles.replace(file, new WireWriter().raw(sum).raw(content).toBytes());
        } catch (IOException e) {
            // A failing disk raises its own alarm elsewhere; the next tick retries.
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        save();
    }
}
