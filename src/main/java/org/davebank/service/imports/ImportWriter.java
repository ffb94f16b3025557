package org.davebank.service.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.node.wire.Reply;
import org.davebank.service.ReadOptions;
import org.davebank.service.Shards;
import org.davebank.service.bank.FirstPiece;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches until they are written. An import survives elections and lost quorums, because a
 * retried command is recognised by its key.
 */
public final class ImportWriter {

    /** The run must stop: it was cancelled, or another node has taken over the job. */
    static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;

        Ended(String why) {
            super(why);
        }
    }

    private static final String CANCELLED = "the import was cancelled";

    /** Concurrent reads: one round of consensus serves all reads that wait at a shard. */
    static final int READS_MAX = 1_000;

    private static final long RETRY_MS = 100;

    /** Waits longer than this are reported. */
    private static final long PATIENCE_MS = 3_000;

    private final Shards shards;
    private final BooleanSupplier ended;
    private final BooleanSupplier cancelled;
    private Consumer<String> waiting = why -> {};
    private long wentOnMs = System.currentTimeMillis();

    /**
     * @param ended stops the run at once: another node continues it
     * @param cancelled stops it between two rounds, or while it is stuck, so that completed work is
     *     counted
     */
    public ImportWriter(Shards shards, BooleanSupplier ended, BooleanSupplier cancelled) {
        this.shards = shards;
        this.ended = ended;
        this.cancelled = cancelled;
    }

    /** Registers a listener that hears repeatedly what a stuck import is waiting for. */
    void tellWhenWaiting(Consumer<String> listener) {
        waiting = listener;
    }

    private record Piece(
            GroupId group, List<LedgerCommand> commands, CompletableFuture<Reply> reply) {}

    /**
     * Writes all commands, those of one shard in order, and passes each result to {@code taken} in
     * that order.
     */
    public void write(
            Map<GroupId, List<LedgerCommand>> commands,
            BiConsumer<LedgerCommand, LedgerResult> taken)
            throws Ended {
        Map<GroupId, List<LedgerCommand>> rest = new TreeMap<>(commands);
        while (!rest.isEmpty()) {
            List<Piece> pieces = new ArrayList<>();
            rest.forEach((group, list) -> {
                List<LedgerCommand> first = FirstPiece.of(list, each -> each);
                pieces.add(new Piece(group, first, shards.writeAll(group, first)));
            });
            boolean wait = false;
            for (Piece piece : pieces) {
                boolean done = take(piece, taken);
                wait |= !done;
                if (done) {
                    rest.computeIfPresent(
                            piece.group(), (group, list) -> behind(list, piece.commands().size()));
                }
            }
            pause(wait);
        }
    }

    /**
     * The rest of the list after the first {@code count}; null, which removes the entry, when
     * empty.
     */
    private static @Nullable List<LedgerCommand> behind(List<LedgerCommand> list, int count) {
        return count == list.size() ? null : list.subList(count, list.size());
    }

    private boolean take(Piece piece, BiConsumer<LedgerCommand, LedgerResult> taken) throws Ended {
        Reply reply = Shards.await(piece.reply(), Shards.WRITE_TIMEOUT);
        if (reply instanceof Reply.Posted posted) {
            for (int i = 0; i < piece.commands().size(); i++) {
                taken.accept(piece.commands().get(i), posted.results().get(i));
            }
            wentOnMs = System.currentTimeMillis();
            return true;
        }
        if (reply instanceof Reply.TooLarge large) {
            throw new Ended(large.why());
        }
        if (reply instanceof Reply.Declined declined) {
            throw new Ended(declined.why());
        }
        refused(piece.group(), reply);
        return false;
    }

    private void refused(GroupId group, Reply reply) {
        if (System.currentTimeMillis() - wentOnMs < PATIENCE_MS) {
            return;
        }
        waiting.accept(
                switch (reply) {
                    case Reply.Busy busy -> "waiting for " + group + ": " + busy.why();
                    case Reply.Skewed skewed -> "waiting for clocks: " + skewed.why();
                    default -> "waiting for a quorum of " + group;
                });
    }

    /** A strong read that waits for a quorum as long as necessary. */
    LedgerAnswer read(GroupId group, LedgerQuery query) throws Ended {
        return read(List.of(new Read(group, query))).getFirst();
    }

    /** A query and the group to send it to. */
    public record Read(GroupId group, LedgerQuery query) {}

    /** Strong reads, many at a time, that wait for a quorum as long as necessary. */
    List<LedgerAnswer> read(List<Read> reads) throws Ended {
        List<LedgerAnswer> answers = new ArrayList<>();
        while (answers.size() < reads.size()) {
            int from = answers.size();
            int to = Math.min(from + READS_MAX, reads.size());
            List<CompletableFuture<Reply>> replies = new ArrayList<>();
            for (Read each : reads.subList(from, to)) {
                replies.add(shards.startRead(each.group(), each.query(), ReadOptions.STRONG));
            }
            boolean wait = false;
            for (int i = 0; i < replies.size(); i++) {
                Reply reply = Shards.await(replies.get(i), Shards.READ_TIMEOUT);
                if (!wait && reply instanceof Reply.Answered answered) {
                    answers.add(answered.answer());
                    wentOnMs = System.currentTimeMillis();
                } else {
                    wait = true; // Reads after it are retried too.
                    refused(reads.get(from + i).group(), reply);
                }
            }
            pause(wait);
        }
        return answers;
    }

    /** Call between two rounds; throws when the run must stop. */
    void throwIfStopped() throws Ended {
        pause(false);
        if (cancelled.getAsBoolean()) {
            throw new Ended(CANCELLED);
        }
    }

    private void pause(boolean wait) throws Ended {
        if (ended.getAsBoolean()) {
            throw new Ended("another node has taken the import");
        }
        if (wait && cancelled.getAsBoolean()) {
            throw new Ended(CANCELLED);
        }
        if (wait) {
            try {
                Thread.sleep(RETRY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Ended("this node is stopping");
            }
        }
    }
}
