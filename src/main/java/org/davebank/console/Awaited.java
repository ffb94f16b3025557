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
 * A read that never holds the page up. Where the answer does not come within a second the page says
 * what it waits for and shows what any replica knows, with its age; the answer replaces that when it
 * comes. To be used with the page at hand.
 *
 * @param <T> what is read
 */
public final class Awaited<T> implements Serializable {

    private static final long serialVersionUID = 1L;

    /** So long the page waits in silence. */
    public static final long SILENCE_MS = 1_000;

    private static final long ASK_AGAIN_MS = 1_000;
    private static final long LOOK_AGAIN_MS = 2_000;

    /** Something that is read. */
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
     * @param stalenessMs how old a value was when it was read
     * @param notes where the page says what it waits for
     * @param show takes the answer, and before it perhaps an older one, see {@link #isWaiting}
     * @param failed takes a problem that waiting does not mend
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

    /** Only these shards are asked; without a word of it, or with none, all of them. */
    public Awaited<T> ofShards(Supplier<List<Integer>> shards) {
        asksShards = shards;
        return this;
    }

    /** Where several shards are read, says which of them answered, as {@link Page#indexes} does. */
    public Awaited<T> ofIndexes(Function<T, String> answered) {
        indexes = answered;
        return this;
    }

    /** What was shown is of something else and must not pass for what is asked next. */
    public void forget() {
        shownAsOfMs = 0;
    }

    /** Asks; an answer to an earlier question is not shown any more. */
    public void ask() {
        round++;
        waiting = true;
        looked = false;
        looking = false;
        askedMs = System.currentTimeMillis();
        lookedMs = 0;
        request();
    }

    /** True while what is shown is not the answer. */
    public boolean isWaiting() {
        return waiting;
    }

    /** How more of the same list is to be read: without waiting for a shard that cannot answer. */
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
        // Of a read nobody has to know the outcome: it is simply asked again.
        if (!problem.code().retryable()) {
            waiting = false;
            notes.show("");
            failed.accept(problem);
        }
    }

    /** To be called with every snapshot of the network. */
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
     * What the page says while it waits.
     *
     * @param obstacle why there is no answer, or empty
     * @param ageMs of what is shown, negative when there is nothing to show
     */
    public static String sentence(String obstacle, long ageMs) {
        String why = obstacle.isEmpty() ? Texts.get("await.busy") : obstacle;
        return ageMs < 0
                ? Texts.get("await.nothing", why)
                : Texts.get("await.old", why, Formats.duration(ageMs));
    }
}
