package org.davebank.console.overview;

import java.util.ArrayList;
import java.util.List;
import org.davebank.console.Texts;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.ShardRow;

/** Whether the bank takes writes, and how many failures it survives: a title and one more line. */
record Soundness(String title, String rest) {

    private static final int NAMES_MAX = 4;

    static Soundness of(NetworkSnapshot snapshot) {
        List<ShardRow> refusing = new ArrayList<>();
        for (ShardRow shard : snapshot.shards()) {
            if (!shard.quorum() || shard.clockSkew()) {
                refusing.add(shard);
            }
        }
        if (snapshot.shards().isEmpty() || refusing.size() == snapshot.shards().size()) {
            return texts("overview.broken", "overview.broken.all");
        }
        if (!refusing.isEmpty()) {
            List<String> numbers =
                    refusing.stream().map(each -> Integer.toString(each.shard())).toList();
            return texts(
                    "overview.broken",
                    "overview.broken.some",
                    refusing.size(),
                    snapshot.shards().size(),
                    some(numbers));
        }
        if (!snapshot.systemQuorum()) {
            return texts("overview.broken", "overview.broken.system");
        }
        if (snapshot.faultTolerant()) {
            return texts(
                    "overview.tolerant",
                    snapshot.failuresSurvived() == 1
                            ? "overview.tolerant.one"
                            : "overview.tolerant.many",
                    snapshot.failuresSurvived());
        }
        return texts("overview.fragile", "overview.fragile.rest", some(snapshot.oneTooMany()));
    }

    private static Soundness texts(String title, String rest, Object... values) {
        return new Soundness(Texts.get(title), Texts.get(rest, values));
    }

    private static String some(List<String> all) {
        String first = String.join(", ", all.subList(0, Math.min(NAMES_MAX, all.size())));
        return all.size() > NAMES_MAX ? first + ", …" : first;
    }
}
