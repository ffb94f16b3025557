package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand.Mark;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.wire.Reply;

/**
 * Passes marks on between shards, so that what each shard notes at a mark is one consistent cut.
 *
 * <pre>
 * Invariants
 *   C1  steps that come from another shard are applied after the mark that it had when it sent them
 *   C2  steps that follow from another shard's answer are applied after the mark that it had then
 * </pre>
 *
 * <p>A shard speaks of marks once it has taken its first one. An audit asks for one only when all shards go
 * by rules that mark, so no node of an older build ever gets one. Not thread-safe.
 */
final class Marks {

    private final Ledger ledger;
    private long heard;

    Marks(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Whether requests and questions to other shards speak of marks. */
    boolean areCarried() {
        return own() > 0;
    }

    private long own() {
        return ledger.movements().cuts().newestMark();
    }

    /** The answer of another shard came with this mark. */
    void hear(long mark) {
        heard = Math.max(heard, mark);
    }

    /** Steps for another shard, with this shard's newest mark in front if there is one. */
    List<LedgerCommand> carriedTo(List<? extends LedgerCommand> steps) {
        return areCarried() ? behind(own(), steps) : List.copyOf(steps);
    }

    /** Steps of this shard that follow from other shards' answers, with their newest mark in front. */
    List<LedgerCommand> withHeard(List<? extends LedgerCommand> steps) {
        return heard > own() && ledger.rules().changes()
                ? behind(heard, steps)
                : List.copyOf(steps);
    }

    private static List<LedgerCommand> behind(long mark, List<? extends LedgerCommand> steps) {
        List<LedgerCommand> all = new ArrayList<>(steps.size() + 1);
        all.add(new Mark(mark));
        all.addAll(steps);
        return all;
    }

    /**
     * Takes the other shard's mark from its answer to steps.
     *
     * @param sent what {@link #carriedTo} gave
     * @return the answer to the steps alone
     */
    Reply heardFrom(List<LedgerCommand> sent, Reply reply) {
        if (!(reply instanceof Reply.Posted posted) || posted.results().size() != sent.size()) {
            return reply;
        }
        if (!(sent.getFirst() instanceof Mark)) {
            // It may have come across the first mark of this shard: the steps are sent again.
            return areCarried() ? new Reply.TimedOut(true, "an answer without a mark") : reply;
        }
        List<LedgerResult> results = posted.results();
        if (results.getFirst() instanceof LedgerResult.Marked marked) {
            hear(marked.mark());
        }
        return new Reply.Posted(posted.group(), posted.index(), results.subList(1, results.size()));
    }

    /** Whether there is a mark among these commands. */
    static boolean isIn(List<LedgerCommand> commands) {
        return commands.stream().anyMatch(each -> each instanceof Mark);
    }

    /**
     * Leaves marks out of a request, because members of an older build could not read them in an entry.
     *
     * @param post posts the other commands, if there are any
     */
    static void leaveOut(
            GroupId group,
            List<LedgerCommand> commands,
            BiConsumer<List<LedgerCommand>, Consumer<Reply>> post,
            Consumer<Reply> answer) {
        List<LedgerCommand> others =
                commands.stream().filter(each -> !(each instanceof Mark)).toList();
        if (others.isEmpty()) {
            LedgerResult none = new LedgerResult.NoVote();
            answer.accept(new Reply.Posted(group, 0, Collections.nCopies(commands.size(), none)));
            return;
        }
        post.accept(
                others,
                reply ->
                        answer.accept(
                                reply instanceof Reply.Posted posted
                                        ? withMarks(commands, posted)
                                        : reply));
    }

    private static Reply withMarks(List<LedgerCommand> commands, Reply.Posted others) {
        List<LedgerResult> results = new ArrayList<>();
        int next = 0;
        for (LedgerCommand each : commands) {
            results.add(
                    each instanceof Mark
                            ? new LedgerResult.NoVote()
                            : others.results().get(next++));
        }
        return new Reply.Posted(others.group(), others.index(), results);
    }
}
