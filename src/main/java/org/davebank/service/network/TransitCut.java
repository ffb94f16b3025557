package org.davebank.service.network;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Money;
import org.davebank.ledger.LedgerAnswer.Leg;
import org.davebank.ledger.LedgerAnswer.Sum;
import org.jspecify.annotations.Nullable;

/**
 * What was on its way between shards at one mark.
 *
 * @param mark its number
 * @param atMs until when nothing else is known to have happened, wall milliseconds
 * @param inTransitMinor what had left each shard, all currencies together in minor units
 * @param violation why it does not add up, in a sentence, or null
 */
public record TransitCut(
        long mark, long atMs, Map<Integer, Long> inTransitMinor, @Nullable String violation) {

    public TransitCut {
        inTransitMinor = Map.copyOf(inTransitMinor);
    }

    /**
     * One shard's part.
     *
     * @param transit its TRANSIT in each currency
     * @param legs what it had committed and nobody had booked
     */
    record Part(int shard, List<Sum> transit, List<Leg> legs) {}

    /** Judges a cut: in each currency TRANSIT of all shards is what is on its way. */
    static TransitCut judge(long mark, long atMs, List<Part> parts) {
        Map<String, Long> transit = new TreeMap<>();
        Map<String, Long> onItsWay = new TreeMap<>();
        Map<Integer, Long> byShard = new TreeMap<>();
        for (Part part : parts) {
            byShard.put(part.shard(), 0L);
            part.transit().forEach(sum -> transit.merge(sum.currency(), sum.minor(), Long::sum));
            for (Leg leg : part.legs()) {
                onItsWay.merge(leg.currency(), leg.amountMinor(), Long::sum);
                byShard.merge(part.shard(), leg.amountMinor(), Long::sum);
            }
        }
        onItsWay.keySet().forEach(currency -> transit.putIfAbsent(currency, 0L));
        String violation = null;
        for (Map.Entry<String, Long> each : transit.entrySet()) {
            String currency = each.getKey();
            long way = onItsWay.getOrDefault(currency, 0L);
            if (each.getValue() != way && violation == null) {
                violation =
                        "at mark "
                                + mark
                                + " all shards have "
                                + amount(each.getValue(), currency)
                                + " in TRANSIT, but "
                                + amount(way, currency)
                                + " is on its way between them";
            }
        }
        return new TransitCut(mark, atMs, byShard, violation);
    }

    private static String amount(long minor, String currency) {
        return Money.isCurrency(currency)
                ? Money.toMajor(minor, currency).toPlainString() + " " + currency
                : minor + " minor units of " + currency;
    }

    /** The same with a reason for its violation, in words, or null. */
    TransitCut because(@Nullable String reason) {
        return reason == null
                ? this
                : new TransitCut(mark, atMs, inTransitMinor, reason + ": " + violation);
    }

    /** The same cut, since which nothing has happened. */
    TransitCut stillAt(long nowMs) {
        return new TransitCut(mark, nowMs, inTransitMinor, violation);
    }

    /** What was in transit in all shards, in minor units. */
    public long sumMinor() {
        return inTransitMinor.values().stream().mapToLong(Long::longValue).sum();
    }
}
