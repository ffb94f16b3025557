package org.davebank.node.lives;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.node.wire.Introduction;
import org.davebank.node.wire.Life;
import org.jspecify.annotations.Nullable;

/** Asks whether a life that was known still answers where it was, before another takes its place. */
final class LifeProbes {

    /** Without an answer for so long it is not in contact. */
    static final long ANSWER_NS_MAX = 1_000_000_000L;

    /** So much longer the outcome holds. */
    static final long OUTCOME_NS = 4_000_000_000L;

    enum Outcome {
        OPEN,
        ALIVE,
        SILENT
    }

    private static final class Probe {
        final Life life;
        final Address where;
        final long token;
        final long beganNs;
        @Nullable Introduction answer;

        Probe(Life life, Address where, long token, long beganNs) {
            this.life = life;
            this.where = where;
            this.token = token;
            this.beganNs = beganNs;
        }
    }

    /** Sends the question. */
    interface Question {
        void ask(Address where, long token);
    }

    private final Map<MemberId, Probe> probes = new TreeMap<>();
    private final Question question;
    private long nextToken;

    LifeProbes(Question question, long firstToken) {
        this.question = question;
        this.nextToken = firstToken;
    }

    Outcome outcome(MemberId member, Life life, Address where, long nowNs) {
        Probe probe = probes.get(member);
        if (probe == null
                || !probe.life.equals(life)
                || !probe.where.equals(where)
                || nowNs - probe.beganNs > ANSWER_NS_MAX + OUTCOME_NS) {
            nextToken = nextToken == -1 ? 1 : nextToken + 1; // Zero is no token.
            probe = new Probe(life, where, nextToken, nowNs);
            probes.put(member, probe);
        }
        if (probe.answer != null) {
            return Outcome.ALIVE;
        }
        if (nowNs - probe.beganNs >= ANSWER_NS_MAX) {
            return Outcome.SILENT;
        }
        question.ask(where, probe.token);
        return Outcome.OPEN;
    }

    /** A hello with a token has come. */
    void answered(Introduction from, long token) {
        Probe probe = probes.get(from.member());
        if (probe != null && probe.token == token && from.follows(probe.life)) {
            probe.answer = from;
        }
    }

    /** What the one that answered says of itself, or null. */
    @Nullable Introduction answer(MemberId member) {
        Probe probe = probes.get(member);
        return probe == null ? null : probe.answer;
    }
}
