package org.davebank.console;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.davebank.api.ProblemCode;
import org.davebank.service.ServiceProblem;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;

/** Brings background updates to an open page. */
public final class Live {

    private Live() {}

    /**
     * Passes every new snapshot to a component while it is attached, on the page's UI thread. A
     * slow page gets the newest snapshot and misses those in between.
     */
    public static void follow(
            Component component, NetworkService network, Consumer<NetworkSnapshot> consumer) {
        AtomicReference<@Nullable Runnable> end = new AtomicReference<>();
        component.addAttachListener(attach -> {
            if (end.get() == null) {
                end.set(follow(attach.getUI(), network, consumer));
            }
        });
        component.addDetachListener(detach -> {
            Runnable ending = end.getAndSet(null);
            if (ending != null) {
                ending.run();
            }
        });
    }

    private static Runnable follow(
            UI ui, NetworkService network, Consumer<NetworkSnapshot> consumer) {
        AtomicReference<@Nullable NetworkSnapshot> newest = new AtomicReference<>();
        AtomicBoolean waiting = new AtomicBoolean();
        return network.subscribe(snapshot -> {
            newest.set(snapshot);
            if (waiting.compareAndSet(false, true)) {
                access(
                        ui,
                        () -> {
                            waiting.set(false);
                            NetworkSnapshot latest = newest.getAndSet(null);
                            if (latest != null) {
                                consumer.accept(latest);
                            }
                        });
            }
        });
    }

    private static void access(UI ui, Runnable change) {
        try {
            ui.access(change::run);
        } catch (UIDetachedException e) {
            // The page was just closed; its detach ends the subscription.
        }
    }

    /** A task that may take a while. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws Exception;
    }

    /**
     * Runs a task in the background, so that the page stays usable, and delivers its result or
     * problem on the UI thread.
     */
    public static <T> void work(
            UI ui, Work<T> work, Consumer<T> done, Consumer<ServiceProblem> failed) {
        Thread.ofVirtual()
                .name("console-work")
                .start(() -> {
                    try {
                        T result = work.run();
                        access(ui, () -> done.accept(result));
                    } catch (ServiceProblem e) {
                        access(ui, () -> failed.accept(e));
                    } catch (Exception e) {
                        ServiceProblem problem =
                                ServiceProblem.of(
                                        ProblemCode.INTERNAL,
                                        "this node failed: " + e.getMessage());
                        access(ui, () -> failed.accept(problem));
                    }
                });
    }
}
