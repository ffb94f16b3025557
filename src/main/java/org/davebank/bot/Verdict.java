package org.davebank.bot;

import java.util.List;

/**
 * The judge's verdict on one run.
 *
 * @param posted orders that are in the books, acknowledged and resolved ones
 * @param rejected orders that the bank rejected
 * @param notDone orders that certainly had no effect
 * @param resolvedPosted orders of unknown outcome that turned out to be posted
 * @param resolvedAbsent orders of unknown outcome that turned out to be absent
 * @param foreign records on DaveBot's accounts from other clients
 * @param violations the number of broken rules
 * @param examples the first of them, in words
 */
public record Verdict(
        Ruling ruling,
        int operations,
        int posted,
        int rejected,
        int notDone,
        int resolvedPosted,
        int resolvedAbsent,
        int foreign,
        int violations,
        List<String> examples) {

    /** UNKNOWN means that the bank did not answer. */
    public enum Ruling {
        CORRECT,
        VIOLATED,
        UNKNOWN
    }

    public Verdict {
        examples = List.copyOf(examples);
    }

    static Verdict unknown(int operations, String why) {
        return new Verdict(Ruling.UNKNOWN, operations, 0, 0, 0, 0, 0, 0, 0, List.of(why));
    }
}
