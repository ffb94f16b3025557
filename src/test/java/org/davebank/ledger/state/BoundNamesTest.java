package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.withdrawal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A key or an id that was answered with a record is bound to that record for good. */
class BoundNamesTest {

    private final Shard shard = new Shard().open(1, 2);

    private static Post post(int account, long id, @Nullable String key, long minor) {
        return changed(
                deposit(account, minor),
                d -> {
                    d.id = new TransactionId(0, id);
                    d.key = key;
                });
    }

    private void replays(Post post, Transaction first) {
        assertThat(shard.apply(post)).isEqualTo(new Recorded(first, true));
    }

    @Test
    void aSecondKeyThatFoundTheRecordByItsIdIsBoundToIt() {
        Transaction first = shard.posted(post(1, 1, "K1", 5_00));
        replays(post(1, 1, "K2", 5_00), first);
        replays(post(1, 2, "K2", 5_00), first);
        assertThat(shard.balance(1)).isEqualTo(5_00);
    }

    @Test
    void aSecondIdThatFoundTheRecordByItsKeyIsBoundToIt() {
        Transaction first = shard.posted(post(1, 1, "K1", 5_00));
        replays(post(1, 2, "K1", 5_00), first);
        replays(post(1, 2, null, 5_00), first);
        replays(post(1, 2, "K3", 5_00), first);
        replays(post(1, 3, "K3", 5_00), first);
        replays(post(1, 3, null, 5_00), first);
        assertThat(shard.balance(1)).isEqualTo(5_00);
    }

    @Test
    void aBoundNameWithAnotherBodyIsRefusedAndBindsNothing() {
        shard.posted(post(1, 1, "K1", 5_00));
        shard.apply(post(1, 1, "K2", 5_00));
        assertThat(shard.refused(post(1, 9, "K2", 6_00)))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        shard.posted(post(1, 9, "K9", 6_00));
        assertThat(shard.balance(1)).isEqualTo(11_00);
    }

    @Test
    void aBoundNameIsNoneOfAnotherAccount() {
        shard.posted(post(1, 1, "K1", 5_00));
        shard.apply(post(1, 1, "K2", 5_00));
        shard.posted(post(2, 2, "K2", 5_00));
        assertThat(shard.balance(2)).isEqualTo(5_00);
    }

    @Test
    void aRejectionKeepsTheNamesThatItWasAnsweredUnder() {
        Post rejected =
                changed(
                        withdrawal(1, 5_00),
                        d -> {
                            d.id = new TransactionId(0, 1);
                            d.key = "K1";
                        });
        Transaction first = shard.recorded(rejected);
        replays(changed(rejected, d -> d.key = "K2"), first);
        shard.posted(deposit(1, 100_00));
        replays(
                changed(
                        rejected,
                        d -> {
                            d.key = "K2";
                            d.id = new TransactionId(0, 2);
                        }),
                first);
        assertThat(shard.balance(1)).isEqualTo(100_00);
    }

    @Test
    void aBindingChangesTheStateOnceAndTheAuditCoversIt() {
        shard.posted(post(1, 1, "K1", 5_00));
        long before = shard.ledger.stateHash();
        shard.apply(post(1, 2, "K1", 5_00));
        long bound = shard.ledger.stateHash();
        assertThat(bound).isNotEqualTo(before);
        shard.apply(post(1, 2, "K1", 5_00));
        shard.apply(post(1, 1, "K1", 5_00));
        assertThat(shard.ledger.stateHash()).isEqualTo(bound);
        assertThat(shard.audit().hashMatchesRecords()).isTrue();
        assertThat(shard.audit().balancesMatch()).isTrue();
    }

    @Test
    void namesAreBoundWithinOneEntryAndFoundByQueries() {
        List<LedgerResult> results =
                shard.ledger.apply(
                        100,
                        new LedgerBatch(
                                Shard.START_MS,
                                List.of(
                                        post(1, 1, "K1", 5_00),
                                        post(1, 1, "K2", 5_00),
                                        post(1, 2, "K2", 5_00))));
        Transaction first = ((Recorded) results.getFirst()).transaction();
        assertThat(results.get(1)).isEqualTo(new Recorded(first, true));
        assertThat(results.get(2)).isEqualTo(new Recorded(first, true));
        assertThat(shard.ledger.answer(new LedgerQuery.FindByKey(first.account(), "K2")))
                .isEqualTo(new LedgerAnswer.Transactions(List.of(first), -1));
    }

