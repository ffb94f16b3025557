package org.davebank.simulator.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * Generates reversals: of all of a posting, a part of it, or a little too much, and mostly of postings that
 * somebody has just reversed, so that several reversals of one original are under way. Not thread-safe.
 */
public final class ReversalDemand {

    private static final long SALT = 0x7265_7475_726e_73L;

    /** The share of new orders that are reversals. */
    private static final double CHANCE = 0.15;

    private static final double AGAIN_CHANCE = 0.7;
    private static final int ORDERS_MAX = 200;
    private static final int REVERSED_MAX = 4;

    private final RandomSource random;
    private final List<Post> orders = new ArrayList<>();
    private final List<Post> reversed = new ArrayList<>();
    private long made;

    public ReversalDemand(long seed) {
        this.random = new RandomSource(seed ^ SALT);
    }

    /** Somebody has ordered a deposit, a withdrawal or a transfer, which may be reversed later. */
    public void ordered(Post order) {
        remember(orders, order, ORDERS_MAX);
    }

    /**
     * Now and then a reversal, else null.
     *
     * @param isHere whether a shard has the account that the reversal belongs to
     */
    public @Nullable Post next(Predicate<AccountNumber> isHere) {
        if (!random.chance(CHANCE)) {
            return null;
        }
        boolean again = random.chance(AGAIN_CHANCE);
        List<Post> from =
                (again ? reversed : orders)
                        .stream().filter(each -> isHere.test(account(each))).toList();
        if (from.isEmpty()) {
            return null;
        }
        Post order = from.get(random.nextInt(from.size()));
        if (!again) {
            remember(reversed, order, REVERSED_MAX);
        }
        return reversal(order);
    }

    /** The account that a reversal debits, or after a withdrawal credits. */
    private static AccountNumber account(Post order) {
        AccountNumber payee = order.toAccount();
        return payee == null ? order.account() : payee;
    }

    private Post reversal(Post order) {
        made++;
        return new Post(
                new TransactionId(random.nextLong(), random.nextLong()),
                random.chance(0.1) ? null : "reversal-" + made,
                TransactionKind.REVERSAL,
                account(order),
                order.toAccount() == null ? null : order.account(),
                part(order.amountUnscaled()),
                order.amountScale(),
                null,
                0,
                null,
                random.chance(0.2) ? "not what I ordered" : null,
                PostingMode.LIVE,
                Purpose.reverses(order.id()),
                "simulator",
                "reversal");
    }

    private long part(long whole) {
        int dice = random.nextInt(10);
        if (dice < 3) {
            return whole;
        } else if (dice < 5) {
            return 1 + whole / 2;
        }
        return dice < 9 ? 1 + whole / 3 : whole + 1;
    }

    private void remember(List<Post> list, Post order, int max) {
        if (list.size() < max) {
            list.add(order);
        } else {
            list.set(random.nextInt(max), order);
        }
    }
}
