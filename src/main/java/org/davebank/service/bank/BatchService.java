package org.davebank.service.bank;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.davebank.api.ProblemCode;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.node.wire.Reply;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;

/**
 * Many postings in one request. Each has its own outcome; those of one account are decided in
 * order. Thread-safe; methods block until the answers arrive.
 */
public final class BatchService {

    public static final int ITEMS_MAX = 8_000;

    private final Shards shards;
    private final BankService bank;

    public BatchService(Shards shards, BankService bank) {
        this.shards = shards;
        this.bank = bank;
    }

    /** The outcome of one posting. */
    public sealed interface Outcome {
        record Done(Posted posted) implements Outcome {}

        record Failed(ServiceProblem problem) implements Outcome {}
    }

    /** A posting in flight, with its place in the request. */
    private record Sent(int place, LedgerCommand.Post command) {}

    /**
     * Posts all requests. Not atomic: a failure stops no other posting, except that after an
     * unknown outcome nothing more is sent to the same shard.
     *
     * @param requests at most {@link #ITEMS_MAX}
     * @return one outcome per request, in request order
     */
    public List<Outcome> post(Caller caller, List<PostRequest> requests) {
        caller.require(Role.TELLER);
        if (requests.size() > ITEMS_MAX) {
            throw ServiceProblem.of(
                    ProblemCode.TOO_LARGE, "a batch has at most " + ITEMS_MAX + " items");
        }
        Outcome[] outcomes = new Outcome[requests.size()];
        Map<GroupId, List<Sent>> waiting = new TreeMap<>();
        for (int i = 0; i < outcomes.length; i++) {
            PostRequest request = requests.get(i);
            try {
                waiting.computeIfAbsent(shards.of(request.account()), group -> new ArrayList<>())
                        .add(new Sent(i, bank.command(caller, request)));
            } catch (ServiceProblem e) {
                outcomes[i] = new Outcome.Failed(e);
            }
        }
        while (!waiting.isEmpty()) {
            round(waiting, outcomes);
        }
        return Arrays.asList(outcomes);
    }

    /** Sends the first commands of every shard in parallel and collects the replies. */
    private void round(Map<GroupId, List<Sent>> waiting, Outcome[] outcomes) {
        Map<GroupId, List<Sent>> pieces = new TreeMap<>();
        Map<GroupId, CompletableFuture<Reply>> replies = new TreeMap<>();
        waiting.forEach((group, list) -> {
            List<Sent> piece = FirstPiece.of(list, Sent::command);
            pieces.put(group, piece);
            replies.put(group, shards.writeAll(group, commands(piece)));
        });
        replies.forEach((group, future) -> {
            List<Sent> list = Objects.requireNonNull(waiting.get(group));
            List<Sent> sent = Objects.requireNonNull(pieces.get(group));
            Reply reply = Shards.await(future, Shards.WRITE_TIMEOUT);
            List<Sent> rest = list.subList(sent.size(), list.size());
            if (reply instanceof Reply.Posted posted) {
                for (int i = 0; i < sent.size(); i++) {
                    outcomes[sent.get(i).place()] = outcome(posted.results().get(i), group);
                }
            } else {
                sent.forEach(each -> outcomes[each.place()] = failed(reply, group, each));
                rest.forEach(each -> outcomes[each.place()] = notSent(group));
                rest = List.of();
            }
            if (rest.isEmpty()) {
                waiting.remove(group);
            } else {
                waiting.put(group, rest);
            }
        });
    }

    private static List<LedgerCommand> commands(List<Sent> sent) {
        return sent.stream().<LedgerCommand>map(Sent::command).toList();
    }

    private static Outcome outcome(LedgerResult result, GroupId group) {
        try {
            return new Outcome.Done(BankService.outcome(result, group));
        } catch (ServiceProblem e) {
            return new Outcome.Failed(e);
        }
    }

    private static Outcome failed(Reply reply, GroupId group, Sent sent) {
        return new Outcome.Failed(Shards.problem(reply, group, sent.command().id().toString()));
    }

    private static Outcome notSent(GroupId group) {
        return new Outcome.Failed(
                ServiceProblem.of(
                        ProblemCode.NO_QUORUM,
                        "not sent: earlier items of " + group + " had no answer"));
    }
}