    @Test
    void bindingsAreFoundWhenTheyHaveLeftMemory() {
        int posts = 20_000;
        for (int i = 0; i < posts; i++) {
            shard.posted(post(1, i, "a" + i, 1));
            shard.apply(post(1, i, "b" + i, 1));
            shard.apply(post(1, posts + i, "a" + i, 1));
        }
        for (int i = 0; i < posts; i++) {
            assertThat(shard.apply(post(1, posts + i, "b" + i, 1)))
                    .isInstanceOfSatisfying(
                            Recorded.class, record -> assertThat(record.replayed()).isTrue());
        }
        assertThat(shard.balance(1)).isEqualTo(posts);
        assertThat(shard.audit().hashMatchesRecords()).isTrue();
    }

    /**
     * The rule as simple as can be: names of an account lead to one outcome each, a key before an id;
     * what is answered with an outcome gives its new names to it.
     */
    private static final class Model {
        private record Outcome(long amountMinor) {}

        private final Map<String, Outcome> names = new HashMap<>();
        private long balanceMinor;

        /** True when posted, false when replayed, null when refused. */
        @Nullable Boolean take(Post post) {
            String key = post.key() == null ? null : post.account() + " key " + post.key();
            String id = post.account() + " id " + post.id();
            Outcome known = key == null ? null : names.get(key);
            known = known == null ? names.get(id) : known;
            if (known != null && known.amountMinor() != post.amountUnscaled()) {
                return null;
            }
            Outcome outcome = known == null ? new Outcome(post.amountUnscaled()) : known;
            if (key != null) {
                names.putIfAbsent(key, outcome);
            }
            names.putIfAbsent(id, outcome);
            balanceMinor += known == null ? post.amountUnscaled() : 0;
            return known == null;
        }
    }

    private void checkAgainst(Model model, Post post) {
        LedgerResult result = shard.apply(post);
        Boolean expected = model.take(post);
        Boolean got = result instanceof Recorded recorded ? !recorded.replayed() : null;
        assertThat(got).as("%s %s", post, result).isEqualTo(expected);
        if (result instanceof Refused refused) {
            assertThat(refused.code()).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        }
    }

    /** Every sequence of four posts out of all combinations of few ids, keys, bodies, accounts. */
    @Test
    void allCombinationsAgreeWithAModel() {
        List<Post> all = new ArrayList<>();
        for (int account = 1; account <= 2; account++) {
            for (long id = 1; id <= 3; id++) {
                for (String key : new String[] {"none", "K1", "K2"}) {
                    for (long minor = 1; minor <= 2; minor++) {
                        all.add(post(account, id, key.equals("none") ? null : key, minor));
                    }
                }
            }
        }
        Model model = new Model();
        RandomSource random = new RandomSource(5);
        for (int round = 0; round < 20_000; round++) {
            // Names of a round of its own, so that every round begins with nothing known.
            long base = 10L * (round / 6);
            Post post = all.get(random.nextInt(all.size()));
            checkAgainst(
                    model,
                    changed(
                            post,
                            d -> {
                                d.id = new TransactionId(0, base + post.id().low());
                                d.key = post.key() == null ? null : post.key() + "-" + base;
                            }));
        }
        assertThat(shard.balance(1) + shard.balance(2)).isEqualTo(model.balanceMinor);
        assertThat(shard.audit().hashMatchesRecords()).isTrue();
    }

    @Test
    void everyPairAndTripleAgreesWithAModel() {
        String[] keys = {null, "K1", "K2"};
        int base = 0;
        for (int code = 0; code < 12 * 12 * 12; code++) {
            base++;
            Model model = new Model();
            int rest = code;
            for (int place = 0; place < 3; place++, rest /= 12) {
                int choice = rest % 12;
                String key = keys[choice % 3];
                long id = 10L * base + choice / 3 % 2;
                checkAgainst(
                        model, post(1, id, key == null ? null : key + "-" + base, 1 + choice / 6));
            }
        }
    }
}
