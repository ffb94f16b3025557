package org.davebank.console;

import com.vaadin.flow.component.UI;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.davebank.service.Page;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A read that never blocks the page. When the answer takes more than a second, the page says what
 * it waits for and shows the newest value that any replica has, with its age; the answer replaces
 * it when it arrives. Use it with the page locked.
 *
 * @param <T> the type of the value
 */
public final class Awaited<T> implements Serializable {

    private static final long serialVersionUID = 1L;

    /** How long the page waits before it says anything. */
    public static final long SILENCE_MS = 1_000;

    private static final long ASK_AGAIN_MS = 1_000;
    private static final long LOOK_AGAIN_MS = 2_000;

    /** The read to perform. */
    @FunctionalInterface
    public interface Read<T> {
        T read(ReadOptions options) throws Exception;
    }

    private final transient Read<T> read;
    private final transient ToLongFunction<T> stalenessMs;
    private final transient NoteLine notes;
    private final transient Consumer<T> show;
    private final transient Consumer<ServiceProblem> failed;
    private int round;
    private boolean waiting;
    private boolean asking;
    private boolean looking;
    private boolean looked;
    private long askedMs;
    private long triedMs;
    private long lookedMs;
    private long shownAsOfMs;
    private transient @Nullable NetworkSnapshot latest;
    private transient Supplier<List<Integer>> asksShards = List::of;
    private transient Function<T, String> indexes = value -> "";
    private String readOf = "";

    /**
     * @param stalenessMs age of a value when it was read
     * @param notes where the page says what it waits for
     * @param show receives the answer, and possibly an older value first, see {@link #isWaiting}
     * @param failed receives a problem that waiting can't solve
     */
    public Awaited(
            Read<T> read,
            ToLongFunction<T> stalenessMs,
            NoteLine notes,
            Consumer<T> show,
            Consumer<ServiceProblem> failed) {
        this.read = read;
        this.stalenessMs = stalenessMs;
        this.notes = notes;
        this.show = show;
        this.failed = failed;
    }

    /** Limits the read to these shards; by default, or when the list is empty, all are read. */
    public Awaited<T> ofShards(Supplier<List<Integer>> shards) {
        asksShards = shards;
        return this;
    }

    /** For reads of several shards: says which of them answered, as {@link Page#indexes} does. */
    public Awaited<T> ofIndexes(Function<T, String> answered) {
        indexes = answered;
        return this;
    }

    /** Discards the shown value, because the next question is about something else. */
    public void forget() {
        shownAsOfMs = 0;
    }

    /** Starts the read; answers to earlier reads are discarded. */
    public void ask() {
        round++;
        waiting = true;
        looked = false;
        looking = false;
        askedMs = System.currentTimeMillis();
        lookedMs = 0;
        request();
    }

    /** True while the shown value is not the answer. */
    public boolean isWaiting() {
        return waiting;
    }

    /** Options for reading more of the same list without waiting for a shard that can't answer. */
    public ReadOptions options() {
        NetworkSnapshot known = latest;
        boolean hindered = known != null && !Obstacles.of(known).isEmpty();
        return waiting || hindered ? ReadOptions.KNOWN : ReadOptions.STRONG;
    }

    private void request() {
        int asked = round;
        asking = true;
        triedMs = System.currentTimeMillis();
        Live.work(
                UI.getCurrent(),
                () -> read.read(ReadOptions.STRONG),
                value -> {
                    if (asked == round) {
                        asking = false;
                        answer(value);
                    }
                },
                problem -> {
                    if (asked == round) {
                        asking = false;
                        fail(problem);
                    }
                });
    }

    private void answer(T value) {
        waiting = false;
        shownAsOfMs = System.currentTimeMillis();
        readOf = "";
        notes.show("");
        show.accept(value);
    }

    private void fail(ServiceProblem problem) {
        // A read has no effect, so it can simply be repeated.
        if (!problem.code().retryable()) {
            waiting = false;
            notes.show("");
            failed.accept(problem);
        }
    }

    /** Call with every snapshot of the network. */
    public void tick(NetworkSnapshot snapshot) {
        latest = snapshot;
        long nowMs = System.currentTimeMillis();
        if (!waiting || nowMs - askedMs < SILENCE_MS) {
            return;
        }
        if (!asking && nowMs - triedMs >= ASK_AGAIN_MS) {
            request();
        }
        if (!looked && !looking && nowMs - lookedMs >= LOOK_AGAIN_MS) {
            look();
        }
        List<Integer> shards = asksShards.get();
        String obstacle =
                shards.isEmpty() ? Obstacles.of(snapshot) : Obstacles.of(snapshot, shards);
        String missing = readOf.isEmpty() ? "" : Obstacles.missing(snapshot, readOf);
        String text = sentence(obstacle, shownAsOfMs == 0 ? -1 : nowMs - shownAsOfMs);
        notes.show((text + " " + missing).strip());
    }

    private void look() {
        int asked = round;
        looking = true;
        lookedMs = System.currentTimeMillis();
        Live.work(
                UI.getCurrent(),
                () -> read.read(ReadOptions.KNOWN),
                value -> {
                    if (asked == round && waiting) {
                        looking = false;
                        looked = true;
                        long asOfMs = System.currentTimeMillis() - stalenessMs.applyAsLong(value);
                        shownAsOfMs = Math.max(1, asOfMs);
                        readOf = indexes.apply(value);
                        show.accept(value);
                    }
                },
                problem -> {
                    if (asked == round) {
                        looking = false;
                    }
                });
    }

    /**
     * The text shown while the page waits.
     *
     * @param obstacle why there is no answer yet, or empty
     * @param ageMs of the shown value, negative when nothing is shown
     */
    public static String sentence(String obstacle, long ageMs) {
        String why = obstacle.isEmpty() ? Texts.get("await.busy") : obstacle;
        return ageMs < 0
                ? Texts.get("await.nothing", why)
                : Texts.get("await.old", why, Formats.duration(ageMs));
    }
}
