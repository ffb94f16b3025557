package org.davebank.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.SpillDamaged;
import org.davebank.fault.SkewedTime;
import org.davebank.node.Node;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.simulator.check.Violation;
import org.davebank.simulator.disk.Gate;
import org.davebank.simulator.event.Attempt;
import org.davebank.simulator.event.SimEvent;

/**
 * Runs the loop of a machine's node turn by turn: each event that reaches the process is one turn,
 * after which the node's visible state is judged. Events wait while the process is paused.
 */
final class Turns {

    /** How many events wait for a paused process, as in a socket's buffer; more are lost. */
    private static final int BACKLOG_MAX = 4_096;

    private final Simulation world;
    private final Machine machine;
    private final Gate gate;
    private final SkewedTime time;
    private final NetworkCard card;
    private final ReplicaWatch watch;
    private final Deque<SimEvent.ForMachine> backlog = new ArrayDeque<>();
    private boolean paused;
    private long wakeNs = Long.MAX_VALUE;
    private long uploads;

    Turns(
            Simulation world,
            Machine machine,
            Gate gate,
            SkewedTime time,
            NetworkCard card,
            ReplicaWatch watch) {
        this.world = world;
        this.machine = machine;
        this.gate = gate;
        this.time = time;
        this.card = card;
        this.watch = watch;
    }

    /** The process begins. */
    void begin() {
        paused = false;
        wakeNs = Long.MAX_VALUE;
    }

    /** The process ends, and its waiting events are lost. */
    void end() {
        paused = false;
        backlog.clear();
    }

    void pause() {
        paused = true;
    }

    boolean arePaused() {
        return paused;
    }

    /** Continues a paused process: all waiting events arrive at once. */
    void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        List<SimEvent.ForMachine> waiting = new ArrayList<>(backlog);
        backlog.clear();
        waiting.forEach(event -> world.after(0, event));
        wakeNs = Long.MAX_VALUE;
        scheduleWake();
    }

    void handle(SimEvent.ForMachine event) {
        Node running = machine.node();
        if (running == null) {
            return; // The machine is off; a message for it is lost.
        }
        if (paused) {
            if (backlog.size() < BACKLOG_MAX) {
                backlog.addLast(event);
            }
            return;
        }
        switch (event) {
            case SimEvent.Arrival e ->
                    take(() -> card.faults().incoming(e.from(), e.priority(), e.bytes()));
            case SimEvent.Wake e -> {
                // A wake-up that an earlier deadline has overtaken has nothing left to do.
                if (e.life() == machine.life() && e.deadlineNs() == wakeNs) {
                    wake(running);
                }
            }
            case SimEvent.Synced e -> {
                if (e.life() == machine.life()) {
                    machine.disk().complete(e.ticket());
                    take(() -> running.synced(e.ticket()));
                }
            }
            case SimEvent.Read e -> {
                if (e.life() == machine.life()) {
                    take(() -> running.readDone(e.ticket(), e.bytes()));
                }
            }
            case SimEvent.Submission e -> {
                Attempt attempt = e.attempt();
                if (attempt.life == machine.life()) {
                    take(() -> submit(running, attempt));
                }
            }
        }
    }

    /** Asks for a caller other than a client; never answers if the process ends. */
    void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
        Node running = machine.node();
        if (running != null && !paused) {
            take(() -> running.submit(body, timeoutNs, answer::accept));
        }
    }

    private void submit(Node running, Attempt attempt) {
        byte[] file = attempt.operation.file;
        running.submit(
                file == null ? attempt.operation.body : sharing(running, file),
                attempt.timeoutNs,
                reply -> answered(attempt, reply));
    }

    /** Puts a file where a process of the same machine would, and asks the node to share it. */
    private RequestBody sharing(Node running, byte[] file) {
        String incoming = "upload-" + ++uploads;
        machine.disk().write("incoming/" + incoming, 0, file);
        return new RequestBody.ShareFile(
                running.self(), incoming, FileChecker.name(file), file.length, false, 2);
    }

    private void answered(Attempt attempt, Reply reply) {
        if (gate.admit()) {
            world.workload().answered(attempt, reply);
            machine.ambush().answered();
        }
    }

    private void wake(Node running) {
        wakeNs = Long.MAX_VALUE;
        long nowNs = time.nowNs();
        boolean nodeDue = running.nextDeadlineNs() <= nowNs;
        if (!nodeDue && card.nextDeadlineNs() > nowNs) {
            scheduleWake();
            return;
        }
        take(() -> {
            card.tick(nowNs);
            if (nodeDue) {
                running.tick();
            }
        });
    }

    /** Runs one turn of the node's loop, as the process would, and judges the visible state. */
    void take(Runnable input) {
        Node running = machine.node();
        if (running == null) {
            return;
        }
        try {
            long renames = machine.disk().renames();
            input.run();
            running.endTurn();
            if (machine.disk().renames() > renames) {
                machine.ambush().named();
            }
            card.flush();
            world.checked();
            if (machine.isJudged(running)) {
                watch.check(running);
            }
        } catch (Violation e) {
            throw e;
        } catch (SpillDamaged e) {
            if (!machine.isRotten()) {
                throw new Violation(machine.name() + " threw " + e, e);
            }
            machine.spillDamaged();
            if (machine.isJudged(running)) {
                watch.checkCommits(); // It may have answered already.
            }
            running.diskFailed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw new Violation(machine.name() + " threw " + e, e);
        }
        world.workload().settle();
        machine.afterTurn(running);
        if (machine.node() != null && !paused) {
            scheduleWake();
        }
    }

    private void scheduleWake() {
        Node running = machine.node();
        if (running == null) {
            return;
        }
        long next = Math.min(running.nextDeadlineNs(), card.nextDeadlineNs());
        if (next >= wakeNs) {
            return; // An earlier wake-up is on its way and will look again.
        }
        wakeNs = next;
        world.after(
                Math.max(0, next - time.nowNs()),
                new SimEvent.Wake(machine.number(), machine.life(), next));
    }
}
