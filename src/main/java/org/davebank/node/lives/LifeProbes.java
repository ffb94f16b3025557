package org.davebank.node.lives;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.node.wire.Introduction;
import org.davebank.node.wire.Life;
import org.jspecify.annotations.Nullable;

/** Checks whether a known life still answers at its address, before another life replaces it. */
final class LifeProbes {

    /** A life that does not answer within this time is not in contact. */
    static final long ANSWER_NS_MAX = 1_000_000_000L;

    /** How much longer the outcome is valid. */
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

    /** Handles a hello that carries a token. */
    void answered(Introduction from, long token) {
        Probe probe = probes.get(from.member());
        if (probe != null && probe.token == token && from.follows(probe.life)) {
            probe.answer = from;
        }
    }

    /** The introduction in the answer, or null. */
    @Nullable Introduction answer(MemberId member) {
        Probe probe = probes.get(member);
        return probe == null ? null : probe.answer;
    }
}
