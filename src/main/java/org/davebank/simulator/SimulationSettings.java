package org.davebank.simulator;

import org.davebank.base.RandomSource;
import org.davebank.ledger.LedgerRules;

/**
 * What is simulated.
 *
 * @param seed determines all random choices
 * @param minutes of virtual time with faults, 1 to {@link #MINUTES_MAX}; healing comes on top
 * @param servers 1 to 5, the founding voters of the system group
 * @param workers 0 to 16
 * @param shards 1 to 64
 * @param replicas of each shard, 1, 3 or 5, at most as many as there are nodes
 * @param grown whether the network is founded by its first server alone and grows as nodes join,
 *     instead of being founded by all servers together
 * @param faults false for a calm network, in which no seed counts
 * @param sealed whether packets go through the sealed transport, as datagrams
 * @param rules the newest {@link LedgerRules} that machines know; clients ask for nothing that needs
 *     newer ones
 */
public record SimulationSettings(
        long seed,
        int minutes,
        int servers,
        int workers,
        int shards,
        int replicas,
        boolean grown,
        boolean faults,
        boolean sealed,
        int rules) {

    public static final int MINUTES_MAX = 24 * 60;
    public static final int SERVERS_MAX = 5;
    public static final int WORKERS_MAX = 16;
    public static final int SHARDS_MAX = 64;

    /** Those of this build. */
    public static final int RULES_NEWEST = LedgerRules.TABLE.size();

    /** One seed in this many seals its packets for real. */
    static final int SEALED_ONE_IN = 20;

    /** One seed in this many has a network that grows from a single server. */
    static final int GROWN_ONE_IN = 5;

    /** One seed in so many has machines of an older build, which are upgraded one by one. */
    static final int MIXED_ONE_IN = 5;

    public SimulationSettings {
        require(minutes >= 1 && minutes <= MINUTES_MAX, "1 to 1440 minutes");
        require(servers >= 1 && servers <= SERVERS_MAX, "1 to 5 servers");
        require(workers >= 0 && workers <= WORKERS_MAX, "0 to 16 workers");
        require(shards >= 1 && shards <= SHARDS_MAX, "1 to 64 shards");
        require(replicas == 1 || replicas == 3 || replicas == 5, "1, 3 or 5 replicas");
        require(replicas <= servers + workers, "no more replicas than nodes");
        require(rules >= 1 && rules <= RULES_NEWEST, "rules from 1 to " + RULES_NEWEST);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Three servers, two or three workers and one to four shards, as the seed decides. */
    public static SimulationSettings ofSeed(long seed, int minutes) {
        RandomSource random = new RandomSource(RandomSource.mix64(seed ^ 0x7e57ed5eedL));
        int workers = 2 + random.nextInt(2);
        int shards = 1 + random.nextInt(4);
        boolean sealed = Math.floorMod(seed, SEALED_ONE_IN) == SEALED_ONE_IN - 1;
        boolean grown = Math.floorMod(seed, GROWN_ONE_IN) == GROWN_ONE_IN - 2;
        return new SimulationSettings(
                seed, minutes, 3, workers, shards, 3, grown, true, sealed, RULES_NEWEST);
    }

    /** Whether the machines begin with an older build. */
    boolean mixed() {
        return faults && Math.floorMod(seed, MIXED_ONE_IN) == MIXED_ONE_IN - 1;
    }

    int nodes() {
        return servers + workers;
    }

    /** What {@code davebank} runs exactly this again with. */
    public String arguments() {
        return "simulate --seed "
                + seed
                + " --minutes "
                + minutes
                + " --servers "
                + servers
                + " --workers "
                + workers
                + " --shards "
                + shards
                + " --replicas "
                + replicas
                + (grown ? " --grown" : " --no-grown")
                + (faults ? "" : " --faults none")
                + (sealed ? " --sealed" : " --no-sealed")
                + (rules == RULES_NEWEST ? "" : " --rules " + rules);
    }
}
