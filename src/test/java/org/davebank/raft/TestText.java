package org.davebank.raft;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/** Effects and messages as short lines for a person. */
final class TestText {

    private TestText() {}

    static String name(@Nullable MemberId id) {
        return id == null ? "nobody" : "n" + id.value();
    }

    static String of(RaftEffect effect) {
        return switch (effect) {
            case RaftEffect.SaveHardState e ->
                    "save term=" + e.state().term() + " vote=" + name(e.state().vote());
            case RaftEffect.Append e -> "append " + entries(e.entries());
            case RaftEffect.Send e ->
                    "send " + name(e.to()) + " " + of(e.message()) + (e.afterSync() ? " *" : "");
            case RaftEffect.Apply e -> "apply " + entries(e.entries());
            case RaftEffect.Proposed e -> "proposed " + e.index() + "/" + e.term();
            case RaftEffect.Refused e -> "refused " + e.why() + " leader=" + name(e.leader());
            case RaftEffect.ReadReady e -> "read " + e.readId() + " ready at " + e.index();
            case RaftEffect.ReadRefused e ->
                    "read " + e.readId() + " refused leader=" + name(e.leader());
            case RaftEffect.LeaderChanged e -> "leader " + name(e.leader()) + " term=" + e.term();
            case RaftEffect.RoleChanged e -> e.role() + " term=" + e.term();
            case RaftEffect.ElectionStarted e ->
                    (e.preVote() ? "asks before term=" : "asks for votes term=") + e.term();
            case RaftEffect.MessageRefused e -> "refuses " + name(e.from()) + ": " + e.rule();
            case RaftEffect.ConfigurationChanged e -> "configuration " + of(e.configuration());
        };
    }

    static String of(Configuration configuration) {
        return "voters="
                + names(configuration.voters())
                + " learners="
                + names(configuration.learners());
    }

    private static String names(List<MemberId> ids) {
        return ids.stream().map(TestText::name).collect(Collectors.joining(",", "[", "]"));
    }

    static String of(RaftMessage message) {
        return switch (message) {
            case RaftMessage.PreVote m ->
                    "PreVote term=" + m.term() + " last=" + m.lastIndex() + "/" + m.lastTerm();
            case RaftMessage.PreVoteReply m ->
                    "PreVoteReply term=" + m.term() + (m.granted() ? " yes" : " no");
            case RaftMessage.Vote m ->
                    "Vote term="
                            + m.term()
                            + " last="
                            + m.lastIndex()
                            + "/"
                            + m.lastTerm()
                            + (m.transfer() ? " transfer" : "");
            case RaftMessage.VoteReply m ->
                    "VoteReply term=" + m.term() + (m.granted() ? " yes" : " no");
            case RaftMessage.AppendEntries m ->
                    "Append term="
                            + m.term()
                            + " prev="
                            + m.prevIndex()
                            + "/"
                            + m.prevTerm()
                            + " commit="
                            + m.commit()
                            + (m.round() > 0 ? " round=" + m.round() : "")
                            + " "
                            + entries(m.entries());
            case RaftMessage.AppendReply m ->
                    "AppendReply term="
                            + m.term()
                            + (m.matched() ? " match=" + m.index() : rejection(m))
                            + (m.round() > 0 ? " round=" + m.round() : "");
            case RaftMessage.TimeoutNow m -> "TimeoutNow term=" + m.term();
        };
    }

    private static String rejection(RaftMessage.AppendReply m) {
        return " no=" + m.prevIndex() + " hint=" + m.index() + "/" + m.hintTerm();
    }

    static String entries(List<Entry> entries) {
        return entries.stream().map(TestText::of).collect(Collectors.joining(" ", "[", "]"));
    }

    static String of(Entry entry) {
        String place = entry.index() + "/" + entry.term();
        return switch (entry.kind()) {
            case NOOP -> place;
            case COMMAND -> place + ":" + new String(entry.data(), StandardCharsets.UTF_8);
            case CONFIGURATION -> place + ":configuration";
            case RULES -> place + ":rules " + entry.rules();
        };
    }
}
