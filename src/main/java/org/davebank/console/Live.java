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

/** Brings what happens in the background to a page while it is open. */
public final class Live {

    private Live() {}

    /**
     * Hands every new snapshot to a component while it is attached, on the page's own thread. A page
     * that is slow gets the newest one and misses the ones between.
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
            // The page was closed a moment ago; its detach ends the subscription.
        }
    }

    /** Something that may take a while. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws Exception;
    }

    /**
     * Does something beside the page, so that it stays usable, and comes back with the result or the
     * problem.
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
