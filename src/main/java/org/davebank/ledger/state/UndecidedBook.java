package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.store.BookSums;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * The transfers to other shards that have begun here and are not decided. A retry is recognised by its
 * id or idempotency key, as later by the record; a further key or id that it brings is bound to the
 * record when there is one. Not thread-safe.
 */
public final class UndecidedBook {

    /** Further keys and ids that one movement takes; a retry beyond them waits for the decision. */
    private static final int NAMES_MAX = 16;

    /** Approximate memory of a movement without its texts. */
    private static final int ENTRY_BYTES = 400;

    /**
     * A movement that is not decided.
     *
     * @param serial counts the movements that have begun in this shard
     */
    public static final class Movement {
        private final long serial;
        private final MovementKey key;
        private final Begin begin;
        private final long amountMinor;
        private final int from;
        private final String currency;
        private final int scale;
        private final List<String> keys = new ArrayList<>();
        private final List<TransactionId> ids = new ArrayList<>();

        private Movement(
                long serial,
                MovementKey key,
                Begin begin,
                long amountMinor,
                int from,
                String currency,
                int scale) {
            this.serial = serial;
            this.key = key;
            this.begin = begin;
            this.amountMinor = amountMinor;
            this.from = from;
            this.currency = currency;
            this.scale = scale;
        }

        public long serial() {
            return serial;
        }

        public MovementKey key() {
            return key;
        }

        public Begin begin() {
            return begin;
        }

        public long amountMinor() {
            return amountMinor;
        }

        public String currency() {
            return currency;
        }

        public int scale() {
            return scale;
        }

        /** The ordinal of the debited account. */
        int from() {
            return from;
        }

        List<String> keys() {
            return keys;
        }

        List<TransactionId> ids() {
            return ids;
        }

        private long hash() {
            long hash = StateHash.ofPair(key.id().high(), key.id().low() + key.attempt());
            Post post = begin.post();
            TransactionId of =
                    post.kind() == TransactionKind.CAPTURE ? post.ofHold() : post.reverses();
            if (of != null) {
                hash = StateHash.ofPair(hash, StateHash.ofPair(of.high(), of.low()));
            }
            for (String each : keys) {
                hash = StateHash.ofPair(hash, StateHash.ofText(0, each));
            }
            for (TransactionId each : ids) {
                hash = StateHash.ofPair(hash, StateHash.ofPair(each.high(), each.low()));
            }
            return StateHash.ofPair(
                    StateHash.ofPair(hash, key.account().value()),
                    StateHash.ofPair(
                            StateHash.ofPair(amountMinor, begin.toShard()),
                            begin.post().toAccount() == null
                                    ? -1
                                    : begin.post().toAccount().value()));
        }
    }

    /** A name within an account: an id or an idempotency key. */
    private record Name(int account, Object name) {}

    private final Map<Name, Movement> byName = new LinkedHashMap<>();
    private final NavigableMap<Long, Movement> bySerial = new TreeMap<>();
    private final Map<Integer, Integer> byShard = new LinkedHashMap<>();
    private long begun;
    private long textBytes;
    private long hash;

    /** Whether another movement to a shard may begin. */
    boolean hasRoom(int toShard) {
        return bySerial.size() < LedgerLimits.UNDECIDED_MAX
                && byShard.getOrDefault(toShard, 0) < LedgerLimits.UNDECIDED_PER_SHARD_MAX;
    }

    void add(MovementKey key, Begin begin, long amountMinor, int from, String currency, int scale) {
        Movement movement = new Movement(++begun, key, begin, amountMinor, from, currency, scale);
        Post post = begin.post();
        bySerial.put(movement.serial, movement);
        byName.put(new Name(post.account().value(), post.id()), movement);
        if (post.key() != null) {
            byName.put(new Name(post.account().value(), post.key()), movement);
        }
        byShard.merge(begin.toShard(), 1, Integer::sum);
        textBytes += textBytes(post);
        hash ^= movement.hash();
    }

    /** The movement that this idempotency key of an account leads to, or null. */
    @Nullable Movement findKey(int account, String key) {
        return bySerial.isEmpty() ? null : byName.get(new Name(account, key));
    }

    /** The movement that this id leads to in an account, or null. */
    @Nullable Movement findId(int account, TransactionId id) {
        return bySerial.isEmpty() ? null : byName.get(new Name(account, id));
    }

    /** The movement of this key, or null. */
    public @Nullable Movement find(MovementKey key) {
        Movement found = byName.get(new Name(key.account().value(), key.id()));
        return found != null && found.key.equals(key) ? found : null;
    }

    /**
     * Lets a repeated request join: names that are new lead to the movement from now on.
     *
     * @param key its key if that names nothing yet, else null
     * @param id its id if that names nothing yet, else null
     * @return false if the movement has too many names already
     */
    boolean join(Movement movement, @Nullable String key, @Nullable TransactionId id) {
        int account = movement.begin.post().account().value();
        int added = (key == null ? 0 : 1) + (id == null ? 0 : 1);
        if (movement.keys.size() + movement.ids.size() + added > NAMES_MAX) {
            return false;
        }
        hash ^= movement.hash();
        if (key != null) {
            movement.keys.add(key);
            byName.put(new Name(account, key), movement);
        }
        if (id != null) {
            movement.ids.add(id);
            byName.put(new Name(account, id), movement);
        }
        hash ^= movement.hash();
        return true;
    }

    void remove(Movement movement) {
        Post post = movement.begin.post();
        int account = post.account().value();
        hash ^= movement.hash();
        bySerial.remove(movement.serial);
        byName.remove(new Name(account, post.id()));
        if (post.key() != null) {
            byName.remove(new Name(account, post.key()));
        }
        movement.keys.forEach(key -> byName.remove(new Name(account, key)));
        movement.ids.forEach(id -> byName.remove(new Name(account, id)));
        byShard.merge(movement.begin.toShard(), -1, Integer::sum);
        textBytes -= textBytes(post);
    }

    /** The movements that have begun after this one, in order. */
    public Collection<Movement> after(long serial) {
        return Collections.unmodifiableCollection(bySerial.tailMap(serial, false).values());
    }

    /** Adds up what the debits reserve; what is being captured belongs to its hold. */
    void addTo(BookSums sums) {
        for (Movement each : bySerial.values()) {
            if (each.begin.post().kind() != TransactionKind.CAPTURE) {
                sums.hold(each.from, each.amountMinor);
            }
        }
    }

    public int size() {
        return bySerial.size();
    }

    long hash() {
        return hash;
    }

    long bytes() {
        return (long) bySerial.size() * ENTRY_BYTES + textBytes;
    }

    private static long textBytes(Post post) {
        String description = post.description();
        String reference = post.reference();
        return 2L
                * ((description == null ? 0 : description.length())
                        + (reference == null ? 0 : reference.length()));
    }
}
