package org.davebank.cli.drill;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.api.network.EventAnswer;
import org.davebank.cli.command.Failure;
import org.davebank.client.BankClient;

/** The elections of leaders after a moment, as the network's events tell them. */
public final class Elections {

    private static final long DEADLINE_NS = 30_000_000_000L;

    private Elections() {}

    /**
     * Waits until each of these shards has elected a leader after a moment.
     *
     * @param afterMs wall milliseconds
     * @return when each did so first, wall milliseconds
     */
    public static Map<Integer, Long> await(BankClient bank, List<Integer> shards, long afterMs) {
        long endNs = System.nanoTime() + DEADLINE_NS;
        Map<Integer, Long> elected = new TreeMap<>();
        while (System.nanoTime() < endNs) {
            BankClient.Answer answer = bank.ask(BankClient.Call.get("/cluster/events"));
            if (answer.isDone()) {
                elected = elected(answer.orFailList(EventAnswer.class), shards, afterMs);
                if (elected.size() == shards.size()) {
                    return elected;
                }
            }
            Drilled.sleep();
        }
        throw new Failure("no election of each of these shards was heard of: " + shards);
    }

    /** The first election of each shard after a moment, as far as the events have one. */
    static Map<Integer, Long> elected(
            List<EventAnswer> events, List<Integer> shards, long afterMs) {
        Map<Integer, Long> elected = new TreeMap<>();
        for (EventAnswer each : events) {
            long atMs = Instant.parse(each.at()).toEpochMilli();
            for (int shard : shards) {
                if (each.kind().equals("leader_elected")
                        && ("shard " + shard).equals(each.group())
                        && atMs >= afterMs) {
                    elected.merge(shard, atMs, Math::min);
                }
            }
        }
        return elected;
    }
}
