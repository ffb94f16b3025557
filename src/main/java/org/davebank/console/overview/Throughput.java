package org.davebank.console.overview;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.davebank.service.Caller;
import org.davebank.service.Listings;
import org.davebank.service.NetworkService;
import org.davebank.service.NetworkSnapshot;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * How many transactions the bank took in each of the last seconds: the difference of its totals, which
 * are read anew only when the shards' logs have grown. One for all pages of a node. Thread-safe.
 */
@Lazy
@Component
public class Throughput {

    static final int SAMPLES_MAX = 120;
    private static final long EVERY_MS = 1_000;
    private static final Caller SELF = new Caller("console", Role.VIEWER, "throughput");

    /** The state of the bank at one moment. */
    public record Sample(long atMs, long accounts, long transactions, long rejected) {}

    private final Listings listings;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long seenIndexes = -1;
    private boolean busy;
    private long lastMs;

    public Throughput(Listings listings, NetworkService network) {
        this.listings = listings;
        network.subscribe(this::onSnapshot);
    }

    private void onSnapshot(NetworkSnapshot snapshot) {
        long indexes = snapshot.shards().stream().mapToLong(each -> each.commitIndex()).sum();
        synchronized (samples) {
            if (busy || snapshot.atMs() - lastMs < EVERY_MS) {
                return;
            }
            lastMs = snapshot.atMs();
            Sample newest = samples.peekLast();
            if (indexes == seenIndexes && newest != null) {
                add(
                        new Sample(
                                snapshot.atMs(),
                                newest.accounts(),
                                newest.transactions(),
                                newest.rejected()));
                return;
            }
            busy = true;
        }
        Thread.ofVirtual().name("throughput").start(() -> sample(indexes));
    }

    private void sample(long indexes) {
        try {
            Listings.Totals totals = listings.totals(SELF, ReadOptions.STRONG);
            synchronized (samples) {
                seenIndexes = indexes;
                add(
                        new Sample(
                                System.currentTimeMillis(),
                                totals.accounts(),
                                totals.transactions(),
                                totals.rejected()));
            }
        } catch (ServiceProblem e) {
            // A gap: without a quorum nobody knows the totals.
        } finally {
            synchronized (samples) {
                busy = false;
            }
        }
    }

    private void add(Sample sample) {
        samples.addLast(sample);
        if (samples.size() > SAMPLES_MAX) {
            samples.removeFirst();
        }
    }

    /** Oldest first. */
    public List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    /** The newest sample, or null before the first one. */
    public @Nullable Sample newest() {
        synchronized (samples) {
            return samples.peekLast();
        }
    }

    /** Transactions a second between each two samples, accepted and rejected ones. */
    static List<Double> rates(List<Sample> samples) {
        List<Double> rates = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            Sample before = samples.get(i - 1);
            Sample after = samples.get(i);
            long ms = Math.max(1, after.atMs() - before.atMs());
            long count =
                    after.transactions()
                            + after.rejected()
                            - before.transactions()
                            - before.rejected();
            rates.add(Math.max(0, count) * 1_000.0 / ms);
        }
        return rates;
    }
}
