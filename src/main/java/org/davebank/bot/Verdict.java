package org.davebank.bot;

import java.util.List;

/**
 * The judge's word on one run.
 *
 * @param posted orders that are in the books, acknowledged ones and resolved ones
 * @param rejected orders that the bank refused
 * @param notDone orders that surely never happened
 * @param resolvedPosted orders of unknown outcome that were found posted
 * @param resolvedAbsent orders of unknown outcome that were found not to have happened
 * @param foreign records on DaveBot's accounts that somebody else made
 * @param violations how many rules were broken
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

    /** UNKNOWN means that the bank could not be asked. */
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
