package org.davebank.host;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.davebank.base.Address;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.io.UdpNetwork;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * The agent's socket: receives sealed requests, answers each on its own thread, and sends the
 * answers. A request that is repeated because its answer was lost gets the same answer and is not
 * executed again.
 */
final class ControlSocket implements AutoCloseable {

    private static final int DATAGRAMS_PER_TURN = 64;
    private static final int REMEMBERED_MAX = 512;

    private record Question(Address from, long id) {}

    private record Answer(Question question, byte[] bytes) {}

    private final UdpNetwork network;
    private final Function<AgentRequest, AgentReply> handler;
    private final Thread thread;
    private final Object monitor = new Object();
    private Deque<Answer> answers = new ArrayDeque<>();
    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean closing;

    /** Recent requests with their answers; null while one is in progress. */
    private final Map<Question, byte @Nullable []> remembered =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Question, byte @Nullable []> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };

    /** @param handler called on one virtual thread per request; may block */
    ControlSocket(UdpNetwork network, Function<AgentRequest, AgentReply> handler) {
        this.network = network;
        this.handler = handler;
        network.receiver((from, priority, message) -> receive(from, message));
        this.thread = new Thread(this::run, "agent-socket");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Address address() {
        return network.address();
    }

    private void run() {
        try {
            while (!closing || working.get() > 0 || hasAnswers()) {
                network.await(hasAnswers() ? 0 : network.nextDeadlineNs());
                network.receive(DATAGRAMS_PER_TURN);
                sendAnswers();
                network.endTurn();
            }
        } catch (IOException e) {
            System.err.println("davebank: the agent's socket failed: " + e.getMessage());
        }
    }

    private void receive(Address from, byte[] message) {
        long id;
        AgentRequest request;
        try {
            WireReader in = new WireReader(message);
            int version = in.u8();
            id = in.i64();
            if (version != Wire.VERSION) {
                // The version of the answer tells the asker why it is none.
                AgentReply none = HostAgent.refused("another version of this agent is asked");
                network.send(from, Priority.CONTROL, AgentReply.encode(id, none));
                return;
            }
            request = AgentRequest.decode(in);
        } catch (WireException e) {
            return; // Sealed with our key, and still nothing that anybody here understands.
        }
        Question question = new Question(from, id);
        if (remembered.containsKey(question)) {
            byte[] answer = remembered.get(question);
            if (answer != null) {
                network.send(from, Priority.CONTROL, answer.clone());
            }
            return;
        }
        remembered.put(question, null);
        working.incrementAndGet();
        Thread.ofVirtual().name("agent-request").start(() -> answer(question, request));
    }

    private void answer(Question question, AgentRequest request) {
        AgentReply reply;
        try {
            reply = handler.apply(request);
        } catch (RuntimeException e) {
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            reply = HostAgent.refused(why);
        }
        synchronized (monitor) {
            answers.addLast(new Answer(question, AgentReply.encode(question.id(), reply)));
        }
        working.decrementAndGet();
        network.wakeUp();
    }

    private boolean hasAnswers() {
        synchronized (monitor) {
            return !answers.isEmpty();
        }
    }

    private void sendAnswers() {
        Deque<Answer> ready;
        synchronized (monitor) {
            ready = answers;
            answers = new ArrayDeque<>();
        }
        for (Answer answer : ready) {
            remembered.replace(answer.question(), answer.bytes());
            network.send(answer.question().from(), Priority.CONTROL, answer.bytes().clone());
        }
    }

    /** Ends after the answers in progress are sent. */
    @Override
    public void close() {
        closing = true;
        network.wakeUp();
        try {
            if (Thread.currentThread() != thread) {
                thread.join(1_000);
            }
            network.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The process is ending.
        }
    }
}
