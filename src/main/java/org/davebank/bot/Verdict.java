package org.davebank.bot;

import java.util.List;
import org.davebank.history.Finding;

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
 * @param logOrder what the checker that goes by the order of the logs found
 * @param windows what the checker found that goes by times and answers alone
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
        long violations,
        List<String> examples,
        Finding logOrder,
        Finding windows) {

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
        Finding nothing = new Finding(0, 0, 0, List.of());
        return new Verdict(
                Ruling.UNKNOWN, operations, 0, 0, 0, 0, 0, 0, 0, List.of(why), nothing, nothing);
    }
}
