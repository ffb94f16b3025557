package org.davebank.node.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.davebank.base.MemberId;
import org.davebank.directory.Placement;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.port.Surroundings;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Copies files that were uploaded to this node to further nodes and records the holders. Answers
 * when an entry may refer to the file; the supernode replaces missing holders later.
 *
 * <pre>
 * look (count of removals) → keep here → have it fetched by one node after the other → record
 *   ↑                                                                                  |
 *   └──────────────── something was removed meanwhile ─────────────────────────────────┘
 * </pre>
 */
public final class Shares {

    static final int SHARES_MAX = 64;
    static final int ROUNDS_MAX = 4;
    static final int WAITING_MAX = 256;
    static final long DECIDE_TIMEOUT_NS = 5_000_000_000L;

    /** Timeout for a node to fetch a file: this time, plus a second for each of these bytes. */
    static final long FETCH_TIMEOUT_NS = 10_000_000_000L;

    private static final long FETCH_BYTES_PER_S = 4L << 20;

    private static final class Share {
        final RequestBody.ShareFile body;
        final List<Consumer<Reply>> waiting = new ArrayList<>();
        final List<MemberId> holders = new ArrayList<>();
        final List<MemberId> candidates = new ArrayList<>();
        boolean adopted;
        int rounds;
        int needed;
        long asOf;

        /** The node that is asked to fetch, and the number of the attempt. */
        @Nullable MemberId asked;

        long attempt;

        Share(RequestBody.ShareFile body) {
            this.body = body;
        }
    }

    private final Surroundings node;
    private final Files files;
    private final Map<String, Share> shares = new TreeMap<>();

    public Shares(Surroundings node, Files files) {
        this.node = node;
        this.files = files;
    }

    public void share(RequestBody.ShareFile body, Consumer<Reply> answer) {
        Share under = shares.get(body.sha256());
        if (under != null) {
            if (under.waiting.size() < WAITING_MAX) {
                under.waiting.add(answer);
            }
            return;
        }
        if (shares.size() >= SHARES_MAX) {
            answer.accept(new Reply.Busy(node.name() + " shares " + SHARES_MAX + " files already"));
            return;
        }
        Share share = new Share(body);
        share.waiting.add(answer);
        shares.put(body.sha256(), share);
        look(share);
    }

    private void look(Share share) {
        share.rounds++;
        share.holders.clear();
        node.ask(
                new RequestBody.FindFiles(List.of(share.body.sha256())),
                DECIDE_TIMEOUT_NS,
                reply -> {
                    if (reply instanceof Reply.FilesFound found) {
                        share.asOf = found.removals();
                        int nodes = share.body.serversOnly() ? found.servers() : found.nodes();
                        share.needed = Math.min(SharedFile.HOLDERS_NEEDED, Math.max(1, nodes));
                        keepHere(share);
                    } else {
                        end(share, reply);
                    }
                });
    }

    private void keepHere(Share share) {
        Consumer<Reply> next =
                reply -> {
                    if (reply instanceof Reply.Done) {
                        share.adopted = true;
                        share.holders.add(node.self());
                        choose(share);
                        spread(share);
                    } else {
                        end(share, reply);
                    }
                };
        RequestBody.ShareFile body = share.body;
        if (share.adopted || files.has(body.sha256())) {
            files.fetch(
                    new RequestBody.FetchFile(
                            node.self(), body.sha256(), body.bytes(), share.asOf, List.of()),
                    next);
        } else if (body.incoming().isEmpty()) {
            end(share, new Reply.Declined("the file is no longer here"));
        } else {
            files.adopt(
                    Files.INCOMING + body.incoming(),
                    body.sha256(),
                    body.bytes(),
                    share.asOf,
                    next);
        }
    }

    private void choose(Share share) {
        List<MemberId> alive = new ArrayList<>();
        for (MemberStatus status : node.members()) {
            boolean fits = !share.body.serversOnly() || status.member().role() == MemberRole.SERVER;
            if (fits
                    && status.state() == MemberState.ALIVE
                    && !status.member().id().equals(node.self())) {
                alive.add(status.member().id());
            }
        }
        share.candidates.clear();
        share.candidates.addAll(Placement.holders(share.body.sha256(), alive));
    }

    private void spread(Share share) {
        boolean enough = share.holders.size() >= share.body.wanted();
        if (enough || share.candidates.isEmpty()) {
            if (share.holders.size() >= share.needed) {
                record(share);
            } else {
                end(
                        share,
                        new Reply.TimedOut(
                                false,
                                "only " + share.holders.size() + " nodes could keep the file"));
            }
            return;
        }
        MemberId next = share.candidates.removeFirst();
        share.asked = next;
        long attempt = ++share.attempt;
        long timeoutNs = FETCH_TIMEOUT_NS + share.body.bytes() / FETCH_BYTES_PER_S * 1_000_000_000L;
        node.ask(
                new RequestBody.FetchFile(
                        next,
                        share.body.sha256(),
                        share.body.bytes(),
                        share.asOf,
                        List.copyOf(share.holders)),
                timeoutNs,
                reply -> {
                    if (share.attempt == attempt) {
                        share.asked = null;
                        if (reply instanceof Reply.Done) {
                            share.holders.add(next);
                        }
                        spread(share);
                    }
                });
    }

    /** A member is unreachable: stops waiting for it. */
    public void memberLost(MemberId member) {
        for (Share share : new ArrayList<>(shares.values())) {
            if (member.equals(share.asked)) {
                share.asked = null;
                share.attempt++;
                spread(share);
            }
        }
    }

    private void record(Share share) {
        RequestBody.ShareFile body = share.body;
        node.ask(
                new RequestBody.Decide(
                        List.of(
                                new SystemCommand.RecordFile(
                                        body.sha256(),
                                        body.bytes(),
                                        body.serversOnly(),
                                        share.holders,
                                        share.asOf))),
                DECIDE_TIMEOUT_NS,
                reply -> {
                    SystemResult result =
                            reply instanceof Reply.Decided decided
                                    ? decided.results().getFirst()
                                    : null;
                    switch (result) {
                        case null -> end(share, reply);
                        case SystemResult.Accepted accepted ->
                                end(share, new Reply.Shared(accepted.value(), share.holders));
                        case SystemResult.Full full -> end(share, new Reply.Full(full.why()));
                        case SystemResult.Refused refused -> {
                            if (share.rounds < ROUNDS_MAX) {
                                look(share);
                            } else {
                                end(share, new Reply.TimedOut(false, refused.why()));
                            }
                        }
                    }
                });
    }

    private void end(Share share, Reply reply) {
        shares.remove(share.body.sha256());
        share.waiting.forEach(each -> each.accept(reply));
    }
}
