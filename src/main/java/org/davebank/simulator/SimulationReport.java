package org.davebank.simulator;

import org.jspecify.annotations.Nullable;

/**
 * The result of a run.
 *
 * @param virtualNs its duration in virtual time
 * @param events inputs of nodes, each followed by the checks
 * @param acknowledged commands with a definite answer for their client
 * @param reads strong reads answered
 * @param crashes machines that lost their process, by power cut or kill
 * @param leaderChanges terms won by a leader after the first one of its group
 * @param partitions cuts between machines, one way or both
 * @param files files that committed entries refer to
 * @param replaced voters that were removed because they were permanently dead
 * @param converged healed, every client answered and all replicas equal
 * @param traceHash over every event: the same seed gives the same hash
 * @param undecided calls that the checker of windows gave up because of the work
 * @param violation the broken rule, or null
 */
public record SimulationReport(
        SimulationSettings settings,
        long virtualNs,
        long events,
        long acknowledged,
        long reads,
        long crashes,
        long pauses,
        long leaderChanges,
        long partitions,
        long messagesLost,
        long files,
        long replaced,
        boolean converged,
        long traceHash,
        long undecided,
        @Nullable String violation) {

    public static final long ACKNOWLEDGED_MIN = 1_000;
    public static final long CRASHES_MIN = 3;
    public static final long LEADER_CHANGES_MIN = 2;
    public static final long PARTITIONS_MIN = 1;
    public static final long FILES_MIN = 1;

    /** No rule was broken. */
    public boolean passed() {
        return violation == null;
    }

    /** A seed proves something only when enough has happened in its run. */
    public boolean counts() {
        return passed()
                && converged
                && acknowledged >= ACKNOWLEDGED_MIN
                && crashes >= CRASHES_MIN
                && leaderChanges >= LEADER_CHANGES_MIN
                && partitions >= PARTITIONS_MIN
                && files >= FILES_MIN;
    }
}
