package org.davebank.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.davebank.api.ProblemCode;
import org.davebank.api.network.OperationAnswer;
import org.davebank.service.ServiceProblem;

/** Actions that go on after their request was accepted, so that one can ask what became of them. */
final class Operations {

    static final int KEPT_MAX = 500;

    /** One action; its state is running, done or failed. */
    static final class Operation {
        private final String id;
        private final String what;
        private volatile String state = "running";
        private volatile String detail = "";

        Operation(String id, String what) {
            this.id = id;
            this.what = what;
        }

        String id() {
            return id;
        }

        OperationAnswer body() {
            return new OperationAnswer(id, what, state, detail);
        }
    }

    private final AtomicLong next = new AtomicLong();
    private final Map<String, Operation> kept =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Operation> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    Operation create(String what) {
        Operation operation = new Operation(Long.toString(next.incrementAndGet()), what);
        synchronized (kept) {
            kept.put(operation.id(), operation);
        }
        return operation;
    }

    void run(Operation operation, Supplier<String> action) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        operation.detail = action.get();
                        operation.state = "done";
                    } catch (ServiceProblem e) {
                        operation.detail = String.valueOf(e.getMessage());
                        operation.state = "failed";
                    }
                });
    }

    Operation find(String id) {
        synchronized (kept) {
            Operation operation = kept.get(id);
            if (operation == null) {
                throw ServiceProblem.of(
                        ProblemCode.NOT_FOUND, "this node knows no operation " + id);
            }
            return operation;
        }
    }
}
