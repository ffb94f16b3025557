package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerResult;
import org.davebank.node.wire.Reply;

/** The answer to one request, of which some results wait for decisions. Not thread-safe. */
final class PendingAnswer {

    private final GroupId group;
    private final List<LedgerResult> results;
    private final Consumer<Reply> answer;
    private final long untilNs;
    private long index;
    private int missing;
    private boolean answered;

    PendingAnswer(Reply.Posted posted, long untilNs, Consumer<Reply> answer) {
        this.group = posted.group();
        this.results = new ArrayList<>(posted.results());
        this.index = posted.index();
        this.untilNs = untilNs;
        this.answer = answer;
    }

    void expectOne() {
        missing++;
    }

    /** One result is there, from the entry at this index. */
    void put(int place, LedgerResult result, long resultIndex) {
        results.set(place, result);
        index = Math.max(index, resultIndex);
        if (--missing == 0 && !answered) {
            answered = true;
            answer.accept(new Reply.Posted(group, index, results));
        }
    }

    /**
     * Ends the request because one of its commands was certainly not done. Others may have been, so
     * only a request of one command gets the reply as it is.
     */
    void fail(Reply reply) {
        end(
                results.size() == 1
                        ? reply
                        : new Reply.TimedOut(true, group + " has done a part of it"));
    }

    /** Answers the whole request with this reply, unless it is answered. */
    void end(Reply reply) {
        if (!answered) {
            answered = true;
            answer.accept(reply);
        }
    }

    boolean isAnswered() {
        return answered;
    }

    long untilNs() {
        return untilNs;
    }
}
